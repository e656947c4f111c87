using Campaigns.Benchmarks.Engine;
using Campaigns.PostgreSql;

namespace Campaigns.Benchmarks.Stores.PostgreSql;

/// <summary>
/// Measures whether the store stays fast: the throughput of the last tenth of the time over that of the first, the size of the tables that
/// change most, and the share of updates of counters that touch no index. Run it for 600 seconds.
/// </summary>
internal static class PostgreSqlDrift
{
    private const int Contacts = 200_000; // for 50 million attempts
    private const int Parts = 10;

    public static async Task<IReadOnlyList<Sample>> RunAsync(RunOptions options)
    {
        await using var server = await BenchmarkServer.StartAsync();
        var database = await server.NextAsync();
        await using var store = new PostgreSqlJobStore(database);
        await using var load = await PostgreSqlScenario.StartAsync(store, Contacts);
        var rates = new List<double>();
        double largest = 0, machine = 0;
        for (var part = 0; part < Parts; part++)
        {
            rates.Add((await load.MeasureAsync(Math.Max(1, options.Seconds / Parts)))[0].Value);
            largest = Math.Max(largest, await ReadAsync(database, "select pg_total_relation_size('campaigns.live')"));
            machine = Math.Max(machine, PostgreSqlScenario.MachineLoad());
            Figures.Tell("postgresql-drift", part + 1, [new("attempts_per_second", rates[^1], "1/s"), new("live_mb", largest / 1e6, "MB")]);
        }

        return
        [
            new("first_attempts_per_second", rates[0], "1/s"),
            new("last_attempts_per_second", rates[^1], "1/s"),
            new("last_to_first", rates[^1] / rates[0], "ratio"),
            new("live_mb", largest / 1e6, "MB"),
            new("jobs_mb", await ReadAsync(database, "select pg_total_relation_size('campaigns.jobs')") / 1e6, "MB"),
            new("counters_hot", await HotAsync(database, "counters"), "ratio"),
            new("shards_hot", await HotAsync(database, "shards"), "ratio"),
            new("machine_load", machine, "load"),
        ];
    }

    private static Task<double> HotAsync(string database, string table) => ReadAsync(
        database,
        $"select coalesce(n_tup_hot_upd::float8 / nullif(n_tup_upd, 0), 0) from pg_stat_user_tables where relname = '{table}'");

    private static Task<double> ReadAsync(string database, string sql) => BenchmarkServer.ReadAsync(database, sql);
}
