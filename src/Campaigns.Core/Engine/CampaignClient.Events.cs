using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>The event log and triggers.</summary>
internal sealed partial class CampaignClient
{
    /// <summary>The maximum number of events of one request.</summary>
    private const int MostEvents = 10_000;

    public async Task<int> ReportEventAsync(ContactEvent contactEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contactEvent);
        var person = contactEvent.Person;
        var happened = new InboundEvent(contactEvent.Tenant, contactEvent.Id ?? "", contactEvent.Name)
        {
            ContactKey = person.ContactKey,
            Address = person.Address,
            Campaign = contactEvent.Campaign,
            OccurredAt = contactEvent.OccurredAt,
        };
        if (contactEvent.Id is not null)
        {
            happened.FindProblems().ThrowIfAny("The event");
        }

        var entry = new EventReader(Numbers).Read(happened);
        var receipts = await IngestAsync([contactEvent.Id is null ? entry.WithoutLog() : entry], cancellationToken);
        return receipts[0].Affected;
    }

    public async Task<IngestReceipt> IngestAsync(InboundEvent inboundEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inboundEvent);
        return (await IngestAsync([inboundEvent], cancellationToken))[0];
    }

    public Task<IReadOnlyList<IngestReceipt>> IngestAsync(
        IReadOnlyList<InboundEvent> inboundEvents, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inboundEvents);
        InboundEvent[] copy = [.. inboundEvents]; // later changes by the caller have no effect
        var problems = new Problems();
        problems.Require(copy.Length <= MostEvents, "The number of events", copy.Length, "use up to 10,000 a request");
        problems.ThrowIfAny("The batch");
        var reader = new EventReader(Numbers);
        var entries = new EventEntry[copy.Length];
        for (var i = 0; i < copy.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(copy[i], nameof(inboundEvents));
            copy[i].FindProblems().ThrowIfAny(copy.Length == 1 ? "The event" : $"Event {i + 1} of {copy.Length}");
            var tenant = Named.Of(copy[i].Tenant);
            entries[i] = reader.Read(tenant.Length == copy[i].Tenant.Length ? copy[i] : copy[i] with { Tenant = tenant });
        }

        return IngestAsync(entries, cancellationToken);
    }

    public async Task<IngestReceipt> ApplyEventAgainAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        tenant = Named.Of(tenant);
        TextLimits.Require(id);
        await DoAsync(_ => { }, cancellationToken); // what was acknowledged before this request is committed
        var found = await QueryAsync(queries => queries.FindEventsAsync([new EventKey(tenant, id)], cancellationToken));
        var stored = found.Count == 0 ? throw CampaignException.NotFound("such event of the tenant") : found[0];
        return (await IngestAsync([new EventReader(Numbers).Read(stored.Event, isRetry: true)], cancellationToken))[0];
    }

    public async Task SetTriggerAsync(CampaignTrigger trigger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        trigger.FindProblems().ThrowIfAny("The trigger");
        var copy = trigger.Copy();
        if (copy.Campaign is { } campaign)
        {
            await DoAsync(
                campaign,
                (scheduler, entry) => SetTrigger(scheduler, copy, entry.Row.Tenant),
                cancellationToken);
        }
        else
        {
            await DoAsync(scheduler => scheduler.Triggers.Set(copy), cancellationToken);
        }
    }

    public Task RemoveTriggerAsync(string tenant, string name, CancellationToken cancellationToken)
    {
        tenant = Named.Of(tenant);
        TextLimits.Require(name, TextLimits.Name);
        return DoAsync(scheduler => scheduler.Triggers.Remove(tenant, name), cancellationToken);
    }

    private static void SetTrigger(Scheduler scheduler, CampaignTrigger trigger, string tenant)
    {
        if (tenant != trigger.Tenant)
        {
            throw CampaignException.NotFound("such campaign of the tenant");
        }

        scheduler.Triggers.Set(trigger);
    }

    /// <summary>Takes events in one commit, or in several if triggers enroll contacts that later events are about.</summary>
    private async Task<IReadOnlyList<IngestReceipt>> IngestAsync(IReadOnlyList<EventEntry> entries, CancellationToken cancellationToken)
    {
        var receipts = new List<IngestReceipt>(entries.Count);
        while (receipts.Count < entries.Count)
        {
            var portion = await PostAsync(new IngestCommand(entries, receipts.Count, Templates), cancellationToken, nameof(IngestAsync));
            receipts.AddRange(portion.Receipts);
            for (var i = receipts.Count; i < entries.Count && portion.Terms.Count > 0; i++)
            {
                Judge(entries[i], portion.Terms);
            }
        }

        return receipts;
    }

    /// <summary>Maps and checks the contacts that triggers will enroll, outside the loop, because this calls host code.</summary>
    private void Judge(EventEntry entry, IReadOnlyDictionary<CampaignTrigger, EnrollmentTerms> all)
    {
        foreach (var (trigger, terms) in all)
        {
            var happened = entry.Event;
            if (trigger.Tenant == happened.Tenant && trigger.EventType == happened.Type && trigger.Matches(entry.Data))
            {
                var contact = trigger.Contact.Map(happened, entry.Data);
                var begin = default(PlanEntry);
                var problem = Numbers.Read(ref contact) ?? terms.Judge(contact, out begin);
                entry.Judge(new JudgedContact(trigger, terms.Plan, terms.Fields, contact, begin, problem));
            }
        }
    }
}
