namespace Campaigns.ClusterSimulation;

/// <summary>What is simulated.</summary>
internal sealed record SimulationOptions
{
    public int Seed { get; init; } = 1;

    public int Shards { get; init; } = 1_000;

    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The cap on live calls of the provider of calls, over all shards.</summary>
    public int Calls { get; init; } = 5_000;

    /// <summary>The rate of the provider of messages, over all shards.</summary>
    public RateLimit Rate { get; init; } = RateLimit.PerSecond(2_000);

    /// <summary>The mean length of a call.</summary>
    public TimeSpan CallLength { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The share of the tenants that always have work. The others begin and end to have work all the time.</summary>
    public double Saturated { get; init; } = 0.3;

    /// <summary>How long a message between a shard and the coordinator takes, one way, at most.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>The share of messages that are lost.</summary>
    public double Lost { get; init; }

    /// <summary>The share of messages that arrive twice, the second time up to seconds later.</summary>
    public double Repeated { get; init; }

    /// <summary>The mean time between failures of a group of shards: killed, or standing still for up to 20 seconds.</summary>
    public TimeSpan BetweenFailures { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The largest share of the shards that fail at once.</summary>
    public double FailingAtOnce { get; init; } = 0.05;

    /// <summary>How often the caps change.</summary>
    public TimeSpan BetweenChanges { get; init; } = TimeSpan.MaxValue;

    /// <summary>How many coordinators there are. Each report goes to one of them.</summary>
    public int Coordinators { get; init; } = 1;

    /// <summary>How often a coordinator is replaced by one that knows nothing.</summary>
    public TimeSpan BetweenCoordinators { get; init; } = TimeSpan.MaxValue;
}
