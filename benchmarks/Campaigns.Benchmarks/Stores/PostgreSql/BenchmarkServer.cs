using System.Globalization;
using Campaigns.Tests;

namespace Campaigns.Benchmarks.Stores.PostgreSql;

/// <summary>
/// A durable PostgreSQL server of the benchmark's own, in a temporary folder: every commit is synced to disk. Each scenario gets a new
/// database. Except for room for checkpoints, its settings are the usual ones.
/// </summary>
internal sealed class BenchmarkServer : IAsyncDisposable
{
    private const string Settings = "-c max_wal_size=8GB -c checkpoint_timeout=15min -c autovacuum_naptime=15s -c track_io_timing=off";
    private readonly PostgreSqlServer _server = new(isDurable: true, Settings);
    private int _databases;

    public static async Task<BenchmarkServer> StartAsync()
    {
        if (PostgreSqlServer.Missing is { } missing)
        {
            throw new InvalidOperationException(missing);
        }

        var server = new BenchmarkServer();
        await server._server.CreateAsync();
        return server;
    }

    /// <summary>Creates an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> NextAsync()
    {
        await _server.ExecuteAsync("checkpoint"); // the writes of the scenario before are none of the next one's business
        var name = string.Create(CultureInfo.InvariantCulture, $"benchmark{++_databases}");
        await _server.ExecuteAsync($"create database {name}");
        return _server.ConnectionTo(name);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
