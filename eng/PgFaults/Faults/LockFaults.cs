using Npgsql;

namespace Campaigns.PgFaults;

/// <summary>Another session stands in the way: it holds locks, does nothing, or makes the server choose between the two.</summary>
internal static class LockFaults
{
    private const string WaitingWriters = """
        select count(*) from pg_locks l join pg_stat_activity a on a.pid = l.pid
        where not l.granted and a.application_name like '% writer'
        """;

    public static IReadOnlyList<Fault> All { get; } =
    [
        Blocking("statement-timeout", "57014", "-c lock_timeout=0", "lock table campaigns.live in access exclusive mode"),
        Blocking("lock-timeout", "55P03", "-c lock_timeout=300", "lock table campaigns.live in access exclusive mode"),
        Blocking("idle-in-transaction", "55P03", "-c lock_timeout=300", "select * from campaigns.shards for update"),
        new Fault("deadlock", DeadlockAsync),
        new Fault("serialization", SerializeAsync),
    ];

    /// <summary>A session that takes a lock and then forgets that it has one.</summary>
    private static Fault Blocking(string name, string state, string session, string statement) => new(name, async (servers, times) =>
        await Repetition.RunAsync(
            await servers.NewStageAsync(options => Set(options, session)), times, new Told(PostgreSqlStoreProblem.Busy, state),
            async stage =>
            {
                var before = stage.Errors.Count;
                await using var other = await OpenAsync(stage);
                await ExecuteAsync(other, $"begin; {statement}");
                await stage.FailAsync(before);
            }));

    private static async Task<FaultReport> DeadlockAsync(FaultServer servers, int times)
    {
        var settings = await servers.NewStageAsync(options => Set(options, ""));
        return await Repetition.RunAsync(settings, times, new Told(PostgreSqlStoreProblem.Busy, "40P01"), async stage =>
        {
            var before = stage.Errors.Count;
            await using var other = await OpenAsync(stage);
            await ExecuteAsync(other, "set deadlock_timeout = '1min'; begin; lock table campaigns.live in share row exclusive mode");
            await UntilWriterWaitsAsync(stage); // its commit holds the row of the shard
            await ExecuteAsync(other, "select * from campaigns.shards for update; rollback");
            await stage.FailAsync(before);
        });
    }

    /// <summary>A database that somebody has set to a stricter isolation.</summary>
    private static async Task<FaultReport> SerializeAsync(FaultServer servers, int times)
    {
        var settings = await servers.NewStageAsync(options => Set(options, "-c default_transaction_isolation=repeatable\\ read"));
        return await Repetition.RunAsync(settings, times, new Told(PostgreSqlStoreProblem.Busy, "40001"), async stage =>
        {
            var before = stage.Errors.Count;
            await using var other = await OpenAsync(stage);
            await ExecuteAsync(other, "begin; select * from campaigns.shards for update");
            await UntilWriterWaitsAsync(stage);
            await ExecuteAsync(other, "update campaigns.shards set holder = holder; commit");
            await stage.FailAsync(before);
        });
    }

    private static void Set(PostgreSqlStoreOptions options, string session)
    {
        options.CommandTimeout = TimeSpan.FromSeconds(1);
        options.ConfigureDataSource = source => source.ConnectionStringBuilder.Options += $" {session}";
    }

    private static async Task<NpgsqlConnection> OpenAsync(FaultStage stage)
    {
        var connection = new NpgsqlConnection($"{stage.Settings.Server.ConnectionTo(stage.Settings.Database)};Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task UntilWriterWaitsAsync(FaultStage stage)
    {
        await using var watch = await OpenAsync(stage);
        await using var command = new NpgsqlCommand($"{WaitingWriters} and a.datname = current_database()", watch);
        while (await command.ExecuteScalarAsync() is not > 0L)
        {
            await Task.Delay(1);
        }
    }
}
