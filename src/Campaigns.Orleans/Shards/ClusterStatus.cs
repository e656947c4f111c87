using Npgsql;
using Orleans;

namespace Campaigns.Orleans.Shards;

/// <summary>Asks all shards and the database how the shards are.</summary>
internal sealed class ClusterStatus(IGrainFactory grains, ClusterTables tables, ClusterMap map) : IClusterStatus
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<ShardStatus>> ListShardsAsync(CancellationToken cancellationToken)
    {
        var count = map.Current.Count;
        var asked = Enumerable.Range(0, count).Select(shard => AskAsync(shard, cancellationToken)).ToList();
        var owners = (await ReadOwnersAsync(count, cancellationToken)).ToDictionary(owner => owner.Shard);
        var reports = await Task.WhenAll(asked);
        return [.. reports.Select((report, shard) => Join(shard, report, owners.GetValueOrDefault(shard)))];
    }

    private async Task<ShardReport?> AskAsync(int shard, CancellationToken cancellationToken)
    {
        try
        {
            return await grains.GetGrain<IShardGrain>(shard).PingAsync().WaitAsync(Patience, cancellationToken);
        }
        catch (Exception error) when (error is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            return null; // its owner does not answer, which the status tells
        }
    }

    private async Task<List<ShardOwnership>> ReadOwnersAsync(int count, CancellationToken cancellationToken)
    {
        try
        {
            return await tables.ReadOwnersAsync(count, cancellationToken);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return []; // no shard was ever opened
        }
        catch (NpgsqlException error)
        {
            throw new CampaignException(CampaignError.StoreFailed, "The database of the cluster cannot be read.", error);
        }
    }

    private static ShardStatus Join(int shard, ShardReport? report, ShardOwnership? owner) => new()
    {
        Shard = shard,
        State = report?.State ?? ShardState.Away,
        Silo = report?.Silo,
        Since = report?.Since,
        Moves = report?.Moves ?? 0,
        Calls = report?.Calls ?? 0,
        Problem = report?.Problem,
        Epoch = owner?.Epoch ?? 0,
        Owner = owner?.Holder ?? "",
        LeaseLeft = owner?.LeaseLeft ?? TimeSpan.Zero,
    };
}
