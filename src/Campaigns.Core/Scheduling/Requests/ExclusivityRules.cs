namespace Campaigns.Scheduling;

/// <summary>
/// Sees to it that a contact runs once at most under an exclusivity: the store refuses a second enrolment, and what waits for another job
/// of
/// its contact to end begins when it has.
/// </summary>
internal sealed class ExclusivityRules(SchedulerState state, JobRequests desk, StepSequencer sequencer)
{
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

        state.Release(campaign.Exclusive!, row.Contact.Key); // it may be running no more
        return index;
    }

    /// <summary>Takes contacts of whom a job has ended, for which another one may be waiting.</summary>
    public (ExclusivityKey Key, string Contact)[] TakeReleases(int most) => SchedulerState.Take(state.Releases, most);

    /// <summary>Ends what a contact is running, so that another job may begin.</summary>
    /// <param name="campaign">The other one's campaign: a job that runs in it already is no other.</param>
    /// <param name="slots">The person's open jobs, in memory.</param>
    private void EndRunning(CampaignEntry campaign, IReadOnlyList<int> slots)
    {
        foreach (var slot in slots)
        {
            if (Exclusives.IsRunning(state.Jobs[slot], campaign.Exclusive) && state.Jobs[slot].Lane.Campaign != campaign)
            {
                desk.EndOpen(slot, JobState.Removed, PendingAction.Remove);
            }
        }
    }

    /// <summary>A job looks for itself whether it may begin.</summary>
    public void LookFor(int slot)
    {
        ref var job = ref state.Jobs[slot];
        if (job.Lane.Campaign.Exclusive is { } exclusive)
        {
            state.Release(exclusive, job.Contact.Key);
        }
    }

    /// <summary>Lets the job begin that has waited longest, if the contact runs in none.</summary>
    /// <param name="key">The exclusivity.</param>
    /// <param name="slots">The person's open jobs, in memory.</param>
    public void Release(ExclusivityKey key, IReadOnlyList<int> slots)
    {
        var next = -1;
        foreach (var slot in slots)
        {
            ref var job = ref state.Jobs[slot];
            if (Exclusives.IsRunning(job, key))
            {
                return;
            }

            if (Exclusives.IsOpen(job, key) && (next < 0 || job.Id < state.Jobs[next].Id))
            {
                next = slot;
            }
        }

        if (next >= 0)
        {
            sequencer.Restart(next);
        }
    }
}
