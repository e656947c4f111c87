using System.Collections.Concurrent;
using Campaigns.PostgreSql;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Campaigns.Orleans.Shards;

/// <summary>Builds the engines of shards from the options of the host.</summary>
internal sealed class ShardEngines(CampaignsClusterOptions options, CampaignsBuilder campaigns, IServiceProvider services)
{
    /// <summary>
    /// The server's time for a commit: near the lease, so that a session that was cut off does not keep its locks for long.
    /// </summary>
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan TellAgain = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<int, ShardMemory> _memories = [];
    private readonly ConcurrentDictionary<int, bool> _started = [];
    private volatile bool _isDatabaseAway;

    public CampaignsClusterOptions Options => options;

    /// <summary>Whether the keeper of this silo does not reach the database.</summary>
    public bool IsDatabaseAway
    {
        get => _isDatabaseAway;
        set => _isDatabaseAway = value;
    }

    public TimeProvider Time { get; } = services.GetService<TimeProvider>() ?? TimeProvider.System;

    /// <summary>
    /// What this silo knows of a shard's commits, wherever they were made. Every store of the shard gets it: after a failover that loses
    /// commits, the store is a new one.
    /// </summary>
    public ShardMemory MemoryOf(int shard) => _memories.GetOrAdd(shard, _ => new ShardMemory());

    /// <summary>Builds the store and the engine of a shard. Nothing runs yet.</summary>
    /// <exception cref="CampaignException">The options have problems. One message lists all of them.</exception>
    public ShardRun Build(int shard)
    {
        var engineOptions = campaigns.CreateOptions(services);
        if (engineOptions.Store is not null)
        {
            throw new CampaignException(
                CampaignError.Invalid, "The host sets a store, but shards have stores of their own: remove UsePostgreSql and Store.");
        }

        engineOptions.MeterFactory = new ShardMeters(shard);
        engineOptions.LoggerFactory = new ShardLogs(engineOptions.LoggerFactory, shard);
        var store = new PostgreSqlJobStore(options.ConnectionString, store => Configure(store, shard));
        try
        {
            engineOptions.Store = store;
            options.ConfigureEngine?.Invoke(shard, engineOptions);
            if (_started.ContainsKey(shard))
            {
                (engineOptions.StartHeld, engineOptions.LastCommit) = (false, null); // they are about the start of the process
            }

            var companions = services.GetServices<IShardCompanions>().Select(each => each.Create(shard, engineOptions)).ToList();
            return new ShardRun(store, new CampaignEngine(engineOptions), companions);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Tells the listeners that a shard has started. Repeats it until it succeeds.</summary>
    public async Task TellStartAsync(int shard, CancellationToken cancellationToken)
    {
        _started[shard] = true;
        foreach (var listener in services.GetServices<IShardListener>())
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                try
                {
                    await listener.StartedAsync(shard, cancellationToken);
                    break;
                }
                catch (Exception error) when (error is not OutOfMemoryException)
                {
                    await PoolWork.IgnoreAsync(Task.Delay(TellAgain, Time, cancellationToken));
                }
            }
        }
    }

    private void Configure(PostgreSqlStoreOptions store, int shard)
    {
        store.CommandTimeout = CommandTimeout;
        store.ConfigureDataSource = options.ConfigureDataSource;
        options.ConfigureStore?.Invoke(store);
        (store.Schema, store.Shard, store.LeaseTime, store.Migrates) = (options.Schema, shard, options.LeaseTime, options.Migrates);
        store.Memory = MemoryOf(shard);
    }
}

/// <summary>An engine of a shard with its store and its companions, which begin before it and end after it.</summary>
internal sealed class ShardRun(PostgreSqlJobStore store, CampaignEngine engine, IReadOnlyList<IShardCompanion> companions)
{
    public CampaignEngine Engine => engine;

    /// <summary>Takes the shard over and starts the engine. Waits for the end of the earlier owner's lease.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var companion in companions)
        {
            await companion.StartAsync(engine, cancellationToken);
        }

        var opening = engine.StartAsync(cancellationToken);
        await using var giveUp = cancellationToken.Register(store => _ = ((PostgreSqlJobStore)store!).DisposeAsync().AsTask(), store);
        await opening;
    }

    /// <summary>Stops the engine, then releases the shard at once, then ends the companions. Live attempts stay live.</summary>
    public async Task CloseAsync()
    {
        await engine.StopAsync();
        await store.DisposeAsync();
        foreach (var companion in companions.Reverse())
        {
            await companion.DisposeAsync();
        }
    }
}
