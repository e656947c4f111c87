namespace Campaigns;

/// <summary>
/// Tells how the silos and shards of a cluster are, for people and monitoring. A host has this service only if it is part of a cluster.
/// </summary>
public interface IClusterStatus
{
    /// <summary>Lists all shards, by number. Shards that do not answer within two seconds are <see cref="ShardState.Away"/>.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CampaignException">The database cannot be read.</exception>
    Task<IReadOnlyList<ShardStatus>> ListShardsAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists the silos, by name and then from old to new. A silo that has ended by itself is not listed. One that was declared dead is
    /// listed for an hour.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CampaignException">The database cannot be read, or no silo answers within two seconds.</exception>
    Task<IReadOnlyList<ClusterSilo>> ListSilosAsync(CancellationToken cancellationToken = default);
}

/// <summary>The state of a silo.</summary>
public enum ClusterSiloState
{
    /// <summary>It starts.</summary>
    Joining,

    /// <summary>It is a member of the cluster.</summary>
    Active,

    /// <summary>It stops.</summary>
    Leaving,

    /// <summary>The other silos have declared it dead.</summary>
    Dead,
}

/// <summary>A silo: a process of the cluster, or a part of one.</summary>
public sealed record ClusterSilo
{
    /// <summary>The name. A silo that starts again keeps its name if the host sets it.</summary>
    public required string Name { get; init; }

    /// <summary>The address, as <see cref="ShardStatus.Silo"/> has it. A silo that starts again has another one.</summary>
    public required string Address { get; init; }

    /// <summary>The state.</summary>
    public required ClusterSiloState State { get; init; }

    /// <summary>When it started, by its own clock.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long ago it has last reached the database, by the clock of the database; null if it never has, or leaves.</summary>
    public TimeSpan? Silent { get; init; }
}

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

    /// <summary>The address of the silo that the shard runs on; null if no owner has answered.</summary>
    public string? Silo { get; init; }

    /// <summary>The name of that silo; null if no owner has answered.</summary>
    public string? SiloName { get; init; }

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

/// <summary>The shard of a campaign, and who owned it when it answered.</summary>
/// <param name="Shard">The number of the shard, from 0.</param>
/// <param name="Silo">The name of the silo. Null if it is of an older version, which does not tell.</param>
public sealed record ShardOwner(int Shard, string? Silo);
