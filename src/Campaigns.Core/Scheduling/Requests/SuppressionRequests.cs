using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>The do-not-contact lists: who comes on them, who is taken off, and whose jobs end.</summary>
internal sealed class SuppressionRequests(SchedulerState state, JobRequests desk)
{
    /// <summary>Adds an entry to a list, and ends the person's open jobs.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="slots">The person's open jobs, in memory.</param>
    /// <exception cref="CampaignException">Nobody can ever be contacted on the entry's channel: it would match nothing.</exception>
    public void Suppress(Suppression entry, IReadOnlyList<int> slots)
    {
        if (entry.Channel is { } channel && !state.Serves(channel))
        {
            throw new CampaignException(
                CampaignError.Invalid,
                $"The channel \"{Redaction.Mask(channel)}\" is served by no provider, so that the entry would match nobody: register a provider for it "
                + "with AddProvider, mind the spelling, or leave the channel out to suppress the person on all.");
        }

        state.Suppress(entry);
        End(slots);
        EndArriving(state.Tenant(entry.Tenant));
    }

    /// <summary>Takes an entry off a list.</summary>
    public void Unsuppress(Suppression entry)
    {
        state.Tenant(entry.Tenant).Suppressions.Remove(entry);
        state.Decisions.Batch.Write(new SuppressionRow(entry, false));
    }

    /// <summary>Takes entries that opting out has put on lists, of which the person's other jobs are to end.</summary>
    public Suppression[] TakeOptOuts(int most) => SchedulerState.Take(state.OptOuts, most);

    /// <summary>Ends those of a person's open jobs that the list ends.</summary>
    /// <param name="slots">The person's open jobs, in memory.</param>
    /// <param name="leavesOptedOut">Whether a job that ends as failed, because its contact has opted out in it, is left to do so.</param>
    public void End(IReadOnlyList<int> slots, bool leavesOptedOut = false)
    {
        foreach (var slot in slots)
        {
            ref var job = ref state.Jobs[slot];
            if (job.Id != 0 && !job.State.IsTerminal() && job.Lane.Campaign.EndedAs is null && Ends(job)
                && !(leavesOptedOut && job.Pending.Has(PendingAction.OptOut)))
            {
                desk.EndOpen(slot, JobState.Suppressed, PendingAction.Suppress);
            }
        }
    }

    /// <summary>Whether a job's person is on the list in a way that ends it.</summary>
    public static bool Ends(in Job job)
    {
        var plan = job.Plan;
        var channel = job.Lane.Row.Channel;
        if (channel.Length == 0 && plan.IsContact(job.Step))
        {
            channel = plan.Contact(job.Step).Channel; // it waits for its time, or for a person
        }

        return job.Lane.Campaign.Tenant.Suppressions.Ends(plan, job.Contact, channel);
    }

    /// <summary>Ends what this very commit enrolls, which the store cannot find yet.</summary>
    private void EndArriving(TenantEntry tenant)
    {
        var batch = state.Decisions.Batch;
        for (var i = 0; i < batch.NewJobs.Length; i++)
        {
            ref readonly var record = ref batch.NewJobs[i];
            var lane = state.Lanes[record.Row.Lane];
            var plan = lane.Campaign.PlanOf(record.Row.Protocol, record.Contact);
            if (lane.Campaign.Tenant == tenant && tenant.Suppressions.Ends(plan, record.Contact, lane.Row.Channel))
            {
                batch.EndNewJob(i, JobState.Suppressed);
            }
        }
    }
}
