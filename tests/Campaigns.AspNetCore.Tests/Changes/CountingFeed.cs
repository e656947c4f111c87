using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.AspNetCore.Tests.Changes;

/// <summary>The feed of a host, with a count of how often the API reads it.</summary>
internal sealed class CountingFeed : ICampaignFeed
{
    private ICampaignFeed _inner = null!;
    private int _lists;
    private int _readings;
    private int _ended;

    /// <summary>How many portions were read.</summary>
    public int Lists => Volatile.Read(ref _lists);

    /// <summary>How many readings that follow the feed were begun.</summary>
    public int Readings => Volatile.Read(ref _readings);

    public int Ended => Volatile.Read(ref _ended);

    /// <summary>Stands between the API and the feed of the host.</summary>
    public void Decorate(IServiceCollection services)
    {
        var registered = services.Last(service => service.ServiceType == typeof(ICampaignFeed));
        services.AddSingleton<ICampaignFeed>(provider =>
        {
            _inner = (ICampaignFeed)registered.ImplementationFactory!(provider);
            return this;
        });
    }

    public Task SubscribeAsync(string name, ChangeFilter filter, CancellationToken cancellationToken) =>
        _inner.SubscribeAsync(name, filter, cancellationToken);

    public Task UnsubscribeAsync(string name, CancellationToken cancellationToken) => _inner.UnsubscribeAsync(name, cancellationToken);

    public Task<IReadOnlyList<FeedSubscription>> ListSubscriptionsAsync(CancellationToken cancellationToken) =>
        _inner.ListSubscriptionsAsync(cancellationToken);

    public IAsyncEnumerable<CampaignChange> ReadAsync(string reader, CancellationToken cancellationToken) =>
        _inner.ReadAsync(reader, cancellationToken);

    public async IAsyncEnumerable<CampaignChange> ReadAsync(
        long after, ChangeFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _readings);
        try
        {
            await foreach (var change in _inner.ReadAsync(after, filter, cancellationToken))
            {
                yield return change;
            }
        }
        finally
        {
            Interlocked.Increment(ref _ended);
        }
    }

    public async Task<ChangeList> ListChangesAsync(long after, ChangeFilter filter, int limit, CancellationToken cancellationToken)
    {
        var list = await _inner.ListChangesAsync(after, filter, limit, cancellationToken);
        Interlocked.Increment(ref _lists);
        return list;
    }

    public Task AcknowledgeAsync(string reader, long sequence, CancellationToken cancellationToken) =>
        _inner.AcknowledgeAsync(reader, sequence, cancellationToken);
}
