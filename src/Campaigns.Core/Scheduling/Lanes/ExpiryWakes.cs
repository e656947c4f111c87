namespace Campaigns.Scheduling;

/// <summary>Wakes lanes when one of their jobs may expire.</summary>
internal static class ExpiryWakes
{
    /// <summary>Notes when a job that stands in a lane expires.</summary>
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

    /// <summary>Looks for jobs of a lane that have expired, in this step or one of the next.</summary>
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
