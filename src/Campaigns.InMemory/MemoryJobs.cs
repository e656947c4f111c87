using System.Runtime.InteropServices;
using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <summary>
/// A stored job: its row without the id, which its position gives, and without the fields that only drips have. 48 bytes.
/// </summary>
internal struct StoredJob
{
    public Contact? Contact;
    public int LastAttempt;

    /// <summary>The highest attempt number. An attempt with a higher number is new, which saves a search of the chain.</summary>
    public int LastNumber;
    private long _due;
    private ulong _outcomeCounts;
    private int _lane;
    private int _number;
    private short _step;
    private short _tries;
    private ushort _wishes;
    private JobState _state;
    private AttemptOutcome _lastOutcome;

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

/// <summary>The fields that only jobs of drips have. 32 bytes.</summary>
internal struct StoredDrip
{
    private long _expires;
    private long _since;
    private int _protocol;
    private ushort _parked;
    private ushort _early;
    private long _began;

    public readonly long Expires => _expires;

    public static bool IsNeeded(in JobRow row) =>
        (row.Expires | row.Since | row.Began | (long)row.Protocol | row.DeferredSteps | row.EarlyEvents) != 0;

    public readonly void AddTo(ref JobRow row)
    {
        (row.Expires, row.Since, row.Protocol, row.DeferredSteps) = (_expires, _since, _protocol, _parked);
        (row.Began, row.EarlyEvents) = (_began, _early);
    }

    public void Set(in JobRow row)
    {
        (_expires, _since, _protocol, _parked) = (row.Expires, row.Since, row.Protocol, row.DeferredSteps);
        (_began, _early) = (row.Began, row.EarlyEvents);
    }
}

/// <summary>
/// Jobs by id, in chunks that never move. A range of ids without jobs has no chunk, and a chunk without drips has no array for their
/// fields.
/// </summary>
internal sealed class MemoryJobs
{
    private const int ChunkBits = 13;
    private const int ChunkSize = 1 << ChunkBits;
    private readonly List<StoredJob[]?> _chunks = [];
    private readonly List<StoredDrip[]?> _drips = [];
    private readonly List<int> _counts = []; // jobs per chunk
    private readonly SparseColumn<ushort> _callerIds = new(ChunkBits);

    /// <summary>The highest id ever added.</summary>
    public long Last { get; private set; }

    public ref StoredJob this[long id] => ref _chunks[(int)(id >> ChunkBits)]![id & (ChunkSize - 1)];

    /// <summary>Prefetches a job that is needed soon.</summary>
    public void Fetch(long id)
    {
        ref var job = ref this[id];
        Prefetch.Of(in job);
    }

    /// <summary>Whether a job with this id exists. Refused and purged jobs leave gaps.</summary>
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
        _callerIds[row.Id] = row.CallerId;
        var chunk = (int)(row.Id >> ChunkBits);
        if (_drips[chunk] is null && !StoredDrip.IsNeeded(row))
        {
            return;
        }

        var drips = _drips[chunk] ??= new StoredDrip[ChunkSize];
        drips[row.Id & (ChunkSize - 1)].Set(row);
    }

    /// <summary>Reads an existing job.</summary>
    public JobRecord Read(long id)
    {
        ref var stored = ref this[id];
        var row = stored.Row(id);
        row.CallerId = _callerIds[id];
        _drips[(int)(id >> ChunkBits)]?[id & (ChunkSize - 1)].AddTo(ref row);
        return new JobRecord(row, stored.Contact!);
    }

    /// <summary>When a job expires according to its exit rules, in UTC ticks; 0 for never.</summary>
    public long ExpiryOf(long id) => _drips[(int)(id >> ChunkBits)]?[id & (ChunkSize - 1)].Expires ?? 0;

    /// <summary>Removes an existing job, and a chunk together with its last job. Ids are never reused.</summary>
    public void Remove(long id)
    {
        var chunk = (int)(id >> ChunkBits);
        this[id] = default;
        _callerIds[id] = 0;
        if (_drips[chunk] is { } drips)
        {
            drips[id & (ChunkSize - 1)] = default;
        }

        if (--CollectionsMarshal.AsSpan(_counts)[chunk] == 0)
        {
            (_chunks[chunk], _drips[chunk]) = (null, null);
            _callerIds.Drop(chunk);
        }
    }

    /// <summary>The keys of a lane's waiting jobs after a key, not sorted by due time.</summary>
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

    /// <summary>All jobs in order of id.</summary>
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
