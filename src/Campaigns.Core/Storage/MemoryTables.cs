namespace Campaigns.Storage;

/// <summary>One job as the memory store keeps it.</summary>
internal struct StoredJob
{
    public JobRow Row;
    public Contact? Contact;
    public int LastAttempt;
}

/// <summary>Jobs by id, in chunks that never move.</summary>
internal sealed class MemoryJobs
{
    private const int ChunkBits = 13;
    private const int ChunkSize = 1 << ChunkBits;
    private readonly List<StoredJob[]> _chunks = [];

    public ref StoredJob this[long id] => ref _chunks[(int)(id >> ChunkBits)][id & (ChunkSize - 1)];

    public bool Holds(long id) => id > 0 && id >> ChunkBits < _chunks.Count && this[id].Contact is not null;

    public void Add(in JobRecord job)
    {
        while (job.Row.Id >> ChunkBits >= _chunks.Count)
        {
            _chunks.Add(new StoredJob[ChunkSize]);
        }

        ref var stored = ref this[job.Row.Id];
        stored.Row = job.Row;
        stored.Contact = job.Contact;
    }

    /// <summary>False for an id that was never inserted: duplicates leave gaps.</summary>
    public bool TryRead(long id, out JobRecord job)
    {
        ref var stored = ref this[id];
        job = stored.Contact is null ? default : new JobRecord(stored.Row, stored.Contact);
        return stored.Contact is not null;
    }
}

/// <summary>A lane as the memory store keeps it, with the jobs enrolled in it in the order of their ids.</summary>
internal sealed class MemoryLane(LaneRow row)
{
    public LaneRow Row { get; } = row;

    public long[] Counters { get; } = new long[Counter.Count];

    public List<int> Enrolled { get; } = [];
}

/// <summary>All attempts in the order of their commits; those of one job are chained backwards.</summary>
internal sealed class MemoryAttempts
{
    private const int ChunkBits = 12;
    private const int ChunkSize = 1 << ChunkBits;
    private readonly List<Entry[]> _chunks = [new Entry[ChunkSize]];
    private int _count = 1; // 0 means none

    private ref Entry this[int index] => ref _chunks[index >> ChunkBits][index & (ChunkSize - 1)];

    public AttemptRow Read(int index) => this[index].Row;

    /// <summary>Appends the attempt, or overwrites it when it stands in the chain already.</summary>
    /// <returns>The head of the job's chain.</returns>
    public int Write(int last, in AttemptRow attempt)
    {
        for (var index = last; index != 0; index = this[index].Previous)
        {
            if (this[index].Row.Number <= attempt.Number)
            {
                if (this[index].Row.Number < attempt.Number)
                {
                    break;
                }

                this[index].Row = attempt;
                return last;
            }
        }

        if (_count >> ChunkBits == _chunks.Count)
        {
            _chunks.Add(new Entry[ChunkSize]);
        }

        this[_count] = new Entry { Row = attempt, Previous = last };
        return _count++;
    }

    /// <summary>The attempts committed since an instant.</summary>
    public IEnumerable<AttemptRow> Since(long wall)
    {
        for (var index = 1; index < _count; index++)
        {
            if (this[index].Row.CommittedAt >= wall)
            {
                yield return this[index].Row;
            }
        }
    }

    public List<AttemptRow> ReadChain(int last)
    {
        var rows = new List<AttemptRow>();
        for (var index = last; index != 0; index = this[index].Previous)
        {
            rows.Add(this[index].Row);
        }

        rows.Reverse();
        return rows;
    }

    private struct Entry
    {
        public AttemptRow Row;
        public int Previous;
    }
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
