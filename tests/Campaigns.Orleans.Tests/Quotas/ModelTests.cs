using Campaigns.ClusterSimulation;

namespace Campaigns.Orleans.Tests.Quotas;

/// <summary>
/// Shards, coordinators and messages in virtual time, with everything that goes wrong. A judge that knows nothing of shares counts what the
/// providers see.
/// </summary>
public sealed class ModelTests
{
    /// <summary>Few shards and few units, so that everything happens often.</summary>
    private static readonly SimulationOptions Rough = new()
    {
        Shards = 6,
        Calls = 12,
        Rate = RateLimit.PerSecond(4),
        CallLength = TimeSpan.FromSeconds(3),
        Latency = TimeSpan.FromMilliseconds(300),
        Lost = 0.05,
        Repeated = 0.1,
        BetweenFailures = TimeSpan.FromSeconds(15),
        FailingAtOnce = 0.5,
        Coordinators = 2,
        BetweenCoordinators = TimeSpan.FromSeconds(20),
        Duration = TimeSpan.FromMinutes(10),
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Sums_never_exceed_the_limits(int seed)
    {
        var judge = Run(Rough with { Seed = seed });
        AssertNothingIsOver(judge, seed);
        Assert.True(judge.Calls > 500 && judge.Messages > 500, $"seed {seed}: only {judge.Calls} calls and {judge.Messages} messages");
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    public void Limits_that_change_hold_as_soon_as_every_shard_knows_them(int seed)
    {
        var judge = Run(Rough with { Seed = seed, BetweenChanges = TimeSpan.FromSeconds(20) });
        AssertNothingIsOver(judge, seed);
    }

    [Fact]
    public void Units_are_used_and_shared_by_weight_when_nothing_fails()
    {
        var world = new World(new SimulationOptions
        {
            Shards = 40, Calls = 200, Rate = RateLimit.PerSecond(80), CallLength = TimeSpan.FromSeconds(5), Saturated = 0.5,
            BetweenFailures = TimeSpan.MaxValue, Duration = TimeSpan.FromMinutes(6),
        });
        world.Run();
        var idle = world.Judge.Idle / world.Judge.Wanted;
        Assert.True(idle < 0.1, $"{idle:P1} of the wanted units were idle");
        Assert.True(world.Judge.OverCap + world.Judge.OverRate == 0);
        foreach (var isCaller in new[] { true, false })
        {
            var served = world.Shards.SelectMany(shard => shard.Tenants)
                .Where(tenant => tenant.IsSaturated && tenant.IsCaller == isCaller)
                .Select(tenant => (double)tenant.Sent / tenant.Weight).Order().ToList();
            Assert.True(served[0] > 0.7 * served.Average(), $"the least served tenant got {served[0] / served.Average():P0} of its share");
        }
    }

    private static void AssertNothingIsOver(Judge judge, int seed) => Assert.True(
        judge is { OverCap: 0, OverRate: 0 }, $"seed {seed}: {judge.OverCap} calls over the cap, {judge.OverRate} over the rate");

    private static Judge Run(SimulationOptions options)
    {
        var world = new World(options);
        world.Run();
        return world.Judge;
    }
}
