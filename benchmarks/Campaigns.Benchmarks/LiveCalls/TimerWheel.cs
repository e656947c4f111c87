namespace Campaigns.Benchmarks.LiveCalls;

/// <summary>A scheduled event of a call.</summary>
/// <param name="Call">The number of the call.</param>
/// <param name="Kind">The kind of event.</param>
internal readonly record struct CallEvent(int Call, CallEventKind Kind);

internal enum CallEventKind : byte
{
    Ringing,
    Answered,
    Ended,

    /// <summary>The end, reported once more.</summary>
    EndedAgain,
}

/// <summary>Events by due millisecond, up to a minute ahead. All memory is allocated up front, so the heap does not grow later.</summary>
internal sealed class TimerWheel
{
    private const int Slots = 1 << 16; // milliseconds: longer than a call
    private readonly int[] _first = new int[Slots];
    private readonly Node[] _nodes;
    private int _free;

    public TimerWheel(int capacity)
    {
        Array.Fill(_first, -1);
        _nodes = new Node[capacity];
        for (var i = 0; i < capacity; i++)
        {
            _nodes[i].Next = i + 1 < capacity ? i + 1 : -1;
        }
    }

    public void Add(long millisecond, CallEvent what)
    {
        var node = _free;
        _free = _nodes[node].Next;
        ref var first = ref _first[millisecond % Slots];
        _nodes[node] = new Node { What = what, Next = first };
        first = node;
    }

    /// <summary>Takes an event due in a millisecond. Returns false if none is left.</summary>
    public bool TryTake(long millisecond, out CallEvent what)
    {
        ref var first = ref _first[millisecond % Slots];
        if (first < 0)
        {
            what = default;
            return false;
        }

        var node = first;
        what = _nodes[node].What;
        first = _nodes[node].Next;
        _nodes[node].Next = _free;
        _free = node;
        return true;
    }

    private struct Node
    {
        public CallEvent What;
        public int Next;
    }
}
