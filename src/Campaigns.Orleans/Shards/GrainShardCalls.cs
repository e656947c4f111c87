using System.Data.Common;
using Campaigns.Orleans.Client;
using Campaigns.Orleans.Client.Wire;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization;

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
        catch (Exception error) when (IsOfTheWay(error))
        {
            throw new ShardAwayException(shard, isUnknown: true, error); // its silo, or this one, may have ended with the request
        }
    }

    /// <summary>
    /// Whether an error is one of the way to the owner. An engine's own errors come as answers. The directory of grains does not know an
    /// owner while it cannot read the members from the database, and says so with the error of the database, or with one of the serializer
    /// if the directory is an older silo's, whose errors of the database cannot travel.
    /// </summary>
    private static bool IsOfTheWay(Exception error) =>
        error is OrleansException or DbException or SerializerException or TimeoutException or ObjectDisposedException;
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
