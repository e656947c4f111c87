using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// The waiting jobs of one lane in memory, the earliest due first. Jobs after the same outcome wait equally long and thus arrive in order
/// of their due times. A few queues hold such jobs without any sorting, and a heap holds jobs that fit behind no queue. Of the jobs with
/// the same due time in one queue, the first to arrive goes first. An entry is not removed when its job changes. The lane recognizes a
/// stale entry at its turn.
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

    /// <summary>The earliest entry. There must be one.</summary>
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

    public Entry Dequeue()
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

    /// <summary>Finds the slot of a job that is likely to be due soon.</summary>
    /// <param name="ahead">The position in the queue; 0 for the next job.</param>
    /// <param name="slot">The slot of the job, which may have moved elsewhere meanwhile; -1 for none.</param>
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

    /// <summary>Removes and returns the later half, the earliest first.</summary>
    public Entry[] TakeLatestHalf()
    {
        var all = new Entry[Count];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = Dequeue();
        }

        Array.Sort(all, (a, b) => a.Key.CompareTo(b.Key)); // by due time and id, as the store returns them
        foreach (var entry in all.AsSpan(0, all.Length / 2))
        {
            Add(entry.Key, entry.Slot);
        }

        return all[(all.Length / 2)..];
    }

    /// <summary>When the last entry is due, including stale entries; 0 for none.</summary>
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

    /// <summary>All entries, including stale entries, in any order.</summary>
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

    /// <summary>The number of jobs due by an instant.</summary>
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
