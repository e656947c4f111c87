using Campaigns.Storage;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>Erases persons from the messages that wait or have failed. Delivered messages keep no body.</summary>
internal sealed class MessageErasure(OutboundWebhooks webhooks, SenderPool senders, WebhookContext context)
{
    private const int Portion = 500;

    /// <summary>Erases contacts. Their messages stay, with ids only, so that a receiver misses no sequence.</summary>
    /// <returns>How many stored messages were overwritten.</returns>
    public async Task<int> EraseAsync(string tenant, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var catalog = await webhooks.OwnCatalogAsync(cancellationToken); // the host that sends holds messages in memory
        context.Erased.Add(tenant, keys); // first: from now on, nothing with the old body is queued for a write
        var (overwritten, last) = (0, 0);
        do
        {
            await context.Records.WriteAsync([]); // completes when everything that was queued before is written
            last = await SweepAsync(catalog, tenant, cancellationToken);
            overwritten += last;
        }
        while (last > 0);
        return overwritten;
    }

    private async Task<int> SweepAsync(EndpointCatalog catalog, string tenant, CancellationToken cancellationToken)
    {
        var overwritten = 0;
        foreach (var endpoint in catalog.All.Where(endpoint => endpoint.Tenant is null || endpoint.Tenant == tenant))
        {
            senders.Forget(endpoint);
            overwritten += await EraseAsync(DeliveryRecords.Kind(endpoint.Id, DeliveryState.Pending), cancellationToken);
            overwritten += await EraseAsync(DeliveryRecords.Kind(endpoint.Id, DeliveryState.Failed), cancellationToken);
        }

        return overwritten;
    }

    private async Task<int> EraseAsync(string kind, CancellationToken cancellationToken)
    {
        var (after, overwritten) = ((string?)null, 0);
        IReadOnlyList<HostRecord> page;
        do
        {
            page = await context.Store.ListAsync(new RecordQuery(kind) { After = after, Limit = Portion }, cancellationToken);
            foreach (var record in page)
            {
                overwritten += await EraseAsync(record, cancellationToken) ? 1 : 0;
            }

            after = page.Count > 0 ? page[^1].Id : null;
        }
        while (page.Count == Portion);
        return overwritten;
    }

    /// <summary>Overwrites one message, unless it is not there any more: writing a delivered one would send it again.</summary>
    private async Task<bool> EraseAsync(HostRecord? record, CancellationToken cancellationToken)
    {
        while (record is not null)
        {
            var delivery = DeliveryRecords.Read(record);
            if (!context.Erased.RemoveFrom(delivery))
            {
                return false;
            }

            if (await context.Store.WriteAsync([new(DeliveryRecords.Of(record.Kind, delivery), record.Revision)], cancellationToken))
            {
                return true;
            }

            record = await context.Store.FindAsync(record.Kind, record.Id, cancellationToken); // its sender was faster
        }

        return false;
    }
}
