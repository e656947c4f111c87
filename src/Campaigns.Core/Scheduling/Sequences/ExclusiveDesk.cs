namespace Campaigns.Scheduling;

/// <summary>
/// Sees to it that a contact runs once at most under an exclusivity: the store refuses a second enrolment, and what waits for another job of
/// its contact to end begins when it has.
/// </summary>
internal sealed class ExclusiveDesk(SchedulerState state, JobDesk desk, Sequencer sequencer)
{
    /// <summary>How often a job looks for itself whether the other has ended, should nobody have told it: after a crash, or a campaign's end.</summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromHours(1);

    /// <summary>The exclusivity of a campaign; null for none.</summary>
    public static ExclusiveKey? KeyOf(SchedulerState state, TenantEntry tenant, string? key, long number)
    {
        if (key is null)
        {
            return null;
        }

        if (!state.Exclusives.TryGetValue((tenant.Name, key), out var exclusive))
        {
            state.Exclusives[(tenant.Name, key)] = exclusive = new ExclusiveKey(number, tenant, key);
        }

        return exclusive;
    }

    /// <summary>The campaign that a contact is running in already; null for none.</summary>
    public static CampaignEntry? RunningIn(SchedulerState state, CampaignEntry campaign, IReadOnlyList<int> others) =>
        others.Where(other => IsRunning(state.Jobs[other], campaign.Exclusive))
            .Select(other => state.Jobs[other].Lane.Campaign).FirstOrDefault();

    /// <summary>Enrolls a contact behind the jobs it is running, or in their place, as its campaign says.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="enrollment">The enrollment that the contact belongs to.</param>
    /// <param name="row">The contact, and where it begins.</param>
    /// <param name="slots">The person's open jobs, in memory.</param>
    /// <returns>The contact's index in <see cref="Storage.CommitBatch.NewJobs"/>.</returns>
    public int EnrolBehind(CampaignEntry campaign, long enrollment, (Contact Contact, PlanEntry Entry) row, IReadOnlyList<int> slots)
    {
        var index = desk.Enrol(campaign, enrollment, [row], isQueued: true); // first: if it is refused, nobody is replaced
        if (campaign.OnConflict == ExclusivityConflict.Replace)
        {
            EndRunning(campaign, slots);
        }

        state.Releases.Enqueue((campaign.Exclusive!, row.Contact.Key)); // it may be running no more
        return index;
    }

    /// <summary>Takes contacts of whom a job has ended, for which another one may be waiting.</summary>
    public (ExclusiveKey Key, string Contact)[] TakeReleases(int most) => SchedulerState.Take(state.Releases, most);

    /// <summary>Ends what a contact is running, so that another job may begin.</summary>
    /// <param name="campaign">The other one's campaign: a job that runs in it already is no other.</param>
    /// <param name="slots">The person's open jobs, in memory.</param>
    private void EndRunning(CampaignEntry campaign, IReadOnlyList<int> slots)
    {
        foreach (var slot in slots)
        {
            if (IsRunning(state.Jobs[slot], campaign.Exclusive) && state.Jobs[slot].Lane.Campaign != campaign)
            {
                desk.EndOpen(slot, JobState.Removed, PendingAction.Remove);
            }
        }
    }

    /// <summary>Looks at all that is queued: many jobs have ended at once. What the store keeps looks for itself.</summary>
    public static void LookAll(SchedulerState state, ExclusiveKey key)
    {
        var queued = state.Campaigns.Values.Where(campaign => campaign.Exclusive == key && campaign.EndedAs is null)
            .SelectMany(campaign => campaign.Lanes.Values).Where(lane => lane.Kind == WaitingFor.Predecessor);
        foreach (var entry in queued.SelectMany(lane => lane.Waiting.ToList()))
        {
            if (state.Jobs[entry.Slot] is { Id: not 0 } job)
            {
                state.Releases.Enqueue((key, job.Contact.Key));
            }
        }
    }

    /// <summary>A job looks for itself whether it may begin.</summary>
    public void LookFor(int slot)
    {
        ref var job = ref state.Jobs[slot];
        if (job.Lane.Campaign.Exclusive is { } exclusive)
        {
            state.Releases.Enqueue((exclusive, job.Contact.Key));
        }
    }

    /// <summary>Lets the job begin that has waited longest, if the contact runs in none.</summary>
    /// <param name="key">The exclusivity.</param>
    /// <param name="slots">The person's open jobs, in memory.</param>
    public void Release(ExclusiveKey key, IReadOnlyList<int> slots)
    {
        var next = -1;
        foreach (var slot in slots)
        {
            ref var job = ref state.Jobs[slot];
            if (IsRunning(job, key))
            {
                return;
            }

            if (IsOpen(job, key) && (next < 0 || job.Id < state.Jobs[next].Id))
            {
                next = slot;
            }
        }

        if (next >= 0)
        {
            sequencer.Restart(next);
        }
    }

    private static bool IsRunning(in Job job, ExclusiveKey? key) => IsOpen(job, key) && job.Lane.Kind != WaitingFor.Predecessor;

    private static bool IsOpen(in Job job, ExclusiveKey? key) =>
        job.Id != 0 && key is not null && job.Lane.Campaign.Exclusive == key && !job.State.IsTerminal()
        && job.Lane.Campaign.EndedAs is null; // as stores judge enrolments; a live attempt keeps its address to itself
}
