using System.Collections.Concurrent;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>
/// How far the change feed was read. Each shard of a cluster counts its own sequences, which tell the shard from bit 48 on. One engine is
/// shard 0.
/// </summary>
internal sealed class ReadPositions
{
    private const int Bits = 48;
    private readonly ConcurrentDictionary<long, long> _last = [];

    /// <summary>The shards that are read.</summary>
    public IReadOnlyList<long> Shards => [.. _last.Keys.Order()];

    public static long ShardOf(long sequence) => sequence >> Bits;

    /// <summary>The position before the first change of a shard.</summary>
    public static long Before(long shard) => shard << Bits;

    /// <summary>The last sequence that was read of a shard; null if the shard is not read.</summary>
    public long? In(long shard) => _last.TryGetValue(shard, out var last) ? last : null;

    /// <summary>Begins with the positions of a reader.</summary>
    public void Begin(IReadOnlyList<long> positions)
    {
        _last.Clear();
        positions.ToList().ForEach(Move);
    }

    public void Move(long sequence) => _last[ShardOf(sequence)] = sequence;
}
