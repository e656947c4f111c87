namespace Campaigns.Simulation;

/// <summary>A provider of a run, as the host registers it.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Name">The name.</param>
/// <param name="Settings">The registered settings.</param>
/// <param name="Weight">The weight.</param>
/// <param name="Cost">The cost.</param>
internal sealed record ProviderPlan(string Channel, string Name, ProviderSettings Settings, int Weight, decimal Cost)
{
    /// <summary>The caller ids; empty for none.</summary>
    public IReadOnlyList<CallerId> CallerIds { get; init; } = [];

    public static ProviderPlan Plain(string channel, int number) => new(channel, $"{channel} {number}", new ProviderSettings(), 1, 0);

    public static ProviderPlan Draw(Random random, string channel, int number) =>
        Plain(channel, number) with { Settings = DrawSettings(random), Weight = random.Next(1, 5), Cost = random.Next(3) };

    /// <summary>Draws limits close to the needs of a run.</summary>
    public static ProviderSettings DrawSettings(Random random) => new()
    {
        MaxConcurrent = WorkloadGenerator.Any(random, 2, 8, 1_000, 1_000),
        Rate = random.Next(2) == 0 ? WorkloadGenerator.DrawRate(random) : null,
        Quotas = WorkloadGenerator.DrawQuotas(random),
    };

    /// <summary>Gives some of the providers caller ids. Two providers may have the same numbers.</summary>
    public ProviderPlan WithCallerIds(Random random) => random.Next(3) > 0 ? this : this with
    {
        CallerIds = [.. Enumerable.Range(0, random.Next(1, 5)).Select(number => new CallerId($"+1555010{number:D4}")
        {
            MaxConcurrent = WorkloadGenerator.Any(random, 1, 2, 8, int.MaxValue),
        })],
    };

    /// <summary>Draws settings of a caller id close to the needs of a run.</summary>
    public static CallerIdSettings DrawCallerId(Random random) => new()
    {
        MaxConcurrent = WorkloadGenerator.Any(random, 1, 2, 8, int.MaxValue),
        Quotas = WorkloadGenerator.DrawQuotas(random),
        Switch = random.Next(8) == 0 ? ProviderSwitch.On : ProviderSwitch.Automatic,
    };

    /// <summary>Draws a router for a channel. Each process creates a new router, even if the router is stateful.</summary>
    public static Func<IProviderRouter?> DrawRouter(Random random) => random.Next(6) switch
    {
        0 => ProviderRouters.Weighted,
        1 => () => ProviderRouters.StickyByTenant,
        2 => () => ProviderRouters.StickyByContact,
        3 => () => ProviderRouters.Cheapest,
        4 => () => new LeastLiveRouter(),
        _ => () => null,
    };

    /// <summary>A custom router of a user.</summary>
    private sealed class LeastLiveRouter : IProviderRouter
    {
        public int Pick(RouteRequest request, ReadOnlySpan<RouteChoice> open)
        {
            var least = 0;
            for (var i = 1; i < open.Length; i++)
            {
                least = open[i].Live < open[least].Live ? i : least;
            }

            return least;
        }
    }
}
