using Campaigns.Orleans.Client;
using Campaigns.Orleans.Client.Wire;
using Orleans;
using Orleans.Runtime;

namespace Campaigns.Orleans.Shards;

/// <summary>Reaches the owners of shards through Orleans, from any silo or client.</summary>
internal sealed class GrainShardCalls(IGrainFactory grains, ClusterMap map) : IShardCalls
{
    public int Count => map.Current.Count;

    public int OfTenant(string tenant) => map.Current.OfTenant(tenant);

    public async ValueTask<byte[]> CallAsync(int shard, string member, byte[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await grains.GetGrain<IShardGrain>(shard).CallAsync(member, arguments, cancellationToken);
        }
        catch (ShardRefusedException refused)
        {
            throw new ShardAwayException(shard, !refused.IsSafeToRepeat, refused);
        }
        catch (Exception error) when (error is OrleansException or TimeoutException or ObjectDisposedException)
        {
            throw new ShardAwayException(shard, isUnknown: true, error); // its silo, or this one, may have ended with the request
        }
    }
}

/// <summary>Calls members of a shard's engine, as the client has written them.</summary>
internal sealed class ClientInvoker(ShardInvoker invoker) : IShardInvoker
{
    public ValueTask<byte[]> InvokeAsync(
        CampaignEngine engine, string member, byte[] arguments, CancellationToken cancellationToken) =>
        invoker.InvokeAsync(engine, member, arguments, cancellationToken);

    public bool IsTransient(byte[] answer) => ShardAnswer.IsTransient(answer);

    public string? ErrorOf(byte[] answer) => ShardAnswer.ErrorOf(answer);
}

/// <summary>Gives a shard that has started what all shards share: it may have been away while the others were changed.</summary>
internal sealed class ShardReconciler(ClusterClient client) : IShardListener
{
    public Task StartedAsync(int shard, CancellationToken cancellationToken) => client.ReconcileAsync(shard, cancellationToken);
}
