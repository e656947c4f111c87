namespace Campaigns.Scheduling;

/// <summary>
/// Ensures that a contact has at most one running job per exclusivity key. The store rejects a second enrollment. Queued jobs start when
/// the running job ends.
/// </summary>
internal sealed class ExclusivityRules(SchedulerState state, JobRequests jobRequests, StepSequencer sequencer)
{
    /// <summary>Enrolls a contact behind its running jobs, or in their place, according to its campaign.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="enrollment">The enrollment that the contact belongs to.</param>
    /// <param name="row">The contact and its first step.</param>
    /// <param name="slots">The person's open jobs, in memory.</param>
    /// <returns>The contact's index in <see cref="Storage.CommitBatch.NewJobs"/>.</returns>
    public int EnrollBehind(CampaignEntry campaign, long enrollment, (Contact Contact, PlanEntry Entry) row, IReadOnlyList<int> slots)
    {
        // Enroll first: a refused contact must not replace a running job.
        var index = jobRequests.Enroll(campaign, enrollment, [row], isQueued: true);
        if (campaign.OnConflict == ExclusivityConflict.Replace)
        {
            EndRunning(campaign, slots);
        }

        state.Release(campaign.Exclusive!, row.Contact.Key); // the contact may have no running job any longer
        return index;
    }

    /// <summary>Removes and returns contacts with an ended job, for which another job may be queued.</summary>
    public (ExclusivityKey Key, string Contact)[] TakeReleases(int most) => SchedulerState.DequeueUpTo(state.Releases, most);

    /// <summary>Ends the running jobs of a contact, so that another job can begin.</summary>
    /// <param name="campaign">The other job's campaign; its own running jobs do not end.</param>
    /// <param name="slots">The person's open jobs, in memory.</param>
    private void EndRunning(CampaignEntry campaign, IReadOnlyList<int> slots)
    {
        foreach (var slot in slots)
        {
            if (Exclusives.IsRunning(state.Jobs[slot], campaign.Exclusive) && state.Jobs[slot].Lane.Campaign != campaign)
            {
                jobRequests.EndOpen(slot, JobState.Removed, PendingAction.Remove);
            }
        }
    }

    /// <summary>Queues a check whether a waiting job can begin.</summary>
    public void LookFor(int slot)
    {
        ref var job = ref state.Jobs[slot];
        if (job.Lane.Campaign.Exclusive is { } exclusive)
        {
            state.Release(exclusive, job.Contact.Key);
        }
    }

    /// <summary>Starts the contact's queued job that has waited longest, unless the contact has a running job.</summary>
    /// <param name="key">The exclusivity key.</param>
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
