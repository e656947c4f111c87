namespace Campaigns.Scheduling;

/// <summary>
/// Finds the waiting jobs to evict from a lane: the later half, if its jobs are due far ahead or if the lane holds too many jobs.
/// </summary>
internal static class LaneEviction
{
    private static readonly TimeSpan Far = TimeSpan.FromMinutes(10);

    /// <summary>Removes the later half of the waiting jobs, or nothing if the lane holds few jobs or the jobs are due soon.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="now">The time on the lane's clock, in UTC ticks.</param>
    /// <param name="most">The number of jobs that a lane may hold, however soon they are due.</param>
    public static WaitingJobs.Entry[] RemoveLaterHalf(Lane lane, long now, int most)
    {
        var count = lane.Waiting.Count;
        var limit = lane.Kind == WaitingFor.Channel ? int.MaxValue : lane.WaitingLimit; // other channels wake these jobs in memory
        if (count <= Math.Min(limit, most))
        {
            return [];
        }

        var left = lane.Waiting.TakeLatestHalf();
        if (count > most || left[0].Key.Due > Now.After(now, Far))
        {
            lane.LimitWaiting(Lane.SmallestLimit);
            return left;
        }

        foreach (var entry in left)
        {
            lane.Waiting.Add(entry.Key, entry.Slot);
        }

        lane.LimitWaiting(2 * count); // most of these jobs are due soon
        return [];
    }
}
