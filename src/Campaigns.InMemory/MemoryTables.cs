using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <summary>A stored lane, with its enrolled jobs in order of id.</summary>
internal sealed class MemoryLane(LaneRow row)
{
    public LaneRow Row { get; } = row;

    public long[] Counters { get; } = new long[Counter.Count];

    public List<int> Enrolled { get; } = [];

    /// <summary>The waiting jobs in order of due time; null until first read.</summary>
    public JobOrder? Waiting { get; set; }

    /// <summary>The new and waiting jobs that can expire, in order of expiry; null until there is one.</summary>
    public JobOrder? Expiring { get; private set; }

    /// <summary>Whether the lane keeps an order, from which a job must be removed before its row changes.</summary>
    public bool IsOrdered => Waiting is not null || Expiring is not null;

    public void Add(in JobRow row)
    {
        if (row.State == JobState.Waiting)
        {
            Waiting?.Add(row.Due, row.Id);
        }

        if (MayExpire(row))
        {
            (Expiring ??= new JobOrder()).Add(row.Expires, row.Id);
        }
    }

    public void Remove(in JobRow row)
    {
        if (row.State == JobState.Waiting)
        {
            Waiting?.Remove(row.Due, row.Id);
        }

        if (MayExpire(row))
        {
            Expiring?.Remove(row.Expires, row.Id);
        }
    }

    private static bool MayExpire(in JobRow row) => row.Expires != 0 && row.State is JobState.New or JobState.Waiting;
}

/// <summary>
/// Finds a campaign's jobs by contact key: an open-addressing table of job ids, four bytes each. The keys are read from the jobs.
/// </summary>
internal sealed class ContactIndex(Func<int, string> keyOf)
{
    private int[] _slots = new int[16];
    private int _count;

    public int Find(string key) => _slots[Probe(_slots, key)];

    /// <summary>Adds the key, unless it is taken.</summary>
    /// <remarks>The job may be stored after this call, but must be stored before the next call.</remarks>
    public bool TryAdd(string key, int job)
    {
        if (_count * 4 >= _slots.Length * 3)
        {
            Grow();
        }

        var slot = Probe(_slots, key);
        if (_slots[slot] != 0)
        {
            return false;
        }

        _slots[slot] = job;
        _count++;
        return true;
    }

    /// <summary>Removes an existing key. The following entries move up, as long as they are not in their first place.</summary>
    public void Remove(string key)
    {
        var mask = _slots.Length - 1;
        var gap = Probe(_slots, key);
        _slots[gap] = 0;
        _count--;
        for (var next = (gap + 1) & mask; _slots[next] != 0; next = (next + 1) & mask)
        {
            var job = _slots[next];
            _slots[next] = 0;
            _slots[Probe(_slots, keyOf(job))] = job;
        }
    }

    /// <summary>Assigns an existing key to another job.</summary>
    public void Replace(string key, int job) => _slots[Probe(_slots, key)] = job;

    private int Probe(int[] slots, string key)
    {
        var mask = slots.Length - 1;
        var slot = key.GetHashCode(StringComparison.Ordinal) & mask;
        while (slots[slot] != 0 && !string.Equals(keyOf(slots[slot]), key, StringComparison.Ordinal))
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void Grow()
    {
        var larger = new int[_slots.Length * 2];
        foreach (var job in _slots.Where(job => job != 0))
        {
            larger[Probe(larger, keyOf(job))] = job;
        }

        _slots = larger;
    }
}
