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

    /// <summary>The lane that the last job to leave this lane went to; a cache.</summary>
    public Lane? Next { get; set; }

    public CampaignQueue Queue { get; }

    public CampaignEntry Campaign => Queue.Campaign;

    public Route Route => Queue.Parent.Level.Tier.Route;

    /// <summary>The allowed hours in the lane's zone; null for all hours.</summary>
    public WindowCalendar? Calendar { get; private set; }

    /// <summary>The jobs that are due again: all waiting jobs of the lane up to <see cref="Watermark"/>.</summary>
    public WaitingJobs Waiting { get; } = new();

    /// <summary>The slots of jobs never tried, in order of enrollment, read up to <see cref="Cursor"/>.</summary>
    public Ring<int> Fresh { get; } = new();

    public long Cursor { get; set; }

    public bool HasUnread { get; set; }

    public DueKey Watermark { get; set; } = DueKey.Highest;

    /// <summary>How many waiting jobs the lane holds before it looks for jobs to evict that are due far ahead.</summary>
    public int WaitingLimit { get; set; } = SmallestLimit;

    public bool NeedsPage { get; set; }

    /// <summary>Whether the lane is in <see cref="SchedulerState.LanesThatNeedWork"/>.</summary>
    public bool NeedsWork { get; set; }

    /// <summary>The number of jobs that caps have parked until an instant.</summary>
    public int ParkedForTime { get; set; }

    /// <summary>The number of jobs parked until an address is free.</summary>
    public int ParkedForAddress { get; set; }

    /// <summary>How many jobs a page holds. Doubles while the lane keeps draining, so that an idle lane holds few jobs.</summary>
    public int PageSize { get; private set; }

    public HeapNode<Lane> RetryNode { get; }

    public HeapNode<Lane> FreshNode { get; }

    public HeapNode<object> DueWake { get; }

    /// <summary>The earliest time at which a job of the lane may expire; null while no job of the lane has an expiry.</summary>
    public LaneExpiry? Expiry { get; set; }

    /// <summary>The counters as of the commit under way.</summary>
    public long[] Totals { get; } = new long[Counter.Count];

    /// <summary>Adds to a counter.</summary>
    public void Add(int counter, long delta)
    {
        Totals[counter] += delta;
        if (Kind == WaitingFor.Predecessor && counter == Counter.Of(JobState.Waiting) && Campaign.Exclusive is { } exclusive)
        {
            exclusive.Queued += delta;
        }
    }

    /// <summary>The changes of the counters in the commit under way.</summary>
    public long[] Deltas { get; } = new long[Counter.Count];

    public bool IsDirty { get; set; }

    /// <summary>Whether the lane is in <see cref="Touched"/>.</summary>
    public bool IsTouched { get; set; }

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
