using Campaigns.Storage;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>
/// Queues the messages of ranges: replays, and what did not fit into the store before. Works in portions, for endpoints that have room.
/// </summary>
internal sealed class RangeFiller(ICampaignFeed feed, EndpointCatalog catalog, MessageQueue queue, WebhookContext context)
{
    private const int Portion = 500;

    /// <summary>Queues a portion of each range of endpoints that have room.</summary>
    /// <param name="read">The sequences up to which the changes were queued for endpoints that are not behind.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Whether there is more to do at once.</returns>
    public async Task<bool> FillAsync(ReadPositions read, CancellationToken cancellationToken)
    {
        var hasMore = false;
        foreach (var endpoint in catalog.All)
        {
            foreach (var range in Waiting(endpoint))
            {
                var hasMoved = Waiting(endpoint).Contains(range) && await FillAsync(endpoint, range, read, cancellationToken);
                hasMore |= hasMoved && Waiting(endpoint).Count > 0;
            }
        }

        return hasMore;
    }

    private async Task<bool> FillAsync(
        WebhookEndpoint endpoint, ReplayRange range, ReadPositions read, CancellationToken cancellationToken)
    {
        await catalog.RangesTurn.WaitAsync(cancellationToken);
        try
        {
            if (range.IsOfFailures)
            {
                return await FillFromFailuresAsync(endpoint, range, cancellationToken);
            }

            // a shard that is not read now has no end: the endpoint stays behind there
            var end = range.Until ?? read.In(ReadPositions.ShardOf(range.After));
            return end is { } until && await FillFromFeedAsync(endpoint, range, until, cancellationToken);
        }
        finally
        {
            catalog.RangesTurn.Release();
        }
    }

    /// <summary>The ranges of an endpoint with room; otherwise none.</summary>
    private List<ReplayRange> Waiting(WebhookEndpoint endpoint)
    {
        lock (endpoint.Lock)
        {
            return endpoint.IsEnabled && endpoint.Pending <= context.Options.MaxPendingPerEndpoint / 2 ? [.. endpoint.Ranges] : [];
        }
    }

    private async Task<bool> FillFromFeedAsync(WebhookEndpoint endpoint, ReplayRange range, long until, CancellationToken cancellationToken)
    {
        var (changes, last) = await ReadAsync(endpoint, (range.After, until), cancellationToken);
        var messages = await queue.MakeAsync(endpoint, changes, cancellationToken);
        RecordChange ranges;
        bool hasMoved;
        lock (endpoint.Lock)
        {
            // An endpoint that is ahead of the pump stays behind until the pump has come so far: nothing is queued twice.
            var isDone = range.Until is null ? last == until : last >= until;
            hasMoved = isDone || last > range.After;
            range.After = last;
            if (isDone)
            {
                endpoint.Ranges.Remove(range);
            }

            ranges = endpoint.RangesRecord();
        }

        if (hasMoved)
        {
            await queue.StoreAsync([(endpoint, messages)], [ranges], cancellationToken);
        }

        return hasMoved;
    }

    /// <summary>Reads changes of one shard up to a sequence.</summary>
    private async Task<(List<CampaignChange> Selected, long Last)> ReadAsync(
        WebhookEndpoint endpoint, (long After, long Until) range, CancellationToken cancellationToken)
    {
        var (last, until) = range;
        var selected = new List<CampaignChange>();
        if (last >= until)
        {
            return (selected, last);
        }

        var most = Math.Min(Portion, context.Options.MaxPendingPerEndpoint / 2);
        var (found, _) = await feed.ListChangesAsync(last, ChangeFilter.All, most, cancellationToken);
        var shard = ReadPositions.ShardOf(last); // position 0 lists other shards as well
        foreach (var change in found.Where(change => ReadPositions.ShardOf(change.Sequence) == shard && last < until))
        {
            last = Math.Min(change.Sequence, until);
            if (change.Sequence <= until || change.Kind == ChangeKinds.Missed)
            {
                Add(endpoint, change, selected);
            }
        }

        return (selected, last);
    }

    private static void Add(WebhookEndpoint endpoint, CampaignChange change, List<CampaignChange> selected)
    {
        lock (endpoint.Lock)
        {
            if (endpoint.Selects(change))
            {
                selected.Add(change);
            }
        }
    }

    private async Task<bool> FillFromFailuresAsync(WebhookEndpoint endpoint, ReplayRange range, CancellationToken cancellationToken)
    {
        var kind = DeliveryRecords.Kind(endpoint.Id, DeliveryState.Failed);
        var page = await context.Store.ListAsync(new RecordQuery(kind) { After = range.Cursor, Limit = Portion }, cancellationToken);
        var messages = page.Where(record => IsIn(record.Id, range)).Select(DeliveryRecords.Read).ToList();
        messages.ForEach(message => (message.Tries, message.Due) = (0, context.Now));
        var writes = messages.Select(message => DeliveryRecords.Delete(endpoint.Id, DeliveryState.Failed, message.Id)).ToList();
        lock (endpoint.Lock)
        {
            range.Cursor = page.Count > 0 ? page[^1].Id : range.Cursor;
            if (page.Count < Portion)
            {
                endpoint.Ranges.Remove(range);
            }

            writes.Add(endpoint.RangesRecord());
        }

        await queue.StoreAsync([(endpoint, messages)], writes, cancellationToken);
        return true;
    }

    private static bool IsIn(string id, ReplayRange range) =>
        MessageId.SequenceOf(id) is not { } sequence || (sequence > range.After && !(sequence > range.Until));
}
