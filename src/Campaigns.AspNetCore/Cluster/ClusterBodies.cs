using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Requests;

namespace Campaigns.AspNetCore.Cluster;

/// <summary>A cluster.</summary>
internal sealed class ClusterBody
{
    /// <summary>The silos, by name. Those that were declared dead are listed for an hour.</summary>
    public required IReadOnlyList<SiloBody> Silos { get; set; }

    /// <summary>The shards, by number.</summary>
    public required IReadOnlyList<ShardBody> Shards { get; set; }
}

/// <summary>A silo of a cluster.</summary>
internal sealed class SiloBody
{
    /// <summary>The name.</summary>
    public required string Name { get; set; }

    /// <summary>The address. A silo that starts again has another one.</summary>
    public required string Address { get; set; }

    /// <summary>The state.</summary>
    [JsonConverter(typeof(SnakeCase<ClusterSiloState>))]
    public required ClusterSiloState State { get; set; }

    /// <summary>When it started, by its own clock.</summary>
    public required DateTimeOffset StartedAt { get; set; }

    /// <summary>How long ago it has last reached the database; absent if it never has, or leaves.</summary>
    public TimeSpan? Silent { get; set; }

    internal static SiloBody Of(ClusterSilo silo) =>
        new() { Name = silo.Name, Address = silo.Address, State = silo.State, StartedAt = silo.StartedAt, Silent = silo.Silent };
}

/// <summary>A shard of a cluster.</summary>
internal sealed class ShardBody
{
    /// <summary>The number, from 0.</summary>
    public required int Shard { get; set; }

    /// <summary>The state; <c>away</c> if no owner has answered in time.</summary>
    [JsonConverter(typeof(SnakeCase<ShardState>))]
    public required ShardState State { get; set; }

    /// <summary>The name of the silo that the shard runs on, or its address if it does not tell its name; absent if no owner has
    /// answered.</summary>
    public string? Silo { get; set; }

    /// <summary>Since when the shard is in this state on this silo; absent if no owner has answered.</summary>
    public DateTimeOffset? Since { get; set; }

    /// <summary>How often the shard was taken over; 0 if it was never opened.</summary>
    public required long Epoch { get; set; }

    /// <summary>The owner that the database knows: process, machine, and since when. Empty if the shard was never opened.</summary>
    public required string Owner { get; set; }

    /// <summary>How long the owner's lease lasts if it makes no commit; zero if it has ended.</summary>
    public required TimeSpan LeaseLeft { get; set; }

    /// <summary>How often the shard was moved for balance or because its silo stopped, since its last takeover after a crash.</summary>
    public required int Moves { get; set; }

    /// <summary>The number of requests in progress.</summary>
    public required int Calls { get; set; }

    /// <summary>Why the shard does not run; absent if it does.</summary>
    public string? Problem { get; set; }

    internal static ShardBody Of(ShardStatus shard) => new()
    {
        Shard = shard.Shard,
        State = shard.State,
        Silo = shard.SiloName ?? shard.Silo,
        Since = shard.Since,
        Epoch = shard.Epoch,
        Owner = shard.Owner,
        LeaseLeft = shard.LeaseLeft,
        Moves = shard.Moves,
        Calls = shard.Calls,
        Problem = shard.Problem,
    };
}
