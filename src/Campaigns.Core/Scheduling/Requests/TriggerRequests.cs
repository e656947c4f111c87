using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Manages triggers, and enrolls the contacts of events that match them.</summary>
internal sealed class TriggerRequests(
    SchedulerState state, JobRequests jobRequests, ExclusivityRules exclusives, ContactRequests contacts)
{
    public bool IsEmpty => state.Triggers.IsEmpty;

    public void Set(CampaignTrigger trigger)
    {
        state.Triggers.Set(trigger);
        state.Decisions.Batch.Write(new TriggerRow(trigger.Tenant, trigger.Name, trigger));
    }

    /// <exception cref="CampaignException">The tenant has no trigger with this name.</exception>
    public void Remove(string tenant, string name)
    {
        if (!state.Triggers.Remove(tenant, name))
        {
            throw CampaignException.NotFound($"trigger \"{TextLimits.Show(name)}\"");
        }

        state.Decisions.Batch.Write(new TriggerRow(tenant, name, null));
    }

    /// <summary>A tenant's triggers after a name, in order of name.</summary>
    public IReadOnlyList<CampaignTrigger> List(string tenant, string? after, int limit) =>
        [.. state.Triggers.Of(tenant).Where(trigger => string.CompareOrdinal(trigger.Name, after) > 0).Take(limit)];

    /// <summary>The triggers that an event fires, in order of name.</summary>
    /// <param name="entry">The event.</param>
    /// <param name="stored">The log's entry that is applied again; null for a new event.</param>
    public IReadOnlyList<CampaignTrigger> Matching(EventEntry entry, LoggedEvent? stored)
    {
        var ofType = state.Triggers.IsEmpty || !entry.IsLogged ? [] : state.Triggers.For(entry.Event.Tenant, entry.Event.Type);
        var failed = entry.IsRetry && stored is { State: EventState.TriggerFailed } ? stored.FailedTriggers : null;
        return ofType.Count == 0
            ? []
            : [.. ofType.Where(trigger => failed?.Contains(trigger.Name) != false && trigger.Matches(entry.Data))];
    }

    /// <summary>Whether the current commit enrolls a contact with this key, so that the store does not find its job yet.</summary>
    public bool IsArriving(string tenant, string contactKey) => IsArriving(contactKey, campaign => campaign.Tenant.Name == tenant);

    /// <summary>Enrolls a contact, or runs it again, according to the trigger's re-entry rule.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="judged">The contact, which may be enrolled.</param>
    /// <param name="slot">The contact's job in the campaign, in memory; -1 for none.</param>
    /// <param name="others">The contact's open jobs, in memory, if the campaign has an exclusivity key.</param>
    /// <param name="lastEnd">
    /// When the job's last attempt ended, in UTC ticks; 0 for none, the highest value for now. Only for a rule with a pause.
    /// </param>
    /// <returns>Null if the contact is enrolled; why not, if the rule does not enroll it.</returns>
    /// <exception cref="CampaignException">The contact cannot be enrolled now. Nothing has changed.</exception>
    public string? Fire(CampaignEntry campaign, JudgedContact judged, int slot, IReadOnlyList<int> others, long lastEnd)
    {
        Enrollments.RequireEnrollable(campaign);
        var (trigger, key) = (judged.Trigger, judged.Contact.Key);
        if (IsArriving(key, other => other == campaign))
        {
            return "another trigger of this event has enrolled the contact";
        }

        // The store refuses a second job under an exclusivity key, and it does not know yet what an earlier trigger of this event began.
        if (state.Decisions.TriggeredUnder(campaign.Exclusive, key) is { } other && other != campaign)
        {
            throw RunsElsewhere();
        }

        if (slot >= 0 && state.Jobs[slot].State != JobState.Removed)
        {
            if (RefusalOf(state.Jobs[slot], trigger, lastEnd) is { } refusal)
            {
                return refusal;
            }

            RequireFree(campaign, others, slot);
            if (state.Jobs[slot].State.IsTerminal())
            {
                var was = state.Jobs[slot].State;
                Rerun(campaign, slot, judged.Contact, others);
                NoteTriggered(campaign, judged.Contact);
                var stays = was == JobState.Suppressed && state.Jobs[slot].State == JobState.Suppressed;
                return stays ? "the person is on the do-not-contact list" : null;
            }

            RequireNotLive(state.Jobs[slot]);
            jobRequests.Remove(slot);
        }

        Enroll(campaign, (judged.Contact, judged.Entry), others);
        NoteTriggered(campaign, judged.Contact);
        return null;
    }

    /// <summary>Why the re-entry rule does not enroll a contact that the campaign holds; null if it does.</summary>
    private string? RefusalOf(in Job job, CampaignTrigger trigger, long lastEnd)
    {
        var isOpen = !job.State.IsTerminal();
        return trigger.Reentry switch
        {
            TriggerReentry.Once => "the contact was enrolled before, and the trigger enrolls it once",
            TriggerReentry.Always => null,
            _ when isOpen => "the contact is running",
            TriggerReentry.AfterPause when state.Now.Wall - Math.Max(job.Began, lastEnd) < trigger.Pause!.Value.Ticks =>
                "the pause since the contact last ran is not over",
            _ => null,
        };
    }

    private void Enroll(CampaignEntry campaign, (Contact Contact, PlanEntry Entry) row, IReadOnlyList<int> others)
    {
        if (Exclusives.RunningIn(state, campaign, others) is null)
        {
            jobRequests.Enroll(campaign, 0, [row]);
            return;
        }

        if (campaign.OnConflict == ExclusivityConflict.Reject)
        {
            throw RunsElsewhere();
        }

        exclusives.EnrollBehind(campaign, 0, row, others);
    }

    private void Rerun(CampaignEntry campaign, int slot, Contact contact, IReadOnlyList<int> others)
    {
        ref var job = ref state.Jobs[slot];
        if (!job.Contact.IsSameAs(contact))
        {
            if (job.Protocol != campaign.Version)
            {
                throw new CampaignException(
                    CampaignError.Conflict,
                    "The contact follows another protocol than the campaign's current one, so the event's data cannot change it. "
                    + "Migrate or rerun the contact.");
            }

            contacts.Change(slot, job.Contact, job.Protocol, contact);
        }

        jobRequests.Rerun(slot, others, isAsked: true);
    }

    /// <summary>Refuses what the store would refuse in this commit, or what <see cref="JobRequests.Rerun"/> refuses.</summary>
    private void RequireFree(CampaignEntry campaign, IReadOnlyList<int> others, int own)
    {
        var running = others.Where(other => other != own).ToList();
        var isRefused = campaign.OnConflict == ExclusivityConflict.Reject || state.Jobs[own].State.IsTerminal();
        if (isRefused && Exclusives.RunningIn(state, campaign, running) is not null)
        {
            throw RunsElsewhere();
        }
    }

    private static CampaignException RunsElsewhere() => new(
        CampaignError.Conflict,
        "The contact is running in another campaign under the same exclusivity; apply the event again when it has ended.");

    private static void RequireNotLive(in Job job)
    {
        if (job.State == JobState.Live)
        {
            throw new CampaignException(
                CampaignError.Conflict, "An attempt to the contact is live; apply the event again when it has ended.");
        }
    }

    private bool IsArriving(string key, Func<CampaignEntry, bool> isMeant)
    {
        foreach (ref readonly var record in state.Decisions.Batch.NewJobs)
        {
            if (record.Contact.Key == key && isMeant(state.Lanes[record.Row.Lane].Campaign))
            {
                return true;
            }
        }

        return false;
    }

    private void NoteTriggered(CampaignEntry campaign, Contact contact)
    {
        var (triggered, tenant) = (state.Decisions.Triggered, campaign.Tenant.Name);
        triggered.Add((tenant, contact.Key));
        state.Decisions.NoteTriggered(campaign, contact.Key);
        foreach (var address in contact.AllAddresses)
        {
            triggered.Add((tenant, address));
        }
    }
}
