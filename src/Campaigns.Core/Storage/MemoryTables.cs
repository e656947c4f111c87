namespace Campaigns.Storage;

/// <summary>One job as the memory store keeps it: its row without the id, which its place tells. 48 bytes.</summary>
internal struct StoredJob
{
    public Contact? Contact;
    public int LastAttempt;

    /// <summary>The highest number of its attempts: a higher one is new, and needs no look at those that are there.</summary>
    public int LastNumber;
    private long _due;
    private ulong _outcomeCounts;
    private int _lane;
    private int _number;
    private short _step;
    private short _tries;
    private JobState _state;
    private Outcome _lastOutcome;
    private byte _wishes;

    public readonly JobState State => _state;

    public readonly int Lane => _lane;

    public readonly JobRow Row(long id) => new()
    {
        Id = id,
        Due = _due,
        OutcomeCounts = _outcomeCounts,
        Lane = _lane,
        Number = _number,
        Step = _step,
        Tries = _tries,
        State = _state,
        LastOutcome = _lastOutcome,
        Wishes = _wishes,
    };

    public void Set(in JobRow row)
    {
        _due = row.Due;
        _outcomeCounts = row.OutcomeCounts;
        _lane = row.Lane;
        _number = row.Number;
        _step = row.Step;
        _tries = row.Tries;
        _state = row.State;
        _lastOutcome = row.LastOutcome;
        _wishes = row.Wishes;
    }
}

/// <summary>Jobs by id, in chunks that never move.</summary>
internal sealed class MemoryJobs
{
    private const int ChunkBits = 13;
    private const int ChunkSize = 1 << ChunkBits;
    private readonly List<StoredJob[]> _chunks = [];

    public ref StoredJob this[long id] => ref _chunks[(int)(id >> ChunkBits)][id & (ChunkSize - 1)];

    /// <summary>Begins to load a job that will be needed soon.</summary>
    public void Fetch(long id)
    {
        ref var job = ref this[id];
        Prefetch.Of(in job);
    }

    public bool Holds(long id) => id > 0 && id >> ChunkBits < _chunks.Count && this[id].Contact is not null;

    public void Add(in JobRecord job)
    {
        while (job.Row.Id >> ChunkBits >= _chunks.Count)
        {
            _chunks.Add(new StoredJob[ChunkSize]);
        }

        ref var stored = ref this[job.Row.Id];
        stored.Set(job.Row);
        stored.Contact = job.Contact;
    }

    /// <summary>Every job, in the order of the ids.</summary>
    public IEnumerable<JobRecord> All(long last)
    {
        for (long id = 1; id <= last; id++)
        {
            if (TryRead(id, out var job))
            {
                yield return job;
            }
        }
    }

    /// <summary>False for an id that was never inserted: duplicates leave gaps.</summary>
    public bool TryRead(long id, out JobRecord job)
    {
        ref var stored = ref this[id];
        job = stored.Contact is null ? default : new JobRecord(stored.Row(id), stored.Contact);
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
