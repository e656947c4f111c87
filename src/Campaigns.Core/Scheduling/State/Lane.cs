using System.Diagnostics;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>What the jobs of a lane share.</summary>
/// <param name="Zone">The time zone; empty for contacts without one, who follow their campaign's.</param>
/// <param name="Channel">The channel of the step they are at; empty for those that wait for no channel.</param>
/// <param name="Kind">What they wait for.</param>
/// <param name="Hours">The window of the step they are at, as text; null for none.</param>
internal readonly record struct LaneKey(string Zone, string Channel, WaitingFor Kind = WaitingFor.Turn, string? Hours = null);

/// <summary>
/// The jobs of one campaign that share what can block them. Those due again come from memory up to a watermark, those never tried
/// through a small buffer; the rest of both stays in the store.
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

    /// <summary>The time zone that its jobs are contacted in.</summary>
    public string Zone => Row.Zone.Length > 0 ? Row.Zone : Campaign.Zone;

    /// <summary>Where the last job that left it went.</summary>
    public Lane? Next { get; set; }

    public CampaignQueue Queue { get; }

    public CampaignEntry Campaign => Queue.Campaign;

    public Route Route => Queue.Parent.Level.Tier.Route;

    /// <summary>The allowed hours in the lane's zone; null for all hours.</summary>
    public WindowCalendar? Calendar { get; private set; }

    /// <summary>Jobs due again. All waiting jobs of the lane up to <see cref="Watermark"/>.</summary>
    public WaitingJobs Waiting { get; } = new();

    /// <summary>Slots of jobs never tried, in the order of enrolment, read up to <see cref="Cursor"/>.</summary>
    public Ring<int> Fresh { get; } = new();

    public long Cursor { get; set; }

    public bool HasUnread { get; set; }

    public DueKey Watermark { get; set; } = DueKey.Highest;

    /// <summary>How many waiting jobs it holds before those that are due far ahead are looked for.</summary>
    public int WaitingLimit { get; set; } = SmallestLimit;

    public bool NeedsPage { get; set; }

    /// <summary>Whether it stands in <see cref="SchedulerState.LanesThatNeedWork"/>.</summary>
    public bool NeedsWork { get; set; }

    /// <summary>Jobs set aside until an instant, by caps.</summary>
    public int ParkedForTime { get; set; }

    /// <summary>Jobs set aside until an address is free.</summary>
    public int ParkedForAddress { get; set; }

    /// <summary>How many jobs a read asks for; doubles while the lane keeps draining, so that an idle lane holds few.</summary>
    public int PageSize { get; private set; }

    public HeapNode<Lane> RetryNode { get; }

    public HeapNode<Lane> FreshNode { get; }

    public HeapNode<object> DueWake { get; }

    /// <summary>When one of its jobs may expire; null while none that has stood in it ever does.</summary>
    public LaneExpiry? Expiry { get; set; }

    /// <summary>The counters as they will stand after the commit under way.</summary>
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

    /// <summary>What the commit under way adds to them.</summary>
    public long[] Deltas { get; } = new long[Counter.Count];

    public bool IsDirty { get; set; }

    /// <summary>Whether it stands in <see cref="Touched"/>.</summary>
    public bool IsTouched { get; set; }

    /// <summary>The open or closed stretch of the window that an instant stands in.</summary>
    public WindowPhase PhaseAt(long wall)
    {
        if (Calendar is not null && (wall < _phase.From || wall >= _phase.Until))
        {
            _phase = Calendar.At(wall);
        }

        return _phase;
    }

    /// <summary>Sets the windows. Due times are never shifted to fit one, so editing it touches no rows.</summary>
    public void SetWindows(WindowHours? hours)
    {
        Calendar = hours is null ? null : new WindowCalendar(Zone, hours);
        _phase = Calendar is null ? AlwaysOpen : default;
    }

    public bool WantsFresh => HasUnread && Fresh.Count * 2 < PageSize;

    public bool WantsWaiting => Watermark.CompareTo(DueKey.Highest) < 0 && Waiting.Count * 2 < PageSize;

    public void GrowPage() => PageSize = Math.Min(PageSize * 2, _maxPage);
}
