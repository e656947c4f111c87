using System.Runtime.InteropServices;
using Campaigns.Collections;
using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <summary>
/// One job as the memory store keeps it: its row without the id, which its place tells, and without what only drips have. 48 bytes.
/// </summary>
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
    private AttemptOutcome _lastOutcome;
    private byte _wishes;

    public readonly JobState State => _state;

    public readonly long Due => _due;

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
        PendingActions = _wishes,
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
        _wishes = row.PendingActions;
    }
}

/// <summary>What only the jobs of drips have. 32 bytes.</summary>
internal struct StoredDrip
{
    private long _expires;
    private long _since;
    private int _protocol;
    private ushort _aside;
    private ushort _early;
    private long _began;

    public readonly long Expires => _expires;

    public static bool IsNeeded(in JobRow row) =>
        (row.Expires | row.Since | row.Began | (long)row.Protocol | row.DeferredSteps | row.EarlyEvents) != 0;

    public readonly void AddTo(ref JobRow row)
    {
        (row.Expires, row.Since, row.Protocol, row.DeferredSteps) = (_expires, _since, _protocol, _aside);
        (row.Began, row.EarlyEvents) = (_began, _early);
    }

    public void Set(in JobRow row)
    {
        (_expires, _since, _protocol, _aside) = (row.Expires, row.Since, row.Protocol, row.DeferredSteps);
        (_began, _early) = (row.Began, row.EarlyEvents);
    }
}

/// <summary>
/// Jobs by id, in chunks that never move. Ids of which none was inserted have no chunk, and a chunk without drips no room for what only
/// they have.
/// </summary>
internal sealed class MemoryJobs
{
    private const int ChunkBits = 13;
    private const int ChunkSize = 1 << ChunkBits;
    private readonly List<StoredJob[]?> _chunks = [];
    private readonly List<StoredDrip[]?> _drips = [];
    private readonly List<int> _counts = []; // jobs in a chunk

    /// <summary>The highest id ever added.</summary>
    public long Last { get; private set; }

    public ref StoredJob this[long id] => ref _chunks[(int)(id >> ChunkBits)]![id & (ChunkSize - 1)];

    /// <summary>Begins to load a job that will be needed soon.</summary>
    public void Fetch(long id)
    {
        ref var job = ref this[id];
        Prefetch.Of(in job);
    }

    /// <summary>False for an id that was never inserted: those who were refused leave gaps.</summary>
    public bool Holds(long id) =>
        id > 0 && id <= Last && _chunks[(int)(id >> ChunkBits)] is { } chunk && chunk[id & (ChunkSize - 1)].Contact is not null;

    public void Add(in JobRecord job)
    {
        var chunk = (int)(job.Row.Id >> ChunkBits);
        while (chunk >= _chunks.Count)
        {
            _chunks.Add(null);
            _drips.Add(null);
            _counts.Add(0);
        }

        _chunks[chunk] ??= new StoredJob[ChunkSize];
        Last = Math.Max(Last, job.Row.Id);
        this[job.Row.Id].Contact = job.Contact;
        CollectionsMarshal.AsSpan(_counts)[chunk]++;
        Set(job.Row);
    }

    public void Set(in JobRow row)
    {
        this[row.Id].Set(row);
        var chunk = (int)(row.Id >> ChunkBits);
        if (_drips[chunk] is null && !StoredDrip.IsNeeded(row))
        {
            return;
        }

        var drips = _drips[chunk] ??= new StoredDrip[ChunkSize];
        drips[row.Id & (ChunkSize - 1)].Set(row);
    }

    /// <summary>Reads a job that is there.</summary>
    public JobRecord Read(long id)
    {
        ref var stored = ref this[id];
        var row = stored.Row(id);
        _drips[(int)(id >> ChunkBits)]?[id & (ChunkSize - 1)].AddTo(ref row);
        return new JobRecord(row, stored.Contact!);
    }

    /// <summary>When a job expires by its exit rules, in UTC ticks; 0 for never.</summary>
    public long ExpiryOf(long id) => _drips[(int)(id >> ChunkBits)]?[id & (ChunkSize - 1)].Expires ?? 0;

    /// <summary>Removes a job that is there, and with the last one of a chunk the chunk: ids are not used again.</summary>
    public void Remove(long id)
    {
        var chunk = (int)(id >> ChunkBits);
        this[id] = default;
        if (_drips[chunk] is { } drips)
        {
            drips[id & (ChunkSize - 1)] = default;
        }

        if (--CollectionsMarshal.AsSpan(_counts)[chunk] == 0)
        {
            (_chunks[chunk], _drips[chunk]) = (null, null);
        }
    }

    /// <summary>Where the waiting jobs of a lane stand in its order, in no order.</summary>
    public IEnumerable<DueKey> WaitingIn(int lane, DueKey after)
    {
        for (long id = 1; id <= Last; id++)
        {
            if (Holds(id)
                && this[id] is var job
                && job.Lane == lane
                && job.State == JobState.Waiting
                && new DueKey(job.Due, id) is var key
                && key.CompareTo(after) > 0)
            {
                yield return key;
            }
        }
    }

    /// <summary>Every job, in the order of the ids.</summary>
    public IEnumerable<JobRecord> All()
    {
        for (long id = 1; id <= Last; id++)
        {
            if (Holds(id))
            {
                yield return Read(id);
            }
        }
    }
}
