using Orleans;
using Orleans.Concurrency;

namespace Campaigns.Orleans.Shards;

/// <summary>
/// A shard, wherever it runs. Orleans carries strings, bytes and the report of a shard only, so no type of the engine needs its attributes.
/// </summary>
[Alias("campaigns.IShardGrain")]
internal interface IShardGrain : IGrainWithIntegerKey
{
    /// <summary>Calls a member of the shard's client.</summary>
    /// <param name="member">The member.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <returns>The answer, or the error of the engine, as bytes.</returns>
    /// <exception cref="ShardRefusedException">The shard could not take the request, or left before it has answered.</exception>
    [Alias("Call")]
    Task<byte[]> CallAsync(string member, byte[] arguments, CancellationToken cancellationToken);

    /// <summary>Tells how the shard is. A shard that runs nowhere is started.</summary>
    [Alias("Ping")]
    [ResponseTimeout("00:00:05")]
    [AlwaysInterleave]
    Task<ShardReport> PingAsync();

    /// <summary>Moves the shard to another silo.</summary>
    /// <param name="silo">The silo, in its parsable form.</param>
    [Alias("Move")]
    [ResponseTimeout("00:00:05")]
    Task MoveAsync(string silo);
}

/// <summary>How a shard is, as its owner tells.</summary>
[GenerateSerializer]
[Alias("campaigns.ShardReport")]
internal readonly record struct ShardReport
{
    [Id(0)]
    public string Silo { get; init; }

    [Id(1)]
    public ShardState State { get; init; }

    [Id(2)]
    public DateTimeOffset Since { get; init; }

    [Id(3)]
    public int Moves { get; init; }

    /// <summary>Why the shard does not run, or null.</summary>
    [Id(4)]
    public string? Problem { get; init; }

    /// <summary>The requests in progress.</summary>
    [Id(5)]
    public int Calls { get; init; }

    /// <summary>The name of the silo; null from one of an older version.</summary>
    [Id(6)]
    public string? Name { get; init; }

    /// <summary>The newest epoch and its last commit that are known; 0 from a silo of an older version.</summary>
    [Id(7)]
    public (long Epoch, long Commit) Last { get; init; }
}

/// <summary>Why a shard did not answer a request.</summary>
internal enum ShardRefusal
{
    /// <summary>It works on too many requests. It has not seen this one.</summary>
    Busy,

    /// <summary>It is taking over the shard, and has not seen the request.</summary>
    Starting,

    /// <summary>It is leaving its silo, and has not seen the request.</summary>
    Leaving,

    /// <summary>It has left its silo while it worked on the request. Whether the request has taken effect is unknown.</summary>
    Left,
}

/// <summary>A shard did not answer a request.</summary>
[GenerateSerializer]
[Alias("campaigns.ShardRefusedException")]
internal sealed class ShardRefusedException : Exception
{
    public ShardRefusedException(int shard, ShardRefusal refusal)
        : base($"Shard {shard} did not answer: {refusal}.") => Refusal = refusal;

    [Id(0)]
    public ShardRefusal Refusal { get; private set; }

    /// <summary>Whether the request was surely not carried out, so that it may be repeated.</summary>
    public bool IsSafeToRepeat => Refusal != ShardRefusal.Left;
}
