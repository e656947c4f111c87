using System.Globalization;
using Campaigns.Orleans.Client.Members;

namespace Campaigns.Orleans.Client;

/// <content>Reports, events, and the do-not-contact list.</content>
internal sealed partial class ClusterClient
{
    private const int MostEvents = 10_000;

    public Task<ReportReceipt> ReportAsync(ProviderReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        report.FindProblems().ThrowIfAny("The report");
        return _reports.ReportAsync(report, cancellationToken);
    }

    public async Task<IngestReceipt> IngestAsync(InboundEvent inboundEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inboundEvent);
        return (await IngestAsync([inboundEvent], cancellationToken))[0];
    }

    public async Task<IReadOnlyList<IngestReceipt>> IngestAsync(
        IReadOnlyList<InboundEvent> inboundEvents, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inboundEvents);
        InboundEvent[] events = [.. inboundEvents];
        Check(events);
        var byShard = Enumerable.Range(0, events.Length).GroupBy(i => _shards.OfTenant(Named.Of(events[i].Tenant))).ToList();
        var asked = byShard.Select(group => IngestAsync(group.Key, [.. group.Select(i => events[i])], cancellationToken)).ToList();
        var answers = await FanOut.AllAsync(asked);
        var receipts = new IngestReceipt[events.Length];
        foreach (var (group, answer) in byShard.Zip(answers))
        {
            foreach (var (index, receipt) in group.Zip(answer))
            {
                receipts[index] = receipt;
            }
        }

        return receipts;
    }

    public Task<int> ReportEventAsync(ContactEvent contactEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contactEvent);
        return OfTenantAsync(contactEvent.Tenant, ReportMembers.ReportEvent, contactEvent, cancellationToken);
    }

    public Task SuppressAsync(Suppression person, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        return OfTenantAsync(person.Tenant, ReportMembers.Suppress, person, cancellationToken);
    }

    public Task UnsuppressAsync(Suppression person, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        return OfTenantAsync(person.Tenant, ReportMembers.Unsuppress, person, cancellationToken);
    }

    private Task<IReadOnlyList<IngestReceipt>> IngestAsync(
        int shard, IReadOnlyList<InboundEvent> events, CancellationToken cancellationToken)
    {
        var reason = string.Create(
            CultureInfo.InvariantCulture, $"Shard {shard} has no owner now. The event is stored, and applied when it has one.");
        return _reports.GiveAsync(
            shard, ReportMembers.Ingest, new EventsAt(events),
            () => (IReadOnlyList<IngestReceipt>)[.. events.Select(_ => new IngestReceipt(IngestResult.Kept, 0, reason))],
            cancellationToken);
    }

    /// <summary>Checks all events before the first one travels: one that is not valid refuses the batch.</summary>
    private static void Check(InboundEvent[] events)
    {
        var problems = new Problems();
        problems.Require(events.Length <= MostEvents, "The number of events", events.Length, "use up to 10,000 a request");
        problems.ThrowIfAny("The batch");
        for (var i = 0; i < events.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(events[i], "inboundEvents");
            events[i].FindProblems().ThrowIfAny(events.Length == 1 ? "The event" : $"Event {i + 1} of {events.Length}");
            _ = Named.Of(events[i].Tenant);
        }
    }
}
