namespace Campaigns.Scheduling;

/// <summary>
/// When a job of a lane may expire: an instant before which none of them does. It may be too early, because who has ended or left the lane
/// is not
/// taken back; then the store says what the next one is.
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

    /// <summary>Wakes at that instant, whatever is closed.</summary>
    public HeapNode<object> Wake { get; }

    /// <summary>
    /// Whether the lane stands in <see cref="SchedulerState.ExpiringLanes"/>: what it notes meanwhile stands in the store when that is
    /// read.
    /// </summary>
    public bool IsWanted { get; private set; }

    /// <summary>How many jobs a read asks for; doubles while all of them have expired.</summary>
    public int PageSize { get; private set; } = SmallestPage;

    /// <summary>The lane is looked at, or has ended.</summary>
    public void Leave(IndexedHeap<object> wakes)
    {
        IsWanted = false;
        wakes.Remove(Wake);
    }

    /// <summary>The lane is to be looked at.</summary>
    public void Want() => IsWanted = true;

    /// <summary>All that was read has expired, or not all of it: how much to read the next time.</summary>
    public void ResizePage(bool grows) => PageSize = grows ? Math.Min(2 * PageSize, LargestPage) : SmallestPage;
}
