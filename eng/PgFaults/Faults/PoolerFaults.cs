namespace Campaigns.PgFaults;

/// <summary>An engine behind PgBouncer in transaction mode: the pooler dies, or one of its sessions at the server.</summary>
internal static class PoolerFaults
{
    private static readonly string? Missing = PgBouncer.IsMissing ? "pgbouncer is not installed: apt-get install pgbouncer" : null;

    public static IReadOnlyList<Fault> All { get; } =
    [
        Behind("pooler-killed", new Told(PostgreSqlStoreProblem.Unreachable), async (pooler, stage) =>
        {
            var before = stage.Errors.Count;
            await pooler.KillAsync();
            await pooler.StartAsync();
            await stage.FailAsync(before);
        }),
        // The pooler replaces a session that was idle, and nobody notices.
        Behind("pooled-session-terminated", null, (_, stage) => stage.Settings.Server.ExecuteAsync(
            $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{stage.Settings.Database}'")),
    ];

    private static Fault Behind(
        string name, Told? told, Func<PgBouncer, FaultStage, Task> strikeAsync) => new(name, async (servers, times) =>
    {
        var database = await servers.CreateDatabaseAsync();
        await servers.Server.ExecuteAsync($"alter database {database} set plan_cache_mode = force_custom_plan");
        await using var pooler = new PgBouncer(servers.Server);
        await pooler.StartAsync();
        var settings = new StageSettings(servers.Server, database, pooler.ConnectionTo(database))
        {
            Configure = options => options.IsBehindPooler = true,
        };
        return await Repetition.RunAsync(settings, times, told, stage => strikeAsync(pooler, stage));
    })
    { Missing = Missing };
}
