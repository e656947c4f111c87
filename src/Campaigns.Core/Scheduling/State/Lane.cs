using System.Diagnostics;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>The properties that all jobs of a lane share.</summary>
/// <param name="Zone">The time zone; empty for contacts without their own, who use the campaign's zone.</param>
/// <param name="Channel">The channel of the jobs' step; empty for jobs that wait for no channel.</param>
/// <param name="Kind">The kind of event that the jobs wait for.</param>
/// <param name="Hours">The window of the jobs' step, as text; null for none.</param>
internal readonly record struct LaneKey(string Zone, string Channel, WaitingFor Kind = WaitingFor.Turn, string? Hours = null);

/// <summary>
/// The jobs of one campaign that the same gates can block. Memory holds waiting jobs up to a watermark, and a small buffer of jobs never
/// tried. The other jobs stay in the store.
/// </summary>
[DebuggerDisplay("Lane {Id} of campaign {Campaign.Id}: {Kind}, {Row.Channel}, {Zone}; {Waiting.Count} waiting, {Fresh.Count} new")]
internal sealed class Lane
{
    public const int SmallestLimit = 512;
    private const int SmallestFirstPage = 16;
    private const int LargestFirstPage = 256;
    private readonly int _maxPage;
    private readonly long[] _deltas = new long[Counter.Count]; // the changes in the commit under way
    private static readonly WindowPhase AlwaysOpen = new(IsOpen: true, long.MinValue, Now.Never);
    private WindowPhase _phase = AlwaysOpen;

    public Lane(LaneRow row, CampaignQueue queue, int maxPage)
    {
        _maxPage = maxPage;
        Row = row;
        Queue = queue;
        var firstRound = Math.Clamp(queue.Campaign.Settings.MaxConcurrent, SmallestFirstPage, LargestFirstPage);
        PageSize = Math.Min(firstRound, maxPage);
        RetryNode = new HeapNode<Lane>(this);
        FreshNode = new HeapNode<Lane>(this);
        DueWake = new HeapNode<object>(this);
    }

    public LaneRow Row { get; }

    public int Id => Row.Id;

    public LaneKey Key => new(Row.Zone, Row.Channel, Row.Kind, Row.Hours);

    public WaitingFor Kind => Row.Kind;

    /// <summary>The time zone that governs the contact hours of the jobs.</summary>
    public string Zone => Row.Zone.Length > 0 ? Row.Zone : Campaign.Zone;

    /// <summary>Cache: the lane that the last job to leave this lane moved to.</summary>
    public Lane? Next { get; private set; }

    public CampaignQueue Queue { get; }

    public CampaignEntry Campaign => Queue.Campaign;

    public Route Route => Queue.Parent.Level.Tier.Route;

    /// <summary>The allowed hours in the lane's zone; null for all hours.</summary>
    public WindowCalendar? Calendar { get; private set; }

    /// <summary>The waiting jobs in memory: all waiting jobs of the lane up to <see cref="Watermark"/>.</summary>
    public WaitingJobs Waiting { get; } = new();

    /// <summary>The slots of jobs never tried, in order of enrollment, read up to <see cref="Cursor"/>.</summary>
    public Ring<int> Fresh { get; } = new();

    public long Cursor { get; private set; }

    public bool HasUnread { get; private set; }

    public DueKey Watermark { get; private set; } = DueKey.Highest;

    /// <summary>The number of waiting jobs above which the lane tries to evict jobs that are due far ahead.</summary>
    public int WaitingLimit { get; private set; } = SmallestLimit;

    public bool NeedsPage { get; private set; }

    /// <summary>Whether the lane is in <see cref="SchedulerState.LanesThatNeedWork"/>.</summary>
    public bool NeedsWork { get; private set; }

    /// <summary>The number of parked jobs that return at an instant, most of them held back by caps.</summary>
    public int ParkedForTime { get; private set; }

    /// <summary>The jobs of <see cref="ParkedForTime"/> that gates of the host hold back, by gate; null for none yet.</summary>
    public Dictionary<string, int>? ParkedByGate { get; private set; }

    /// <summary>The number of parked jobs that return when an address is free or a live attempt to the person ends.</summary>
    public int ParkedForAddress { get; private set; }

    /// <summary>The number of jobs per page. Doubles while the lane keeps draining, so that an idle lane holds few jobs.</summary>
    public int PageSize { get; private set; }

    public HeapNode<Lane> RetryNode { get; }

    public HeapNode<Lane> FreshNode { get; }

    public HeapNode<object> DueWake { get; }

    /// <summary>The earliest time at which a job of the lane may expire; null while no job of the lane has an expiry.</summary>
    public LaneExpiry? Expiry { get; private set; }

    /// <summary>The counters, including the changes of the commit under way.</summary>
    public long[] Totals { get; } = new long[Counter.Count];

    /// <summary>Adds to a counter.</summary>
    public void Add(int counter, long delta)
    {
        Totals[counter] += delta;
        if (Kind == WaitingFor.Predecessor && counter == Counter.Of(JobState.Waiting) && Campaign.Exclusive is { } exclusive)
        {
            exclusive.CountQueued(delta);
        }
    }

    /// <summary>Changes a counter in memory and in the commit under way.</summary>
    /// <returns>Whether this is the lane's first change in the commit.</returns>
    public bool Count(int counter, long delta)
    {
        Add(counter, delta);
        _deltas[counter] += delta;
        return !IsDirty && (IsDirty = true);
    }

    /// <summary>Writes the counter changes of the commit under way.</summary>
    public void SealCounters(CommitBatch batch)
    {
        for (var counter = 0; counter < _deltas.Length; counter++)
        {
            if (_deltas[counter] != 0)
            {
                batch.Write(new CounterDelta(Id, counter, _deltas[counter]));
                _deltas[counter] = 0;
            }
        }

        IsDirty = false;
    }

    /// <summary>Takes over the stored counters.</summary>
    public void Load(IReadOnlyList<long> counters)
    {
        for (var i = 0; i < counters.Count; i++)
        {
            Add(i, counters[i]);
        }

        HasUnread = counters[Counter.Of(JobState.New)] > 0;
        Watermark = counters[Counter.Of(JobState.Waiting)] > 0 ? DueKey.Lowest : DueKey.Highest;
    }

    public bool IsDirty { get; private set; }

    /// <summary>Whether the lane is in <see cref="Touched"/>.</summary>
    public bool IsTouched { get; private set; }

    /// <returns>Whether the lane was not in <see cref="Touched"/> before.</returns>
    public bool TryTouch() => !IsTouched && (IsTouched = true);

    public void Settle() => IsTouched = false;

    public void LeadTo(Lane next) => Next = next;

    public void AddFresh(int slot) => Fresh.AddLast(slot);

    public void ReturnFresh(int slot) => Fresh.AddFirst(slot);

    public int TakeFresh() => Fresh.TakeFirst();

    /// <summary>Notes that the store holds jobs never tried that are not in memory.</summary>
    public void ExpectUnread() => HasUnread = true;

    /// <summary>Notes that a page of jobs never tried was read.</summary>
    public void NoteFresh(List<JobRecord> page)
    {
        HasUnread = page.Count >= PageSize;
        Cursor = page.Count > 0 ? page[^1].Row.Id : Cursor;
    }

    /// <summary>Notes that a page of waiting jobs was read.</summary>
    public void NoteWaiting(List<JobRecord> page) =>
        Watermark = page.Count >= PageSize ? new DueKey(page[^1].Row.Due, page[^1].Row.Id) : DueKey.Highest;

    /// <summary>Lowers the watermark below the first evicted job. The store keeps this job and all later ones.</summary>
    public void LeaveFrom(DueKey first) => Watermark = new DueKey(first.Due, first.Job - 1);

    public void LimitWaiting(int limit) => WaitingLimit = limit;

    public void AwaitPage() => NeedsPage = true;

    public void StopAwaitingPage() => NeedsPage = false;

    public void AwaitWork() => NeedsWork = true;

    public void StopAwaitingWork() => NeedsWork = false;

    public void ParkForTime() => ParkedForTime++;

    public void ParkForAddress() => ParkedForAddress++;

    /// <summary>Counts a job that is no longer parked.</summary>
    public void Unpark(bool wasForTime) => _ = wasForTime ? ParkedForTime-- : ParkedForAddress--;

    /// <summary>Changes the number of jobs that a gate of the host holds back.</summary>
    public void CountClosed(string gate, int delta)
    {
        ParkedByGate ??= [];
        ParkedByGate[gate] = ParkedByGate.GetValueOrDefault(gate) + delta;
    }

    public LaneExpiry EnsureExpiry() => Expiry ??= new LaneExpiry(Id);

    /// <summary>The open or closed phase of the window at an instant.</summary>
    public WindowPhase PhaseAt(long wall)
    {
        if (Calendar is not null && (wall < _phase.From || wall >= _phase.Until))
        {
            _phase = Calendar.At(wall);
        }

        return _phase;
    }

    /// <summary>Sets the windows. Changing a window changes no rows, because due times are never shifted to fit it.</summary>
    public void SetWindows(WindowHours? hours)
    {
        Calendar = hours is null ? null : new WindowCalendar(Zone, hours);
        _phase = Calendar is null ? AlwaysOpen : default;
    }

    public bool WantsFresh => HasUnread && Fresh.Count * 2 < PageSize;

    public bool WantsWaiting => Watermark.CompareTo(DueKey.Highest) < 0 && Waiting.Count * 2 < PageSize;

    public void GrowPage() => PageSize = Math.Min(PageSize * 2, _maxPage);
}
