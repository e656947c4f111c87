namespace Campaigns.PgFaults;

/// <summary>An engine behind PgBouncer in transaction mode: the pooler dies, or one of its sessions at the server.</summary>
internal static class PoolerFaults
{
    private static readonly string? Missing = PgBouncer.IsMissing ? "pgbouncer is not installed: apt-get install pgbouncer" : null;

    public static IReadOnlyList<Fault> All { get; } =
    [
        Behind("pooler-killed", async (pooler, _) =>
        {
            await pooler.KillAsync();
            await pooler.StartAsync();
        }),
        Behind("pooled-session-terminated", (_, settings) => settings.Server.ExecuteAsync(
            $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{settings.Database}'")),
    ];

    private static Fault Behind(string name, Func<PgBouncer, StageSettings, Task> strikeAsync) => new(name, async (servers, times) =>
    {
        var database = await servers.CreateDatabaseAsync();
        await servers.Server.ExecuteAsync($"alter database {database} set plan_cache_mode = force_custom_plan");
        await using var pooler = new PgBouncer(servers.Server);
        await pooler.StartAsync();
        var settings = new StageSettings(servers.Server, database, pooler.ConnectionTo(database))
        {
            Configure = options => options.IsBehindPooler = true,
        };
        return await Repetition.RunAsync(settings, times, new Told(PostgreSqlStoreProblem.Unreachable), async stage =>
        {
            var before = stage.Errors.Count;
            await strikeAsync(pooler, settings);
            await stage.FailAsync(before);
        });
    })
    { Missing = Missing };
}
