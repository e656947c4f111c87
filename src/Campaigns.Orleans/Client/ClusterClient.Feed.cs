namespace Campaigns.Orleans.Client;

/// <content>The change feed.</content>
internal sealed partial class ClusterClient
{
    public Task SubscribeAsync(string name, ChangeFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return _feed.SubscribeAsync(name, filter, cancellationToken);
    }

    public Task UnsubscribeAsync(string name, CancellationToken cancellationToken) => _feed.UnsubscribeAsync(name, cancellationToken);

    public Task<IReadOnlyList<FeedSubscription>> ListSubscriptionsAsync(CancellationToken cancellationToken) =>
        _feed.ListSubscriptionsAsync(cancellationToken);

    public Task AcknowledgeAsync(string reader, long sequence, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        return _feed.AcknowledgeAsync(reader, sequence, cancellationToken);
    }

    public IAsyncEnumerable<CampaignChange> ReadAsync(string reader, CancellationToken cancellationToken)
    {
        reader = Named.Of(reader);
        return _feed.ReadAsync(reader, cancellationToken);
    }

    public IAsyncEnumerable<CampaignChange> ReadAsync(long after, ChangeFilter filter, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentNullException.ThrowIfNull(filter);
        return _feed.ReadAsync(after, filter, cancellationToken);
    }

    public Task<ChangeList> ListChangesAsync(long after, ChangeFilter filter, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentNullException.ThrowIfNull(filter);
        return _feed.ListAsync(after, filter, PageCursor.Limit(limit), cancellationToken);
    }
}
