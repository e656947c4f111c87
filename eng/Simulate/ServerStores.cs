using Campaigns.PostgreSql;
using Campaigns.Storage;
using Campaigns.Tests;

namespace Campaigns.Simulate;

/// <summary>
/// Stores on a real server for simulated worlds: each run has a shard. Time is virtual for the engine and real for the server, so no store
/// waits for a lease: one store object serves all processes of its run, and an owner may take its own shard again at once.
/// </summary>
internal sealed class ServerStores : IAsyncDisposable
{
    private readonly PostgreSqlServer _server = new(); // synchronous_commit is off
    private int _shards;

    public static async Task<ServerStores> CreateAsync()
    {
        var stores = new ServerStores();
        await stores._server.CreateAsync();
        await using var first = new PostgreSqlJobStore(stores._server.ConnectionString);
        await first.OpenAsync(DateTimeOffset.UnixEpoch, CancellationToken.None); // creates the schema
        return stores;
    }

    /// <summary>Makes the store of a run.</summary>
    public IJobStore Create(Random luck)
    {
        var shard = Interlocked.Increment(ref _shards);
        void Set(PostgreSqlStoreOptions options)
        {
            options.Shard = shard;
            options.Migrates = false; // the runs are in different months at the same time, and would drop each other's partitions
        }

        return WaitingStore.Of(new PostgreSqlJobStore(_server.ConnectionString, Set, luck));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
