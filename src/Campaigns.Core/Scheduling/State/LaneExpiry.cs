namespace Campaigns.Scheduling;

/// <summary>
/// A lower bound on the expiry of the jobs in a lane: no job expires before it. The bound may be too early, because jobs that end or leave
/// the lane do not raise it. The store then returns the next expiry.
/// </summary>
internal sealed class LaneExpiry
{
    private const int SmallestPage = 16;
    private const int LargestPage = 512;

    /// <param name="lane">The lane's id.</param>
    public LaneExpiry(int lane)
    {
        Lane = lane;
        Wake = new HeapNode<object>(this);
    }

    public int Lane { get; }

    /// <summary>Wakes the scheduler at the bound, even if gates are closed.</summary>
    public HeapNode<object> Wake { get; }

    /// <summary>
    /// Whether the lane is in <see cref="SchedulerState.ExpiringLanes"/>. Expiries noted meanwhile are in the store when it is read.
    /// </summary>
    public bool IsWanted { get; private set; }

    /// <summary>The number of jobs per page. Doubles while all jobs of a page have expired.</summary>
    public int PageSize { get; private set; } = SmallestPage;

    /// <summary>Clears the request and the wake-up, because the lane is read now or has ended.</summary>
    public void Leave(IndexedHeap<object> wakes)
    {
        IsWanted = false;
        wakes.Remove(Wake);
    }

    /// <summary>Requests a read of the lane.</summary>
    public void Want() => IsWanted = true;

    /// <summary>Sets the size of the next page: larger if all jobs of the last page had expired, otherwise the smallest.</summary>
    public void ResizePage(bool grows) => PageSize = grows ? Math.Min(2 * PageSize, LargestPage) : SmallestPage;
}
