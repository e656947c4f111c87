namespace Campaigns.Scheduling;

/// <summary>Under which exclusivity campaigns run, and who is running under it.</summary>
internal static class Exclusives
{
    /// <summary>
    /// How often a job looks for itself whether the other has ended, should nobody have told it: after a crash, or a campaign's end.
    /// </summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromHours(1);

    /// <summary>The exclusivity of a campaign; null for none.</summary>
    public static ExclusivityKey? KeyOf(SchedulerState state, TenantEntry tenant, string? key, long number)
    {
        return key is null ? null : state.Exclusive(tenant.Name, key, number);
    }

    /// <summary>The campaign that a contact is running in already; null for none.</summary>
    public static CampaignEntry? RunningIn(SchedulerState state, CampaignEntry campaign, IReadOnlyList<int> others) =>
        others.Where(other => IsRunning(state.Jobs[other], campaign.Exclusive))
            .Select(other => state.Jobs[other].Lane.Campaign).FirstOrDefault();

    /// <summary>Looks at all that is queued: many jobs have ended at once. What the store keeps looks for itself.</summary>
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
        && job.Lane.Campaign.EndedAs is null; // as stores judge enrolments; a live attempt keeps its address to itself
}
