using Campaigns.PostgreSql;
using Campaigns.Tests;

namespace Campaigns.Simulate;

/// <summary>
/// Stores on a real server for simulated worlds: each run has a shard. Time is virtual for the engine and real for the server, so leases
/// are off: the epoch alone keeps earlier processes of a run out.
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

    /// <summary>Begins a run. Dispose it, so that its connections end.</summary>
    public ServerRun Begin() => new(_server.ConnectionString, Interlocked.Increment(ref _shards));

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
