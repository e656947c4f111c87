namespace Campaigns.Benchmarks.LiveCalls;

/// <summary>What a call has to tell, and when.</summary>
/// <param name="Call">The call, by its number.</param>
/// <param name="Kind">What it tells.</param>
internal readonly record struct CallEvent(int Call, CallEventKind Kind);

internal enum CallEventKind : byte
{
    Ringing,
    Answered,
    Ended,

    /// <summary>The end, told once more.</summary>
    EndedAgain,
}

/// <summary>
/// Events by the millisecond in which they are due, up to a minute ahead. Everything is allocated at once: it adds nothing to the heap
/// later.
/// </summary>
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

    /// <summary>Takes an event that is due in a millisecond; none are left when it is false.</summary>
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
