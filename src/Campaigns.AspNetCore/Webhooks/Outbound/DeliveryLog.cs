using Campaigns.Storage;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>Reads what became of messages.</summary>
internal sealed class DeliveryLog(IRecordStore store)
{
    /// <summary>Finds the delivery of a message.</summary>
    public async Task<(
        DeliveryState State, Delivery Delivery)?> FindAsync(WebhookEndpoint endpoint, string id, CancellationToken cancellationToken)
    {
        foreach (var state in Enum.GetValues<DeliveryState>())
        {
            if (await store.FindAsync(DeliveryRecords.Kind(endpoint.Id, state), id, cancellationToken) is { } record)
            {
                return (state, DeliveryRecords.Read(record));
            }
        }

        return null;
    }

    /// <summary>Lists deliveries of one state in order of id, which is the order of the change feed.</summary>
    public async Task<(IReadOnlyList<Delivery> Items, string? Next)> ListAsync(
        WebhookEndpoint endpoint, DeliveryState state, string? after, int limit, CancellationToken cancellationToken)
    {
        var query = new RecordQuery(DeliveryRecords.Kind(endpoint.Id, state)) { After = after, Limit = limit };
        var records = await store.ListAsync(query, cancellationToken);
        return ([.. records.Select(DeliveryRecords.Read)], records.Count == limit ? records[^1].Id : null);
    }
}
