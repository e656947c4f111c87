namespace Campaigns.Scheduling;

/// <summary>
/// Frees the memory of ended campaigns, a limited number of jobs per step, so that the end of a large campaign delays no other.
/// </summary>
internal static class RetiredLanes
{
    private const int JobsPerStep = 2_000;

    /// <summary>Removes the lanes of an ended campaign from all queues, and queues the lanes to be freed.</summary>
    public static void Retire(SchedulerState state, CampaignEntry campaign)
    {
        if (campaign.Lanes.Values.Any(lane => lane.ParkedForTime > 0))
        {
            ParkedJobs.JudgeAgain(state, campaign.Tenant); // otherwise a cap may keep jobs parked for a year
        }

        foreach (var lane in campaign.Lanes.Values)
        {
            lane.Queue.WithdrawRetry(lane);
            lane.Queue.WithdrawFresh(lane);
            state.CancelWallWake(lane.DueWake);
            lane.Expiry?.Leave(state.WallWakes);
            state.Retire(lane);
        }
    }

    public static void Free(SchedulerState state)
    {
        for (var budget = JobsPerStep; budget > 0 && state.RetiredLanes.TryPeek(out var lane); budget--)
        {
            if (lane.Waiting.Count > 0)
            {
                FreeEntry(state, lane.Waiting.Dequeue().Slot, lane);
            }
            else if (lane.Fresh.Count > 0)
            {
                FreeEntry(state, lane.TakeFresh(), lane);
            }
            else
            {
                state.DropRetired();
            }
        }
    }

    private static void FreeEntry(SchedulerState state, int slot, Lane lane)
    {
        ref var job = ref state.Jobs[slot];
        if (job.Id != 0 && job.Lane == lane && job.State is JobState.New or JobState.Waiting)
        {
            state.Jobs.Free(slot);
        }
    }
}
