using Campaigns.Benchmarks.Engine;
using Campaigns.PostgreSql;

namespace Campaigns.Benchmarks.Stores.PostgreSql;

/// <summary>Measures a new process on a server with a million waiting contacts, as <see cref="MillionScenario"/> does on a file.</summary>
internal static class PostgreSqlMillion
{
    public const string Option = "--first-dispatch-postgresql";

    private const string LetThemWait = """
        update campaigns.jobs set state = 1, number = 1, tries = 1, last_outcome = 9,
            due = case id % 1000 when 0 then $1 else $2 + id * 10000000 end;
        insert into campaigns.counters select shard, lane, 1, value from campaigns.counters where counter = 0
            on conflict (shard, lane, counter) do update set value = excluded.value;
        update campaigns.counters set value = 0 where counter = 0;
        update campaigns.tenants set held = false;
        """;

    public static async Task<IReadOnlyList<Sample>> RunAsync(RunOptions options)
    {
        await using var server = await BenchmarkServer.StartAsync();
        var database = await server.NextAsync();
        await using (var store = new PostgreSqlJobStore(database))
        {
            await MillionScenario.PrepareAsync(store);
        }

        var now = DateTimeOffset.UtcNow;
        await BenchmarkServer.ExecuteAsync(database, Text(LetThemWait, now.UtcTicks, now.AddDays(1).UtcTicks));
        var load = PostgreSqlScenario.MachineLoad();
        return [.. await MillionScenario.StartAsync(Option, database), new("machine_load", load, "load")];
    }

    private static string Text(string sql, long due, long later) =>
        sql.Replace("$1", $"{due}", StringComparison.Ordinal).Replace("$2", $"{later}", StringComparison.Ordinal);
}
