using Campaigns.Orleans.Shards;
using Orleans;
using Orleans.Runtime;

namespace Campaigns.Orleans.Hosting;

/// <summary>
/// The start and the end of a silo: checks the options and prepares the tables before the silo joins the cluster, starts the keeper when
/// the silo is active, and hands the shards over before it leaves.
/// </summary>
internal sealed class ClusterStartup(ShardEngines engines, ClusterDatabase database, ClusterMap map, ShardKeeper keeper)
    : ILifecycleParticipant<ISiloLifecycle>
{
    private const int LeastThreads = 16;

    public void Participate(ISiloLifecycle lifecycle)
    {
        ArgumentNullException.ThrowIfNull(lifecycle);
        lifecycle.Subscribe(nameof(ClusterStartup), ServiceLifecycleStage.First, PrepareAsync);
        lifecycle.Subscribe(nameof(ShardKeeper), ServiceLifecycleStage.Active, StartAsync, keeper.StopAsync);
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        KeepThreads();
        await engines.Build(0).CloseAsync(); // finds problems of the options
        await ClusterSchema.PrepareAsync(database, engines.Options, cancellationToken);
        await map.RefreshAsync(cancellationToken);
    }

    /// <summary>
    /// Lets the pool have some threads at once. Orleans' provider of the membership blocks one for each call while the database does not
    /// answer, and the others would wait for seconds, with the shards that must leave.
    /// </summary>
    private static void KeepThreads()
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, LeastThreads), ports);
    }

    private Task StartAsync(CancellationToken cancellationToken)
    {
        keeper.Start();
        return Task.CompletedTask;
    }
}

/// <summary>Reads the shards before a client connects.</summary>
internal sealed class ClientStartup(ClusterMap map) : ILifecycleParticipant<IClusterClientLifecycle>
{
    public void Participate(IClusterClientLifecycle lifecycle)
    {
        ArgumentNullException.ThrowIfNull(lifecycle);
        lifecycle.Subscribe(nameof(ClientStartup), ServiceLifecycleStage.First, map.RefreshAsync);
    }
}
