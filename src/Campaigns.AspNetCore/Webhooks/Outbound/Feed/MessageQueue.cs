using Campaigns.Storage;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>Turns changes into stored messages.</summary>
internal sealed class MessageQueue(EndpointCatalog catalog, SenderPool senders, AddressBook addresses, WebhookContext context)
{
    /// <summary>Stores the messages of changes for all endpoints, in one write. Completes when they are durable.</summary>
    public async Task StoreAsync(IReadOnlyList<CampaignChange> changes, CancellationToken cancellationToken)
    {
        // What can fail comes first: an endpoint that has noted that it is behind must be stored.
        var to = await FindAddressesAsync(changes, catalog.All, cancellationToken);
        await catalog.RangesTurn.WaitAsync(cancellationToken);
        try
        {
            var portions = new List<(WebhookEndpoint Endpoint, List<Delivery> Messages)>();
            var writes = new List<RecordChange>();
            foreach (var endpoint in catalog.All)
            {
                var selected = Select(endpoint, changes, writes);
                if (selected.Count > 0)
                {
                    portions.Add((endpoint, Make(endpoint, selected, to)));
                }
            }

            await StoreAsync(portions, writes, cancellationToken);
        }
        finally
        {
            catalog.RangesTurn.Release();
        }
    }

    /// <summary>Stores messages and other records in one write, and offers the messages to their senders.</summary>
    public async Task StoreAsync(
        List<(WebhookEndpoint Endpoint, List<Delivery> Messages)> portions, List<RecordChange> writes, CancellationToken cancellationToken)
    {
        foreach (var (endpoint, messages) in portions)
        {
            writes.AddRange(messages.Select(message => DeliveryRecords.Put(endpoint.Id, DeliveryState.Pending, message)));
        }

        if (writes.Count > 0)
        {
            await context.WriteAsync(writes, cancellationToken);
        }

        foreach (var (endpoint, messages) in portions)
        {
            lock (endpoint.Lock)
            {
                endpoint.Pending += messages.Count;
            }

            senders.Offer(endpoint, messages);
        }
    }

    /// <summary>Makes the messages of changes for an endpoint.</summary>
    public async Task<List<Delivery>> MakeAsync(
        WebhookEndpoint endpoint, IReadOnlyList<CampaignChange> changes, CancellationToken cancellationToken) =>
        Make(endpoint, changes, await FindAddressesAsync(changes, [endpoint], cancellationToken));

    private List<Delivery> Make(WebhookEndpoint endpoint, IReadOnlyList<CampaignChange> changes, Dictionary<long, string> to)
    {
        var isFull = endpoint.Settings.Format == WebhookFormat.Full;
        var messages = changes.Select(change => new Delivery
        {
            Id = MessageId.Of(change), Type = EventTypes.Of(change.Kind), Created = change.At, Due = context.Now,
            Body = MessageWriter.Write(change, isFull, isFull ? to.GetValueOrDefault(change.Sequence) : null),
        }).ToList();
        messages.ForEach(message => context.Erased.RemoveFrom(message)); // the change may have been read before the erasure
        return messages;
    }

    /// <summary>Finds the addresses of attempts that an endpoint with full messages gets, by sequence.</summary>
    private async Task<Dictionary<long, string>> FindAddressesAsync(
        IReadOnlyList<CampaignChange> changes, IEnumerable<WebhookEndpoint> endpoints, CancellationToken cancellationToken)
    {
        var full = endpoints.Where(endpoint => endpoint.Settings.Format == WebhookFormat.Full).ToList();
        var attempts = changes.Where(change =>
            change.Kind is ChangeKinds.AttemptEnded or ChangeKinds.AttemptCorrected && full.Exists(endpoint => endpoint.Selects(change)));
        var found = await Task.WhenAll(
            attempts.Select(async change => (change.Sequence, To: await addresses.FindAsync(change, cancellationToken))));
        return found.Where(pair => pair.To is not null).ToDictionary(pair => pair.Sequence, pair => pair.To!);
    }

    /// <summary>
    /// The changes that are queued now. If there is no room, the endpoint is behind: it reads the feed of their shards itself from here.
    /// </summary>
    private List<CampaignChange> Select(WebhookEndpoint endpoint, IReadOnlyList<CampaignChange> changes, List<RecordChange> writes)
    {
        lock (endpoint.Lock)
        {
            if (endpoint.IsDeleted || endpoint.SkipsChanges)
            {
                return [];
            }

            endpoint.Seen = changes[^1].Sequence;
            var next = changes.Where(change => !endpoint.IsBehindIn(ReadPositions.ShardOf(change.Sequence))).ToList();
            var selected = next.Where(endpoint.Selects).ToList();
            if (selected.Count == 0 || endpoint.Pending + selected.Count <= context.Options.MaxPendingPerEndpoint)
            {
                return selected;
            }

            ApiLog.EndpointBehind(context.Log, endpoint.Id, endpoint.Pending);
            endpoint.Ranges.AddRange(next.DistinctBy(change => ReadPositions.ShardOf(change.Sequence))
                .Select(first => new ReplayRange { After = first.Sequence - 1 }));
            writes.Add(endpoint.RangesRecord());
            return [];
        }
    }
}
