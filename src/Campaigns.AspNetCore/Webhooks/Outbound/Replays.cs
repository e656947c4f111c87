using Campaigns.Storage;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>Sends messages again: one, a range of the change feed, or the failures of a range.</summary>
internal sealed class Replays(OutboundWebhooks webhooks, ICampaignFeed feed, FeedPump pump, MessageQueue queue, WebhookContext context)
{
    private const int MostRanges = 20;
    private readonly DeliveryLog _log = new(context.Store);

    /// <summary>Sends a message again, with the same id.</summary>
    /// <returns>False if neither the log nor the change feed has it any more.</returns>
    /// <exception cref="CampaignException">The endpoint is disabled.</exception>
    public async Task<bool> ReplayAsync(WebhookEndpoint endpoint, string id, CancellationToken cancellationToken)
    {
        OutboundWebhooks.CheckEnabled(endpoint);
        var found = await _log.FindAsync(endpoint, id, cancellationToken);
        var again = found?.Delivery;
        if (again?.Body is null)
        {
            var told = await ReadAsync(endpoint, id, cancellationToken);
            if (told is null)
            {
                return false;
            }

            told.Log = again?.Log ?? [];
            again = told;
        }

        (again.Tries, again.Due) = (0, context.Now);
        List<RecordChange> former = found is { State: not DeliveryState.Pending } ended
            ? [DeliveryRecords.Delete(endpoint.Id, ended.State, id)] : [];
        await webhooks.StoreAsync(endpoint, again, former, cancellationToken);
        return true;
    }

    /// <summary>Begins to send a range again: of the shard of its sequences, or of all shards if it has none.</summary>
    /// <returns>The sequences after which the range begins, and with which it ends.</returns>
    /// <exception cref="CampaignException">The endpoint is disabled, or has too many ranges to do.</exception>
    public async Task<(long After, long Until)> ReplayAsync(WebhookEndpoint endpoint, ReplayWish wish, CancellationToken cancellationToken)
    {
        OutboundWebhooks.CheckEnabled(endpoint);
        var named = wish.AfterSequence is > 0 ? wish.AfterSequence : wish.UntilSequence;
        var ranges = new List<ReplayRange>();
        foreach (var shard in named is { } sequence ? [ReadPositions.ShardOf(sequence)] : pump.Read.Shards)
        {
            ranges.Add(await RangeOfAsync(shard, wish, cancellationToken));
        }

        var catalog = await webhooks.OwnCatalogAsync(cancellationToken);
        await catalog.RangesTurn.WaitAsync(cancellationToken);
        try
        {
            await context.Records.WriteAsync([Add(endpoint, ranges)]);
        }
        finally
        {
            catalog.RangesTurn.Release();
        }

        pump.Wake();
        return ranges is [var first, .., var last] ? (first.After, last.Until!.Value)
            : ranges is [var only] ? (only.After, only.Until!.Value) : (0, 0);
    }

    private async Task<ReplayRange> RangeOfAsync(long shard, ReplayWish wish, CancellationToken cancellationToken)
    {
        var (begin, end) = (ReadPositions.Before(shard), pump.Read.In(shard) ?? ReadPositions.Before(shard));
        var after = wish.AfterSequence is { } given ? Math.Max(given, begin)
            : wish.From is { } from ? await BeforeAsync((begin, end), from, cancellationToken) : begin;
        var until = wish.UntilSequence ?? (wish.Until is { } last ? await BeforeAsync((begin, end), last, cancellationToken) : end);
        return new ReplayRange
        {
            After = after, Until = Math.Min(until, end), IsOfFailures = wish.OnlyFailed, // later changes are queued anyway
        };
    }

    private static RecordChange Add(WebhookEndpoint endpoint, List<ReplayRange> ranges)
    {
        lock (endpoint.Lock)
        {
            if (endpoint.Ranges.Count >= MostRanges)
            {
                throw new CampaignException(
                    CampaignError.Conflict, $"{MostRanges} ranges are being sent again already. Wait until one is done.");
            }

            endpoint.Ranges.AddRange(ranges);
            return endpoint.RangesRecord();
        }
    }

    /// <summary>Makes the message of a change again.</summary>
    private async Task<Delivery?> ReadAsync(WebhookEndpoint endpoint, string id, CancellationToken cancellationToken)
    {
        if (MessageId.SequenceOf(id) is not { } sequence || sequence < 1)
        {
            return null;
        }

        var change = await FirstAfterAsync(sequence - 1, cancellationToken);
        return change is not null && MessageId.Of(change) == id && endpoint.Selects(change)
            ? (await queue.MakeAsync(endpoint, [change], cancellationToken))[0]
            : null;
    }

    /// <summary>
    /// The sequence of the last change before a time: changes are in order of time, so half of them are skipped at each step.
    /// </summary>
    private async Task<long> BeforeAsync((long Begin, long End) shard, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var (low, high) = shard;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var next = await FirstAfterAsync(middle, cancellationToken);
            if (next is null || next.Sequence > high || (next.Kind != ChangeKinds.Missed && next.At >= time))
            {
                high = middle;
            }
            else
            {
                low = next.Sequence;
            }
        }

        return low;
    }

    private async Task<CampaignChange?> FirstAfterAsync(long sequence, CancellationToken cancellationToken) =>
        (await feed.ListChangesAsync(sequence, ChangeFilter.All, 1, cancellationToken)).Changes is [var first, ..] ? first : null;
}

/// <summary>Which messages to send again. Sequences count before times.</summary>
internal sealed record ReplayWish(long? AfterSequence, long? UntilSequence, DateTimeOffset? From, DateTimeOffset? Until, bool OnlyFailed);
