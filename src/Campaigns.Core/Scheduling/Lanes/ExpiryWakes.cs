namespace Campaigns.Scheduling;

/// <summary>Wakes lanes when one of their jobs may expire.</summary>
internal static class ExpiryWakes
{
    /// <summary>Schedules a wake for the expiry of a new or waiting job, unless the lane already wakes earlier.</summary>
    public static void Note(SchedulerState state, in Job job)
    {
        if (job.Expires == 0 || job.State is not (JobState.New or JobState.Waiting))
        {
            return;
        }

        var expiry = job.Lane.EnsureExpiry();
        if (!expiry.IsWanted && (!expiry.Wake.IsQueued || job.Expires < expiry.Wake.Key))
        {
            state.WakeAtWall(expiry.Wake, job.Expires);
        }
    }

    /// <summary>Queues a lane to look for expired jobs, in this step or a later one.</summary>
    public static void Look(SchedulerState state, Lane lane)
    {
        var expiry = lane.EnsureExpiry();
        if (!expiry.IsWanted)
        {
            expiry.Want();
            state.CancelWallWake(expiry.Wake);
            state.LookForExpired(lane);
        }
    }
}
