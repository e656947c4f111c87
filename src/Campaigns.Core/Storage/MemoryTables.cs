namespace Campaigns.Storage;

/// <summary>A lane as the memory store keeps it, with the jobs enrolled in it in the order of their ids.</summary>
internal sealed class MemoryLane(LaneRow row)
{
    public LaneRow Row { get; } = row;

    public long[] Counters { get; } = new long[Counter.Count];

    public List<int> Enrolled { get; } = [];

    /// <summary>Its waiting jobs in their order; null until they are first read.</summary>
    public WaitingIndex? Waiting { get; set; }

    /// <summary>Its jobs that expire in their order; null until the first of the campaign may have.</summary>
    public WaitingIndex? Expiring { get; set; }
}

/// <summary>Finds a campaign's jobs by contact key: an open-addressing table of job ids, four bytes each, keys read from the jobs.</summary>
internal sealed class ContactIndex(Func<int, string> keyOf)
{
    private int[] _slots = new int[16];
    private int _count;

    public int Find(string key) => _slots[Probe(_slots, key)];

    /// <summary>Adds the key, unless it is taken.</summary>
    /// <remarks>The job itself may be stored after this call, but before the next.</remarks>
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

    /// <summary>Gives a key that is there to another job.</summary>
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
