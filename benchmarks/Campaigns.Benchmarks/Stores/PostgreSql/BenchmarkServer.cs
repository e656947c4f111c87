using System.Globalization;
using Campaigns.Tests;
using Npgsql;

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

    /// <summary>
    /// The processor time of all processes of the server, in microseconds. On a shared machine, it says more than the time that passes.
    /// </summary>
    public double ProcessorTime()
    {
        var pid = File.ReadLines(Path.Combine(_server.Folder, "data", "postmaster.pid")).First();
        var ticks = 0.0;
        foreach (var folder in Directory.EnumerateDirectories("/proc", "*").Where(folder => char.IsAsciiDigit(folder[6])))
        {
            try
            {
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' '); // from the third: state, parent, …
                var isServer = folder[6..] == pid;
                ticks += isServer || fields[1] == pid ? Sum(fields, 11, 12) : 0;
                ticks += isServer ? Sum(fields, 13, 14) : 0; // of processes that have ended
            }
            catch (IOException)
            {
                // the process has ended
            }
        }

        return ticks * 10_000; // at 100 ticks a second, as Linux counts

        static double Sum(string[] fields, int one, int other) =>
            double.Parse(fields[one], CultureInfo.InvariantCulture) + double.Parse(fields[other], CultureInfo.InvariantCulture);
    }

    /// <summary>Runs statements on a database.</summary>
    public static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection($"{database};Pooling=false;Command Timeout=600");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Reads a number from a database.</summary>
    public static async Task<double> ReadAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection($"{database};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToDouble(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
