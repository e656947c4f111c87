using System.Runtime.CompilerServices;

namespace Campaigns.AspNetCore.Tests.Webhooks.Outbound.Support;

/// <summary>The feed of a cluster: a log per shard, whose sequences tell the shard from bit 48 on.</summary>
internal sealed class ShardedFeed(IReadOnlyList<FeedLog> shards) : ICampaignFeed
{
    private const int Bits = 48;
    private readonly List<long> _told = [];

    public Task SubscribeAsync(string name, ChangeFilter filter, CancellationToken cancellationToken)
    {
        shards.ToList().ForEach(shard => shard.Subscribe(name, filter));
        return Task.CompletedTask;
    }

    public Task UnsubscribeAsync(string name, CancellationToken cancellationToken)
    {
        shards.ToList().ForEach(shard => shard.Unsubscribe(name));
        return Task.CompletedTask;
    }

    /// <summary>No single position tells those of all shards.</summary>
    public Task<IReadOnlyList<FeedSubscription>> ListSubscriptionsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<FeedSubscription>>([.. shards[0].Readers().Select(reader => reader with
        {
            Position = 0, Positions = [.. shards.Select((shard, i) => ((long)i << Bits) | shard.Reader(reader.Name)!.Position)],
        })]);

    /// <summary>Acknowledges what was told up to a change, on all shards.</summary>
    public Task AcknowledgeAsync(string reader, long sequence, CancellationToken cancellationToken)
    {
        lock (_told)
        {
            foreach (var told in _told.Take(_told.LastIndexOf(sequence) + 1))
            {
                shards[(int)(told >> Bits)].Acknowledge(reader, told & ((1L << Bits) - 1));
            }
        }

        return Task.CompletedTask;
    }

    public Task<ChangeList> ListChangesAsync(long after, ChangeFilter filter, int limit, CancellationToken cancellationToken)
    {
        var shard = (int)(after >> Bits);
        var page = Of(shard, shards[shard].Read(after & ((1L << Bits) - 1), filter).Page).Take(limit).ToList();
        return Task.FromResult(new ChangeList(page, page is [.., var last] ? last.Sequence : after));
    }

    public async IAsyncEnumerable<CampaignChange> ReadAsync(string reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (_told)
        {
            _told.Clear();
        }

        var positions = shards.Select(shard => shard.Reader(reader)!.Position).ToList();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var pages = shards.Select((shard, i) => shard.Read(positions[i], shard.Reader(reader)!.Filter)).ToList();
            foreach (var change in pages.SelectMany((page, shard) => Of(shard, page.Page)))
            {
                lock (_told)
                {
                    _told.Add(change.Sequence);
                }

                positions[(int)(change.Sequence >> Bits)] = change.Sequence & ((1L << Bits) - 1);
                yield return change;
            }

            if (pages.TrueForAll(page => page.Page.Count == 0))
            {
                await Task.WhenAny(pages.Select(page => page.Added)).WaitAsync(cancellationToken);
            }
        }
    }

    public IAsyncEnumerable<CampaignChange> ReadAsync(long after, ChangeFilter filter, CancellationToken cancellationToken) =>
        throw new NotSupportedException("It would tell other shards from their ends only.");

    private static IEnumerable<CampaignChange> Of(int shard, IEnumerable<CampaignChange> changes) =>
        changes.Select(change => change with { Sequence = ((long)shard << Bits) | change.Sequence });
}
