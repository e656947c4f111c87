using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Manages the do-not-contact lists: adds entries, removes entries, and ends the jobs of suppressed persons.</summary>
internal sealed class SuppressionRequests(SchedulerState state, JobRequests jobRequests)
{
    /// <summary>Adds an entry to a list, and ends the person's open jobs.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="slots">The person's open jobs, in memory.</param>
    /// <param name="ended">Receives the slots of the jobs that end; null if nobody wants them.</param>
    /// <param name="reason">Why the entry is added.</param>
    /// <exception cref="CampaignException">No provider serves the entry's channel, so the entry would match nobody.</exception>
    public void Suppress(
        Suppression entry, IReadOnlyList<int> slots, HashSet<int>? ended = null,
        SuppressionReason reason = SuppressionReason.Requested)
    {
        RequireServed(entry);
        state.Suppress(entry, reason);
        End(slots, ended: ended);
        EndArriving(state.Tenant(entry.Tenant));
    }

    /// <summary>Refuses an entry that would match nobody, because no provider serves its channel.</summary>
    public void RequireServed(Suppression entry)
    {
        if (entry.Channel is { } channel && !state.Serves(channel))
        {
            throw new CampaignException(
                CampaignError.Invalid,
                $"No provider serves the channel \"{Redaction.Mask(channel)}\", so the entry would match nobody. Register a provider "
                + "with AddProvider, check the spelling, or omit the channel to suppress the person on all channels.");
        }
    }

    /// <summary>Removes an entry from a list.</summary>
    public void Unsuppress(Suppression entry)
    {
        var (list, isKey) = (state.Tenant(entry.Tenant).Suppressions, entry.ContactKey is not null);
        var text = entry.ContactKey ?? entry.Address!;
        list.Remove(isKey, entry.Channel, list.HashOf(text));
        state.Decisions.Batch.Write(new SuppressionRow(
            entry.Tenant, list.HashOf(text), isKey, entry.Channel, text, null, SuppressionReason.Unknown, IsActive: false));
    }

    /// <summary>Adds many entries to a list.</summary>
    /// <returns>The entries that are new. The open jobs of these persons must end: see <see cref="End"/>.</returns>
    public IReadOnlyList<Suppression> Import(string tenant, IReadOnlyList<Suppression> entries)
    {
        foreach (var entry in entries.DistinctBy(entry => entry.Channel))
        {
            RequireServed(entry);
        }

        List<Suppression> added = [.. entries.Where(entry => state.Suppress(entry, SuppressionReason.Imported))];
        if (added.Count > 0)
        {
            EndArriving(state.Tenant(tenant));
        }

        return added;
    }

    /// <summary>The hash of a contact key or an address in a tenant's do-not-contact list.</summary>
    public UInt128 HashOf(string tenant, string text) => state.Tenant(tenant).Suppressions.HashOf(text);

    /// <summary>Removes and returns entries that opt-outs have added to lists. The persons' other jobs must end.</summary>
    public Suppression[] TakeOptOuts(int most) => SchedulerState.DequeueUpTo(state.OptOuts, most);

    /// <summary>Ends the open jobs of a person that the do-not-contact list covers.</summary>
    /// <param name="slots">The person's open jobs, in memory.</param>
    /// <param name="leavesOptedOut">Whether a job that will fail because its contact opted out keeps this end state.</param>
    /// <param name="ended">Receives the slots of the jobs that end; null if nobody wants them.</param>
    public void End(IReadOnlyList<int> slots, bool leavesOptedOut = false, HashSet<int>? ended = null)
    {
        foreach (var slot in slots)
        {
            ref var job = ref state.Jobs[slot];
            if (job.Id != 0 && !job.State.IsTerminal() && job.Lane.Campaign.EndedAs is null && Ends(job)
                && !(leavesOptedOut && job.Pending.Has(PendingAction.OptOut)))
            {
                jobRequests.EndOpen(slot, JobState.Suppressed, PendingAction.Suppress);
                ended?.Add(slot);
            }
        }
    }

    /// <summary>Whether the do-not-contact list ends a job.</summary>
    public static bool Ends(in Job job)
    {
        var plan = job.Plan;
        var channel = job.Lane.Row.Channel;
        if (channel.Length == 0 && plan.IsContact(job.Step))
        {
            channel = plan.Contact(job.Step).Channel; // the job waits for its time or for a person
        }

        return job.Lane.Campaign.Tenant.Suppressions.Ends(plan, job.Contact, channel);
    }

    /// <summary>Suppresses matching contacts that the current commit enrolls, because the store cannot find them yet.</summary>
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
