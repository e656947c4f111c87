using System.Globalization;
using Campaigns.Tests;

namespace Campaigns.ClusterFigures;

/// <summary>A database server whose commits are on the disk before they are reported. Each measurement has databases of its own.</summary>
internal sealed class FiguresServer : IAsyncDisposable
{
    private readonly PostgreSqlServer _server = new(isDurable: true, "-c max_wal_size=8GB");
    private int _databases;

    public Task StartAsync() => _server.CreateAsync();

    /// <summary>Creates an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"figures{++_databases}");
        await _server.ExecuteAsync($"create database {name}");
        return _server.ConnectionTo(name);
    }

    /// <summary>Counts the connections to all databases by what they are for.</summary>
    public async Task<string> CountConnectionsAsync() => (string)(await _server.ReadAsync("""
        select string_agg(use || ' ' || number, ', ' order by use) from (
            select regexp_replace(application_name, '[0-9]+', 'of shards') as use, count(*) as number
            from pg_stat_activity where application_name like 'campaigns%' group by 1) counted
        """))!;

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
