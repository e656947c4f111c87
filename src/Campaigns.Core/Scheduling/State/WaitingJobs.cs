using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// The waiting jobs of one lane that are in memory, the earliest due first. A few queues beside a heap: jobs after the same outcome wait
/// for the same time, so that they arrive in the order of their due times and cost nothing to order; only what fits behind no queue takes
/// the heap. Of those due at the same instant, the first to arrive in a queue goes first. Entries are not removed when a job changes its
/// mind; the lane recognizes stale ones when they come up.
/// </summary>
internal sealed class WaitingJobs
{
    private const int MaxQueues = 4;
    private const int Unknown = -1;
    private const int Heap = MaxQueues;
    private readonly PriorityQueue<int, DueKey> _heap = new();
    private Ring<Entry>[] _queues = [];
    private int _top = Unknown;

    public int Count { get; private set; }

    public void Add(DueKey key, int slot)
    {
        var best = Unknown;
        var empty = Unknown;
        for (var i = 0; i < _queues.Length; i++)
        {
            var queue = _queues[i];
            if (queue.Count == 0)
            {
                empty = i;
            }
            else if (queue.Last.Key.Due <= key.Due && (best < 0 || queue.Last.Key.Due > _queues[best].Last.Key.Due))
            {
                best = i;
            }
        }

        Add(new Entry(key, slot), best >= 0 ? best : empty);
        Count++;
    }

    /// <summary>The earliest entry; there must be one.</summary>
    public Entry Peek()
    {
        if (_top < 0)
        {
            FindTop();
        }

        if (_top < Heap)
        {
            return _queues[_top].First;
        }

        _heap.TryPeek(out var slot, out var key);
        return new Entry(key, slot);
    }

    public Entry Take()
    {
        var first = Peek();
        if (_top == Heap)
        {
            _heap.Dequeue();
        }
        else
        {
            _queues[_top].TakeFirst();
        }

        Count--;
        _top = Unknown;
        return first;
    }

    /// <summary>The slot of a job that will probably come up soon.</summary>
    /// <param name="ahead">0 for the next.</param>
    /// <param name="slot">Its slot; the job may have gone another way meanwhile.</param>
    public bool TryLookAhead(int ahead, out int slot)
    {
        slot = -1;
        if (Count > ahead)
        {
            Peek();
            slot = _top < Heap && _queues[_top].Count > ahead ? _queues[_top][ahead].Slot : -1;
        }

        return slot >= 0;
    }

    /// <summary>Takes the latest half away and returns it, the earliest first.</summary>
    public Entry[] TakeLatestHalf()
    {
        var all = new Entry[Count];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = Take();
        }

        Array.Sort(all, (a, b) => a.Key.CompareTo(b.Key)); // by id too: what goes to the store comes back in its order
        foreach (var entry in all.AsSpan(0, all.Length / 2))
        {
            Add(entry.Key, entry.Slot);
        }

        return all[(all.Length / 2)..];
    }

    /// <summary>When the last entry is due, a stale one included; 0 for none.</summary>
    public long LatestDue()
    {
        long latest = 0;
        foreach (var queue in _queues)
        {
            latest = queue.Count == 0 ? latest : Math.Max(latest, queue.Last.Key.Due);
        }

        foreach (var (_, key) in _heap.UnorderedItems)
        {
            latest = Math.Max(latest, key.Due);
        }

        return latest;
    }

    /// <summary>All entries, stale ones included, in any order.</summary>
    public List<Entry> ToList()
    {
        var all = _heap.UnorderedItems.Select(item => new Entry(item.Priority, item.Element)).ToList();
        foreach (var queue in _queues)
        {
            for (var i = 0; i < queue.Count; i++)
            {
                all.Add(queue[i]);
            }
        }

        return all;
    }

    /// <summary>How many are due by an instant.</summary>
    public int CountDue(long wall)
    {
        var count = _heap.UnorderedItems.Count(item => item.Priority.Due <= wall);
        foreach (var queue in _queues)
        {
            for (var i = 0; i < queue.Count && queue[i].Key.Due <= wall; i++)
            {
                count++;
            }
        }

        return count;
    }

    private void Add(Entry entry, int queue)
    {
        if (queue < 0 && _queues.Length < MaxQueues)
        {
            queue = _queues.Length;
            _queues = [.. _queues, new Ring<Entry>()];
        }

        if (queue < 0)
        {
            _heap.Enqueue(entry.Slot, entry.Key);
            _top = Unknown;
        }
        else
        {
            _queues[queue].AddLast(entry);
            _top = _queues[queue].Count == 1 ? Unknown : _top;
        }
    }

    private void FindTop()
    {
        _top = Heap;
        var hasKey = _heap.TryPeek(out _, out var least);
        for (var i = 0; i < _queues.Length; i++)
        {
            if (_queues[i].Count > 0 && (!hasKey || _queues[i].First.Key.CompareTo(least) < 0))
            {
                (_top, least, hasKey) = (i, _queues[i].First.Key, true);
            }
        }
    }

    public readonly record struct Entry(DueKey Key, int Slot);
}
