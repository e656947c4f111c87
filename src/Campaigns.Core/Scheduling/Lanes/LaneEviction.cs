namespace Campaigns.Scheduling;

/// <summary>
/// Finds the waiting jobs that a lane leaves to the store: the later half, if it is due far ahead, or if the lane holds too many.
/// </summary>
internal static class LaneEviction
{
    private static readonly TimeSpan Far = TimeSpan.FromMinutes(10);

    /// <summary>Takes them away, the earliest first; none while the lane holds few, or its jobs are due soon.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="now">Now, as the lane counts it, in UTC ticks.</param>
    /// <param name="most">How many a lane may hold, however soon they are due.</param>
    public static WaitingJobs.Entry[] Take(Lane lane, long now, int most)
    {
        var count = lane.Waiting.Count;
        var limit = lane.Kind == WaitingFor.Channel ? int.MaxValue : lane.WaitingLimit; // those are told in memory of other channels, too
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

        lane.LimitWaiting(2 * count); // most of them are due soon
        return [];
    }
}
