using System.Globalization;
using Campaigns.Storage;
using Campaigns.Tests;

namespace Campaigns.PostgreSql.Tests;

/// <summary>Partitions come and go by month, and what others have made in the schema keeps no engine from opening.</summary>
[Collection(OneServer.Name)]
public sealed class PartitionTests(SharedServer shared)
{
    /// <summary>An attempt of job 1, which ended at ~.</summary>
    private const string Attempt = """
        insert into campaigns.attempts (shard, number, job, campaign, epoch, committed_at, ended_at, occurred_at, content_hash, step, try,
            state, outcome, provider)
        values (0, 1, 1, 1, 1, 1, ~, 1, 1, 0, 0, 0, 0, 'p')
        """;

    private static readonly DateTimeOffset July = new(2026, 7, 5, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset September = July.AddMonths(2);

    private static string GoldenFile => Path.Combine(AppContext.BaseDirectory, "Golden", "v1.sql");

    [Fact]
    public async Task Attempts_of_this_month_go_to_its_partition_and_an_empty_past_month_is_dropped()
    {
        var database = await DatabaseAsync();
        await RunAsync(database, July);

        await RunAsync(database, September);

        Assert.Equal("attempts_2026_09 attempts_2026_10 attempts_2026_11 attempts_other", await PartitionsAsync(database));
    }

    [Fact]
    public async Task View_on_a_past_month_keeps_that_month_only()
    {
        var database = await DatabaseAsync();
        await RunAsync(database, July);
        await Sql.ExecuteAsync(database, "create view campaigns.mine as select * from campaigns.attempts_2026_07");

        await RunAsync(database, September);

        Assert.Equal(
            "attempts_2026_07 attempts_2026_09 attempts_2026_10 attempts_2026_11 attempts_other", await PartitionsAsync(database));
    }

    [Fact]
    public async Task Partition_of_another_name_takes_the_attempts_of_its_time()
    {
        var database = await DatabaseAsync();
        await RunAsync(database, July);
        await Sql.ExecuteAsync(
            database,
            $"""
            drop table campaigns.attempts_2026_09;
            create table campaigns.mine partition of campaigns.attempts
            for values from ({September.AddDays(1).UtcTicks}) to ({September.AddDays(9).UtcTicks})
            """);

        await RunAsync(database, September);
        await Sql.ExecuteAsync(database, AttemptAt(September));

        Assert.Equal("attempts_2026_10 attempts_2026_11 attempts_other mine", await PartitionsAsync(database));
        Assert.Equal(1L, await Sql.ReadAsync(database, "select count(*) from campaigns.attempts_other"));
    }

    [Theory]
    [InlineData("raise exception 'no tables on Fridays'")]
    [InlineData("perform pg_sleep(60)")]
    public async Task Trigger_that_refuses_or_delays_tables_keeps_nothing_from_opening(string work)
    {
        var database = await DatabaseAsync();
        await RunAsync(database, July);
        await Sql.ExecuteAsync(database, $"""
            create function refuse() returns event_trigger language plpgsql as $$ begin {work}; end $$;
            create event trigger refusal on ddl_command_start when tag in ('CREATE TABLE') execute function refuse();
            """);

        await RunAsync(database, July.AddMonths(1));

        Assert.Equal("attempts_2026_08 attempts_2026_09 attempts_other", await PartitionsAsync(database));
    }

    [Fact]
    public async Task Publication_of_all_tables_lets_attempts_be_changed_and_purged()
    {
        var database = await DatabaseAsync();
        await RunAsync(database, July);

        await RequirePublishableAsync(database);
    }

    [Fact]
    public async Task Publication_of_all_tables_lets_attempts_of_older_packages_be_changed_and_purged()
    {
        var database = await DatabaseAsync();
        await Sql.ExecuteAsync(database, await File.ReadAllTextAsync(GoldenFile, TestContext.Current.CancellationToken));
        await RunAsync(database, July);

        await RequirePublishableAsync(database);
    }

    private static async Task RequirePublishableAsync(string database)
    {
        await Sql.ExecuteAsync(database, "create publication everything for all tables");
        foreach (var end in (DateTimeOffset[])[July, July.AddYears(-1)])
        {
            await Sql.ExecuteAsync(database, AttemptAt(end));
        }

        await Sql.ExecuteAsync(database, """
            update campaigns.attempts set note = null where shard = 0 and job = 1;
            delete from campaigns.attempts where shard = 0 and job = 1;
            update campaigns.schema_version set version = version;
            """);
    }

    private static string AttemptAt(DateTimeOffset end) =>
        Attempt.Replace("~", end.UtcTicks.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static Task<object?> PartitionsAsync(string database) => Sql.ReadAsync(database, """
        select string_agg(c.relname, ' ' order by c.relname) from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'campaigns.attempts'::regclass
        """);

    /// <summary>Opens a store, commits and closes it, which waits for the upkeep that the commit began.</summary>
    private static async Task RunAsync(string database, DateTimeOffset now)
    {
        await using var store = new PostgreSqlJobStore(database);
        var epoch = (await store.OpenAsync(now, CancellationToken.None)).Epoch;
        await store.CommitAsync(new CommitBatch().Seal(epoch, now), CancellationToken.None);
    }

    private async Task<string> DatabaseAsync()
    {
        Assert.SkipWhen(PostgreSqlServer.Missing is not null, PostgreSqlServer.Missing ?? "");
        return await shared.CreateDatabaseAsync();
    }
}
