namespace Campaigns.Scheduling;

/// <summary>
/// When a job of a lane may expire: an instant before which none of them does. It may be too early, because who has ended or left the lane is not
/// taken back; then the store says what the next one is.
/// </summary>
internal sealed class LaneExpiry
{
    private const int SmallestPage = 16;
    private const int LargestPage = 512;

    private LaneExpiry(Lane lane)
    {
        Lane = lane;
        Wake = new HeapNode<object>(this);
    }

    public Lane Lane { get; }

    /// <summary>Wakes at that instant, whatever is closed.</summary>
    public HeapNode<object> Wake { get; }

    /// <summary>Whether the lane stands in <see cref="SchedulerState.ExpiringLanes"/>: what it notes meanwhile stands in the store when that is read.</summary>
    public bool IsWanted { get; private set; }

    /// <summary>How many jobs a read asks for; doubles while all of them have expired.</summary>
    public int PageSize { get; private set; } = SmallestPage;

    /// <summary>Notes when a job that stands in a lane expires.</summary>
    public static void Note(SchedulerState state, in Job job)
    {
        if (job.Expires == 0 || job.State is not (JobState.New or JobState.Waiting))
        {
            return;
        }

        var expiry = job.Lane.Expiry ??= new LaneExpiry(job.Lane);
        if (!expiry.IsWanted && (!expiry.Wake.IsQueued || job.Expires < expiry.Wake.Key))
        {
            state.WallWakes.Set(expiry.Wake, job.Expires);
        }
    }

    /// <summary>Looks for jobs of a lane that have expired, in this step or one of the next.</summary>
    public static void Look(SchedulerState state, Lane lane)
    {
        var expiry = lane.Expiry ??= new LaneExpiry(lane);
        if (!expiry.IsWanted)
        {
            expiry.IsWanted = true;
            state.WallWakes.Remove(expiry.Wake);
            state.ExpiringLanes.Enqueue(lane);
        }
    }

    /// <summary>The lane is looked at, or has ended.</summary>
    public void Leave(SchedulerState state)
    {
        IsWanted = false;
        state.WallWakes.Remove(Wake);
    }

    /// <summary>All that was read has expired, or not all of it: how much to read the next time.</summary>
    public void ResizePage(bool grows) => PageSize = grows ? Math.Min(2 * PageSize, LargestPage) : SmallestPage;
}
