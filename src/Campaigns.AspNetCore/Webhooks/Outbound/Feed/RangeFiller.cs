using Campaigns.Storage;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>
/// Queues the messages of ranges: replays, and what did not fit into the store before. Works in portions, for endpoints that have room.
/// </summary>
internal sealed class RangeFiller(ICampaignFeed feed, EndpointCatalog catalog, MessageQueue queue, WebhookContext context)
{
    private const int Portion = 500;
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(5);

    /// <summary>Queues a portion for each endpoint with a range and room.</summary>
    /// <param name="position">The sequence up to which the changes were queued for endpoints that are not behind.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Whether there is more to do at once.</returns>
    public async Task<bool> FillAsync(long position, CancellationToken cancellationToken)
    {
        var hasMore = false;
        foreach (var endpoint in catalog.All)
        {
            if (Next(endpoint) is { } range)
            {
                hasMore |= await FillAsync(endpoint, range, position, cancellationToken) && Next(endpoint) is not null;
            }
        }

        return hasMore;
    }

    private async Task<bool> FillAsync(WebhookEndpoint endpoint, ReplayRange range, long position, CancellationToken cancellationToken)
    {
        await catalog.RangesTurn.WaitAsync(cancellationToken);
        try
        {
            return range.IsOfFailures
                ? await FillFromFailuresAsync(endpoint, range, cancellationToken)
                : await FillFromFeedAsync(endpoint, range, range.Until ?? position, cancellationToken);
        }
        finally
        {
            catalog.RangesTurn.Release();
        }
    }

    private ReplayRange? Next(WebhookEndpoint endpoint)
    {
        lock (endpoint.Lock)
        {
            var hasRoom = endpoint.IsEnabled && endpoint.Pending <= context.Options.MaxPendingPerEndpoint / 2;
            return hasRoom ? endpoint.Ranges.FirstOrDefault() : null;
        }
    }

    private async Task<bool> FillFromFeedAsync(WebhookEndpoint endpoint, ReplayRange range, long until, CancellationToken cancellationToken)
    {
        var (changes, last) = await ReadAsync(endpoint, (range.After, until), cancellationToken);
        var messages = await queue.MakeAsync(endpoint, changes, cancellationToken);
        var hasMoved = last > range.After || last >= until;
        RecordChange ranges;
        lock (endpoint.Lock)
        {
            range.After = Math.Max(range.After, last);
            if (range.After >= until)
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

    /// <summary>Reads changes up to a sequence that the feed has reached.</summary>
    private async Task<(List<CampaignChange> Selected, long Last)> ReadAsync(
        WebhookEndpoint endpoint, (long After, long Until) range, CancellationToken cancellationToken)
    {
        var (after, until) = range;
        var most = Math.Min(Portion, context.Options.MaxPendingPerEndpoint / 2);
        var selected = new List<CampaignChange>();
        var (last, examined) = (after, 0);
        if (after >= until)
        {
            return (selected, last);
        }

        // The feed waits at its end. It has reached the sequence, so this happens only if its store is slow. The next portion goes on.
        using var limit = new CancellationTokenSource(LongestRead, context.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await foreach (var change in feed.ReadAsync(after, ChangeFilter.All, both.Token))
            {
                last = Math.Min(change.Sequence, until);
                if (change.Sequence <= until || change.Kind == ChangeKinds.Missed)
                {
                    Add(endpoint, change, selected);
                }

                if (change.Sequence >= until || ++examined >= most)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
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
