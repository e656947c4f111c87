using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// The waiting jobs of one lane that are in memory, the earliest due first. A min-heap of values beside a queue: jobs that arrive in
/// the order of their due times, as those of a fixed retry delay do, take the queue and cost nothing to order.
/// Entries are not removed when a job changes its mind; the lane recognizes stale ones when they come up.
/// </summary>
internal sealed class WaitingJobs
{
    private readonly Ring<Entry> _inOrder = new();
    private Entry[] _heap = [];
    private int _heapCount;

    public int Count => _inOrder.Count + _heapCount;

    public void Add(DueKey key, int slot)
    {
        var entry = new Entry(key, slot);
        if (_inOrder.Count == 0 || _inOrder.Last.Key.CompareTo(key) < 0)
        {
            _inOrder.AddLast(entry);
        }
        else
        {
            Push(entry);
        }
    }

    /// <summary>The earliest entry; there must be one.</summary>
    public Entry Peek() => TopIsHeaped ? _heap[0] : _inOrder.First;

    public Entry Take()
    {
        if (!TopIsHeaped)
        {
            return _inOrder.TakeFirst();
        }

        var top = _heap[0];
        var last = _heap[--_heapCount];
        SiftDown(last);
        return top;
    }

    /// <summary>Takes the latest half away and returns it, the earliest first.</summary>
    public Entry[] TakeLatestHalf()
    {
        var all = new Entry[Count];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = Take();
        }

        foreach (var entry in all.AsSpan(0, all.Length / 2))
        {
            _inOrder.AddLast(entry);
        }

        return all[(all.Length / 2)..];
    }

    /// <summary>How many are due by an instant.</summary>
    public int CountDue(long wall)
    {
        var count = 0;
        for (var i = 0; i < _inOrder.Count && _inOrder[i].Key.Due <= wall; i++)
        {
            count++;
        }

        for (var i = 0; i < _heapCount; i++)
        {
            count += _heap[i].Key.Due <= wall ? 1 : 0;
        }

        return count;
    }

    private bool TopIsHeaped => _heapCount > 0 && (_inOrder.Count == 0 || _heap[0].Key.CompareTo(_inOrder.First.Key) < 0);

    private void Push(Entry entry)
    {
        if (_heapCount == _heap.Length)
        {
            Array.Resize(ref _heap, Math.Max(16, _heapCount * 2));
        }

        var index = _heapCount++;
        while (index > 0)
        {
            var parent = (index - 1) >> 1;
            if (_heap[parent].Key.CompareTo(entry.Key) <= 0)
            {
                break;
            }

            _heap[index] = _heap[parent];
            index = parent;
        }

        _heap[index] = entry;
    }

    private void SiftDown(Entry entry)
    {
        var index = 0;
        for (var child = 1; child < _heapCount; child = (2 * index) + 1)
        {
            if (child + 1 < _heapCount && _heap[child + 1].Key.CompareTo(_heap[child].Key) < 0)
            {
                child++;
            }

            if (_heap[child].Key.CompareTo(entry.Key) >= 0)
            {
                break;
            }

            _heap[index] = _heap[child];
            index = child;
        }

        _heap[index] = entry;
    }

    public readonly record struct Entry(DueKey Key, int Slot);
}
