namespace Campaigns.Scheduling;

/// <summary>Finds the exclusivity key of a campaign, and the jobs that run or wait under a key.</summary>
internal static class Exclusives
{
    /// <summary>
    /// How often a queued job checks whether the running job has ended. The check is needed when nothing woke the job, for example after a
    /// crash or the end of a campaign.
    /// </summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromHours(1);

    /// <summary>The exclusivity key of a campaign; null for none.</summary>
    public static ExclusivityKey? KeyOf(SchedulerState state, TenantEntry tenant, string? key, long number)
    {
        return key is null ? null : state.Exclusive(tenant.Name, key, number);
    }

    /// <summary>The campaign that a contact is already running in; null for none.</summary>
    public static CampaignEntry? RunningIn(SchedulerState state, CampaignEntry campaign, IReadOnlyList<int> others) =>
        others.Where(other => IsRunning(state.Jobs[other], campaign.Exclusive))
            .Select(other => state.Jobs[other].Lane.Campaign).FirstOrDefault();

    /// <summary>
    /// Queues a check of all waiting jobs in memory, because many jobs have ended together. Jobs in the store check for themselves.
    /// </summary>
    public static void LookAll(SchedulerState state, ExclusivityKey key)
    {
        var queued = state.Campaigns.Values.Where(campaign => campaign.Exclusive == key && campaign.EndedAs is null)
            .SelectMany(campaign => campaign.Lanes.Values).Where(lane => lane.Kind == WaitingFor.Predecessor);
        foreach (var entry in queued.SelectMany(lane => lane.Waiting.ToList()))
        {
            if (state.Jobs[entry.Slot] is { Id: not 0 } job)
            {
                state.Release(key, job.Contact.Key);
            }
        }
    }

    public static bool IsRunning(in Job job, ExclusivityKey? key) => IsOpen(job, key) && job.Lane.Kind != WaitingFor.Predecessor;

    public static bool IsOpen(in Job job, ExclusivityKey? key) =>
        job.Id != 0 && key is not null && job.Lane.Campaign.Exclusive == key && !job.State.IsTerminal()
        && job.Lane.Campaign.EndedAs is null; // as in the store; the live attempts of an ended campaign keep their addresses busy anyway
}
