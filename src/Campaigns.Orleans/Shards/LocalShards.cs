using System.Collections.Concurrent;

namespace Campaigns.Orleans.Shards;

/// <summary>The shards on this silo.</summary>
internal sealed class LocalShards(ShardEngines engines, ShardInbox inbox, IShardInvoker invoker, ShardTelemetry telemetry)
{
    private readonly ConcurrentDictionary<int, LocalShard> _shards = [];

    public IEnumerable<LocalShard> All => _shards.Values;

    /// <summary>Whether this silo does not reach the database.</summary>
    public bool IsDatabaseAway => engines.IsDatabaseAway;

    public bool IsEmpty => _shards.IsEmpty;

    /// <summary>Notes what the shard's last silo knew of its commits.</summary>
    public void Note(int shard, (long Epoch, long Commit) last) => engines.MemoryOf(shard).Note(last);

    public LocalShard? Find(int shard) => _shards.GetValueOrDefault(shard);

    /// <summary>Adds a shard that Orleans has placed here. An earlier one of the same number may still be about to leave.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The cluster has no shard of this number.</exception>
    public LocalShard Add(int shard)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(shard, engines.Options.Shards);
        return _shards[shard] = new LocalShard(shard, engines, inbox, invoker, telemetry);
    }

    public void Remove(LocalShard shard) => _shards.TryRemove(new(shard.Shard, shard));
}
