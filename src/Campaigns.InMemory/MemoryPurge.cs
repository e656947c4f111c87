using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <summary>Removes a campaign's jobs and attempts from the memory store, in portions.</summary>
internal static class MemoryPurge
{
    /// <summary>Removes about <paramref name="limit"/> jobs and attempts, and each lane that has no jobs left.</summary>
    /// <returns>Whether all lanes are removed.</returns>
    public static bool RemoveLanes(
        IReadOnlyList<MemoryLane> purged, int limit, List<MemoryLane?> lanes, MemoryJobs jobs, MemoryAttempts attempts,
        MemoryResults results)
    {
        foreach (var lane in purged)
        {
            while (lane.Enrolled.Count > 0 && limit > 0)
            {
                var job = lane.Enrolled[^1];
                limit -= 1 + attempts.Remove(jobs[job].LastAttempt);
                attempts.Former.Forget(job);
                results.Forget(job);
                jobs.Remove(job);
                lane.Enrolled.RemoveAt(lane.Enrolled.Count - 1);
            }

            if (lane.Enrolled.Count > 0)
            {
                return false;
            }

            lanes[lane.Row.Id] = null;
        }

        return true;
    }
}
