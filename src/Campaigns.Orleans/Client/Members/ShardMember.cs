using Campaigns.Orleans.Client.Sessions;
using Campaigns.Orleans.Client.Wire;

namespace Campaigns.Orleans.Client.Members;

/// <summary>The side of a shard: its engine, and the conversations that clients have with it.</summary>
internal sealed record ShardSide(CampaignEngine Engine, ShardSessions Sessions, TimeProvider Time)
{
    /// <summary>The name of the silo that owns the shard.</summary>
    public required string Silo { get; init; }
}

/// <summary>A member that a shard answers.</summary>
internal interface IShardMember
{
    string Name { get; }

    /// <summary>Runs the member on the side of the shard.</summary>
    ValueTask<byte[]> InvokeAsync(ShardSide side, byte[] arguments, CancellationToken cancellationToken);
}

/// <summary>A member that a shard answers, for both sides: the client names it, and the shard runs it.</summary>
/// <param name="name">The name on the wire. It never changes, because silos of two versions work side by side.</param>
/// <param name="isSafe">Whether the member has the same effect and answer if it is invoked twice.</param>
/// <param name="run">Runs the member.</param>
internal sealed class ShardMember<TRequest, TAnswer>(
    string name, bool isSafe, Func<ShardSide, TRequest, CancellationToken, Task<TAnswer>> run) : IShardMember
{
    public string Name => name;

    public bool IsSafe => isSafe;

    public async ValueTask<byte[]> InvokeAsync(ShardSide side, byte[] arguments, CancellationToken cancellationToken) =>
        ShardAnswer.Write(await run(side, ShardJson.ReadRequest<TRequest>(arguments), cancellationToken));
}
