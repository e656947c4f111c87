namespace Campaigns.Orleans;

/// <summary>The state of a shard.</summary>
public enum ShardState
{
    /// <summary>No owner has answered in time: the shard has none, or its silo cannot be reached.</summary>
    Away,

    /// <summary>A silo takes the shard over: it waits for the end of the earlier owner's lease, or for the database.</summary>
    Starting,

    /// <summary>The shard's engine runs.</summary>
    Running,

    /// <summary>The shard leaves its silo.</summary>
    Leaving,
}

/// <summary>A shard of the cluster, with its owner.</summary>
public sealed record ShardStatus
{
    /// <summary>The number of the shard, from 0.</summary>
    public required int Shard { get; init; }

    /// <summary>The state.</summary>
    public required ShardState State { get; init; }

    /// <summary>The silo that the shard runs on, as Orleans writes its address; null if no owner has answered.</summary>
    public string? Silo { get; init; }

    /// <summary>Since when the shard is in this state on this silo, by the silo's clock; null if no owner has answered.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>How often the shard was moved for balance or because its silo stopped, since its last takeover after a crash.</summary>
    public int Moves { get; init; }

    /// <summary>The number of requests in progress.</summary>
    public int Calls { get; init; }

    /// <summary>Why the shard does not run; null if it does.</summary>
    public string? Problem { get; init; }

    /// <summary>How often the shard was taken over; 0 if it was never opened.</summary>
    public long Epoch { get; init; }

    /// <summary>The owner that the database knows: process, machine, and since when. Empty if the shard was never opened.</summary>
    public string Owner { get; init; } = "";

    /// <summary>How long the owner's lease lasts if it makes no commit, by the clock of the database; zero if it has ended.</summary>
    public TimeSpan LeaseLeft { get; init; }
}

/// <summary>Tells how the shards of a cluster are. For people and monitoring: it asks every shard, and the database.</summary>
public interface IClusterStatus
{
    /// <summary>Lists all shards, by number. Shards that do not answer within two seconds are <see cref="ShardState.Away"/>.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CampaignException">The database cannot be read.</exception>
    Task<IReadOnlyList<ShardStatus>> ListShardsAsync(CancellationToken cancellationToken = default);
}
