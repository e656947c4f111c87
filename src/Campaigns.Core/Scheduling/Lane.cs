using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// The jobs of one campaign that share what can block them. Those due again come from memory up to a watermark, those never tried
/// through a small buffer; the rest of both stays in the store.
/// </summary>
internal sealed class Lane
{
    private const int FirstPage = 16;

    public Lane(LaneRow row, CampaignQueue queue)
    {
        Row = row;
        Queue = queue;
        RetryNode = new HeapNode<Lane>(this);
        FreshNode = new HeapNode<Lane>(this);
        DueWake = new HeapNode<object>(this);
    }

    public LaneRow Row { get; }

    public int Id => Row.Id;

    public CampaignQueue Queue { get; }

    public CampaignEntry Campaign => Queue.Campaign;

    /// <summary>Jobs due again. All waiting jobs of the lane up to <see cref="Watermark"/>.</summary>
    public WaitingJobs Waiting { get; } = new();

    /// <summary>Slots of jobs never tried, in the order of enrolment, read up to <see cref="Cursor"/>.</summary>
    public Ring<int> Fresh { get; } = new();

    public long Cursor { get; set; }

    public bool HasUnread { get; set; }

    public DueKey Watermark { get; set; } = DueKey.Highest;

    public bool IsWanted { get; set; }

    /// <summary>How many jobs a read asks for; doubles while the lane keeps draining, so that an idle lane holds few.</summary>
    public int PageSize { get; private set; } = FirstPage;

    public HeapNode<Lane> RetryNode { get; }

    public HeapNode<Lane> FreshNode { get; }

    public HeapNode<object> DueWake { get; }

    /// <summary>The counters as they will stand after the commit under way.</summary>
    public long[] Totals { get; } = new long[Counter.Count];

    /// <summary>What the commit under way adds to them.</summary>
    public long[] Deltas { get; } = new long[Counter.Count];

    public bool IsDirty { get; set; }

    public bool WantsFresh => HasUnread && Fresh.Count * 2 < PageSize;

    public bool WantsWaiting => Watermark.CompareTo(DueKey.Highest) < 0 && Waiting.Count * 2 < PageSize;

    public void GrowPage(int max) => PageSize = Math.Min(PageSize * 2, Math.Max(FirstPage, max));
}
