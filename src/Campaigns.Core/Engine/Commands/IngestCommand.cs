using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>The events that one commit has taken.</summary>
/// <param name="Receipts">The receipts, in the order of the events.</param>
/// <param name="Terms">The terms to judge contacts with before the rest can be taken, by trigger.</param>
internal sealed record IngestPortion(
    IReadOnlyList<IngestReceipt> Receipts, IReadOnlyDictionary<CampaignTrigger, EnrollmentTerms> Terms);

/// <summary>
/// Takes events in order: stores and applies each in the commit of this step. Stops before an event that needs something this step cannot
/// give: a contact that was not judged yet, or a job that a trigger has enrolled in this step. The caller posts the rest again.
/// </summary>
/// <param name="entries">The events.</param>
/// <param name="first">The index of the first event to take.</param>
/// <param name="templates">The templates used to check contents.</param>
internal sealed class IngestCommand(IReadOnlyList<EventEntry> entries, int first, TemplateLibrary templates) : Command<IngestPortion>
{
    private readonly List<IngestReceipt> _receipts = new(entries.Count - first);
    private Dictionary<EventKey, LoggedEvent> _stored = [];
    private ILookup<int, JobRecord> _jobs = Array.Empty<JobRecord>().ToLookup(_ => 0);

    public override bool MustWait(Decisions decided) => decided.ChangesContacts; // the store still finds people by their old addresses

    protected override async ValueTask<IngestPortion> ExecuteAsync(Scheduler scheduler, CommandReader reader)
    {
        await ReadAsync(scheduler, reader);
        var firing = new TriggerFiring(scheduler, reader);
        for (var i = first; i < entries.Count && !scheduler.Decisions.ChangesContacts; i++)
        {
            if (await TakeAsync(scheduler, reader, firing, i) is not { } receipt)
            {
                break;
            }

            _receipts.Add(receipt);
        }

        return new IngestPortion(_receipts, await FindTermsAsync(scheduler, firing));
    }

    /// <summary>Reads what all events need, in two queries: the log's entries with the same ids, and the people's open jobs.</summary>
    private async ValueTask ReadAsync(Scheduler scheduler, CommandReader reader)
    {
        var keys = entries.Skip(first).Where(entry => entry.IsLogged).Select(entry => entry.Key).Distinct().ToList();
        if (keys.Count > 0)
        {
            var found = await reader.Store.FindEventsAsync(keys);
            _stored = found.ToDictionary(stored => new EventKey(stored.Event.Tenant, stored.Event.Id));
        }

        var open = entries.Skip(first).Select(entry => entry.Event.Tenant).Distinct().Where(scheduler.View.HasOpen).ToHashSet();
        var (people, of) = (new List<Suppression>(), new List<int>());
        for (var i = first; i < entries.Count; i++)
        {
            foreach (var person in open.Contains(entries[i].Event.Tenant) ? entries[i].People : [])
            {
                people.Add(person);
                of.Add(i);
            }
        }

        if (people.Count > 0)
        {
            var found = await reader.Store.FindOpenJobsAsync(people);
            _jobs = found.Select(row => (Entry: of[row.Person], row.Job)).DistinctBy(row => (row.Entry, row.Job.Row.Id))
                .ToLookup(row => row.Entry, row => row.Job);
        }
    }

    /// <returns>Null if the event must wait for the next step.</returns>
    private async ValueTask<IngestReceipt?> TakeAsync(Scheduler scheduler, CommandReader reader, TriggerFiring firing, int index)
    {
        var (entry, inbound) = (entries[index], scheduler.Inbound);
        var stored = _stored.GetValueOrDefault(entry.Key);
        if (inbound.IsKnown(entry, stored))
        {
            return new IngestReceipt(IngestResult.Duplicate, Reason: InboundEvents.ReasonOf(entry, stored));
        }

        stored = entry.IsRetry ? stored : null;
        var triggers = entry.Problem is null ? scheduler.Triggers.Matching(entry, stored) : [];
        if (inbound.MustWait(entry) || (triggers.Count > 0 && !await firing.PrepareAsync(entry, triggers)))
        {
            return null;
        }

        if (ProblemOf(entry, stored, triggers) is { } problem)
        {
            return inbound.Log(entry, stored, HandledEvent.Kept(problem));
        }

        try
        {
            // a retry of a trigger leaves alone what the event has done to other jobs
            var isApplied = stored is { State: EventState.TriggerFailed } || entry.People.Count == 0;
            var affected = isApplied ? 0 : await ApplyAsync(scheduler, reader, entry, stored, [.. _jobs[index]]);
            return inbound.Log(entry, stored, triggers.Count == 0 ? new(EventState.Applied, affected, null, []) : firing.Fire(affected));
        }
        catch (CampaignException refusal)
        {
            return inbound.Log(entry, stored, HandledEvent.Kept(refusal.Message));
        }
    }

    private static string? ProblemOf(EventEntry entry, LoggedEvent? stored, IReadOnlyList<CampaignTrigger> triggers) =>
        entry.Problem is { } problem ? problem
        : entry.People.Count == 0 && triggers.Count == 0 && stored is not { State: EventState.TriggerFailed }
            ? "the event names nobody, and no trigger matches it"
        : null;

    private static async ValueTask<int> ApplyAsync(
        Scheduler scheduler, CommandReader reader, EventEntry entry, LoggedEvent? stored, IReadOnlyList<JobRecord> records)
    {
        if (records.Count == 0)
        {
            return scheduler.Inbound.Apply(entry, stored, [], []);
        }

        using var jobs = scheduler.Jobs.Borrow(records);
        var attempts = new List<IReadOnlyList<AttemptRow>>(records.Count);
        for (var i = 0; i < records.Count; i++)
        {
            var isNeeded = scheduler.Sequences.NeedsAttempts(jobs.Slots[i], entry.Event.Type);
            attempts.Add(isNeeded ? await reader.Store.ReadAttemptsAsync(records[i].Row.Id) : []);
        }

        return scheduler.Inbound.Apply(entry, stored, jobs.Slots, attempts);
    }

    /// <summary>The terms of the campaigns whose contacts were not judged yet, for all events that are left.</summary>
    private async ValueTask<IReadOnlyDictionary<CampaignTrigger, EnrollmentTerms>> FindTermsAsync(Scheduler scheduler, TriggerFiring firing)
    {
        var terms = new Dictionary<CampaignTrigger, EnrollmentTerms>(ReferenceEqualityComparer.Instance);
        for (var i = first + _receipts.Count; i < entries.Count && !scheduler.Triggers.IsEmpty; i++)
        {
            foreach (var trigger in scheduler.Triggers.Matching(entries[i], _stored.GetValueOrDefault(entries[i].Key)))
            {
                if (!terms.ContainsKey(trigger) && await firing.FindAsync(trigger) is { } campaign && !campaign.State.IsTerminal())
                {
                    terms[trigger] = EnrollmentTerms.Of(campaign, scheduler.View, templates);
                }
            }
        }

        return terms;
    }
}
