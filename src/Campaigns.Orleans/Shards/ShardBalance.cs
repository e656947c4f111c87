namespace Campaigns.Orleans.Shards;

/// <summary>Where a shard runs, and whether it may be moved.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Silo">Its silo.</param>
/// <param name="IsMovable">Whether it runs, and was not moved a short while ago.</param>
internal readonly record struct PlacedShard(int Shard, string Silo, bool IsMovable);

/// <summary>A move of a shard.</summary>
internal readonly record struct ShardMove(int Shard, string From, string To);

/// <summary>Plans the moves that give each silo its share of the shards. Moves no more than that takes.</summary>
internal static class ShardBalance
{
    /// <summary>The moves of one round: some shards at a time, so that few are away at once and a new silo has its share soon.</summary>
    public static int MostMoves(int shards) => Math.Max(4, shards / 32);

    /// <summary>Plans the next moves: from the silo with the most shards to the one with the fewest, until they differ by one.</summary>
    public static IReadOnlyList<ShardMove> Plan(IReadOnlyCollection<string> silos, IEnumerable<PlacedShard> shards, int limit)
    {
        var held = silos.Distinct().ToDictionary(silo => silo, _ => new List<PlacedShard>(), StringComparer.Ordinal);
        foreach (var shard in shards.OrderBy(shard => shard.Shard))
        {
            if (held.TryGetValue(shard.Silo, out var list))
            {
                list.Add(shard);
            }
        }

        var moves = new List<ShardMove>();
        while (moves.Count < limit && held.Count > 1)
        {
            var from = Order(held).LastOrDefault(silo => held[silo].Exists(shard => shard.IsMovable));
            var to = Order(held).First();
            if (from is null || held[from].Count - held[to].Count < 2)
            {
                break;
            }

            var shard = held[from].First(shard => shard.IsMovable);
            held[from].Remove(shard);
            held[to].Add(shard with { Silo = to, IsMovable = false });
            moves.Add(new ShardMove(shard.Shard, from, to));
        }

        return moves;
    }

    /// <summary>The silos with the fewest shards first; the name decides among equals, so that the plan is always the same.</summary>
    private static IEnumerable<string> Order(Dictionary<string, List<PlacedShard>> held) =>
        held.Keys.OrderBy(silo => held[silo].Count).ThenBy(silo => silo, StringComparer.Ordinal);
}
