using Campaigns.Orleans.Shards;

namespace Campaigns.Orleans.Tests.Shards;

public sealed class ShardBalanceTests
{
    private static readonly string[] Silos = ["a", "b", "c"];

    [Fact]
    public void New_silo_gets_its_share_and_nothing_else_moves()
    {
        var shards = Place(("a", 16), ("b", 16));
        var moves = ShardBalance.Plan(Silos, shards, limit: 100);

        Assert.Equal(10, moves.Count);
        Assert.All(moves, move => Assert.Equal("c", move.To));
        Assert.Equal([11, 11, 10], Count(shards, moves));
    }

    [Fact]
    public void Silos_that_differ_by_one_are_balanced() =>
        Assert.Empty(ShardBalance.Plan(Silos, Place(("a", 11), ("b", 11), ("c", 10)), limit: 100));

    [Fact]
    public void Few_shards_move_at_a_time() => Assert.Equal(4, ShardBalance.Plan(Silos, Place(("a", 32)), limit: 4).Count);

    [Fact]
    public void Shard_that_was_moved_lately_stays()
    {
        var moves = ShardBalance.Plan(Silos, Place(("a", 8)).Select(shard => shard with { IsMovable = shard.Shard == 5 }), limit: 100);

        Assert.Equal(5, Assert.Single(moves).Shard);
    }

    [Fact]
    public void Shard_of_a_silo_that_has_left_does_not_count() =>
        Assert.Empty(ShardBalance.Plan(["a", "b"], Place(("a", 2), ("b", 2), ("gone", 28)), limit: 100));

    [Fact]
    public void One_silo_keeps_all() => Assert.Empty(ShardBalance.Plan(["a"], Place(("a", 32)), limit: 100));

    private static List<PlacedShard> Place(params (string Silo, int Count)[] silos) =>
        [.. silos.SelectMany(silo => Enumerable.Repeat(silo.Silo, silo.Count)).Select((silo, shard) => new PlacedShard(shard, silo, true))];

    private static IEnumerable<int> Count(List<PlacedShard> shards, IReadOnlyList<ShardMove> moves)
    {
        var places = shards.ToDictionary(shard => shard.Shard, shard => shard.Silo);
        foreach (var move in moves)
        {
            places[move.Shard] = move.To;
        }

        return Silos.Select(silo => places.Values.Count(place => place == silo));
    }
}
