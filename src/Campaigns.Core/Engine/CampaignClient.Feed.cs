using System.Runtime.CompilerServices;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>The change feed: subscriptions, and readings from the store.</summary>
internal sealed partial class CampaignClient
{
    /// <summary>The most changes that one read of the store examines.</summary>
    private const int FeedPage = 256;

    public Task SubscribeAsync(string name, ChangeFilter filter, CancellationToken cancellationToken)
    {
        name = ReaderName(name);
        ArgumentNullException.ThrowIfNull(filter);
        return DoAsync(scheduler => scheduler.Feed.Subscribe(name, filter), cancellationToken);
    }

    public Task UnsubscribeAsync(string name, CancellationToken cancellationToken)
    {
        name = ReaderName(name);
        return DoAsync(scheduler => scheduler.Feed.Unsubscribe(name), cancellationToken);
    }

    public Task<IReadOnlyList<FeedSubscription>> ListSubscriptionsAsync(CancellationToken cancellationToken) =>
        AskAsync(scheduler => scheduler.Feed.List(), cancellationToken);

    public Task AcknowledgeAsync(string reader, long sequence, CancellationToken cancellationToken)
    {
        reader = ReaderName(reader);
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        return DoAsync(scheduler => scheduler.Feed.Acknowledge(reader, sequence), cancellationToken);
    }

    public IAsyncEnumerable<CampaignChange> ReadAsync(string reader, CancellationToken cancellationToken)
    {
        reader = ReaderName(reader);
        return ReadFeedAsync(scheduler => scheduler.Feed.Reader(reader), cancellationToken);
    }

    public IAsyncEnumerable<CampaignChange> ReadAsync(long after, ChangeFilter filter, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentNullException.ThrowIfNull(filter);
        return ReadFeedAsync(_ => new SubscriptionRow("", filter, after), cancellationToken);
    }

    public async Task<ChangeList> ListChangesAsync(long after, ChangeFilter filter, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentNullException.ThrowIfNull(filter);
        var query = new ChangeQuery(after, filter, PageCursor.Limit(limit));
        var (stamp, now) = await AskAsync(scheduler => (scheduler.View.Stamp, scheduler.View.Now.Instant), cancellationToken);
        var page = await QueryAsync(queries => queries.ReadChangesAsync(query, cancellationToken));
        return new([.. Read(page, after, stamp, now)], Math.Max(page.Examined, page.Trimmed));
    }

    private async IAsyncEnumerable<CampaignChange> ReadFeedAsync(
        Func<Scheduling.Scheduler, SubscriptionRow> find, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (row, stamp, began) = await AskAsync(
            scheduler => (find(scheduler), scheduler.View.Stamp, scheduler.View.Now.Instant), cancellationToken, nameof(ReadAsync));
        var after = row.Position;
        var signal = new Signal();
        using var registration = cancellationToken.UnsafeRegister(static signal => ((Signal)signal!).Set(), signal);
        exchange.Feed.Join(signal);
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var isClosed = exchange.Feed.IsClosed; // before the read: what was committed before the engine stopped is still read
                var query = new ChangeQuery(after, row.Filter, FeedPage);
                var page = await QueryAsync(queries => queries.ReadChangesAsync(query, cancellationToken));
                foreach (var change in Read(page, after, stamp, began))
                {
                    yield return change;
                }

                after = Math.Max(page.Examined, page.Trimmed);
                if (exchange.Feed.Last <= after)
                {
                    if (isClosed)
                    {
                        yield break;
                    }

                    await signal.WaitAsync();
                }
            }
        }
        finally
        {
            exchange.Feed.Leave(signal);
        }
    }

    private static IEnumerable<CampaignChange> Read(ChangePage page, long after, ulong stamp, DateTimeOffset began)
    {
        var changes = page.Changes.Select(change => ChangeReading.Read(change, stamp));
        return page.Trimmed <= after
            ? changes
            : changes.Prepend(new CampaignChange(page.Trimmed, began, ChangeKinds.Missed) { MissedFrom = after + 1 });
    }

    private static string ReaderName(string name, [CallerArgumentExpression(nameof(name))] string? argument = null)
    {
        var named = Named.Of(name, argument);
        return named.Length <= TextLimits.Name
            ? named
            : throw new ArgumentException($"The name has {named.Length} characters; use 1 to {TextLimits.Name}.", argument);
    }
}
