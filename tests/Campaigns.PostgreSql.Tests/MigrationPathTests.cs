using Campaigns.PgFaults;
using Campaigns.Tests;
using Npgsql;

namespace Campaigns.PostgreSql.Tests;

/// <summary>
/// From one version of the schema to the next: from a database of version 1, which is kept as it was written, and to a version that only
/// these tests have.
/// </summary>
[Collection(OneServer.Name)]
public sealed class MigrationPathTests(SharedServer shared)
{
    private const string Next = """
        alter table :"schema".shards add column probe int not null default 7;
        update :"schema".schema_version set version = version + 1;
        """;

    /// <summary>Columns, indexes and functions, in one text.</summary>
    private const string Shape = """
        select string_agg(line, E'\n' order by line) from (
            select format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default) as line
            from information_schema.columns where table_schema = 'campaigns'
            union all select indexdef from pg_indexes where schemaname = 'campaigns'
            union all select pg_get_functiondef(oid) from pg_proc where pronamespace = 'campaigns'::regnamespace
            union all select pg_get_viewdef(oid) from pg_class where relnamespace = 'campaigns'::regnamespace and relkind = 'v'
        ) lines where line !~ 'attempts_[0-9]'
        """;

    private static readonly MigrationScripts Newer = new(
        Migrations.Current + 1, version => version > Migrations.Current ? Next : Migrations.ReadScript(version));

    private static string GoldenFile => Path.Combine(AppContext.BaseDirectory, "Golden", "v1.sql");

    [Fact]
    public async Task Database_of_version_1_is_opened_and_its_people_are_contacted()
    {
        var database = await RestoreGoldenAsync();
        await using (var stage = await FaultStage.StartAsync(StageOn(database)))
        {
            await stage.GoOnAsync();
        }

        var before = (long)(await Sql.ReadAsync(database, "select count(*) from campaigns.all_attempts where epoch = 1"))!;
        Assert.NotEqual(0, before); // of the engine that wrote the dump
        var often = $"""
            select count(*) from (
                select from campaigns.all_attempts
                group by job having count(*) filter (where outcome <> {(int)AttemptOutcome.NotSent}) > 1) t
            """;
        Assert.Equal(0L, await Sql.ReadAsync(database, often));
    }

    [Fact]
    public async Task Script_of_version_1_creates_what_the_kept_database_holds()
    {
        var golden = await RestoreGoldenAsync();
        var fresh = await shared.CreateDatabaseAsync();
        await Sql.ExecuteAsync(fresh, "create schema campaigns");
        await Sql.ExecuteAsync(fresh, new SchemaNames("campaigns").OfScript(Migrations.ReadScript(1)));

        Assert.Equal(await Sql.ReadAsync(fresh, Shape), await Sql.ReadAsync(golden, Shape));
    }

    [Fact]
    public async Task Engines_of_the_next_version_migrate_once_and_the_older_one_is_refused()
    {
        var database = await RestoreGoldenAsync();
        await using var first = New(database, options => (options.Scripts, options.Shard) = (Newer, 1));
        await using var second = New(database, options => (options.Scripts, options.Shard) = (Newer, 2));

        await Task.WhenAll(OpenAsync(first), OpenAsync(second));

        Assert.Equal(7, await Sql.ReadAsync(database, "select min(probe) from campaigns.shards"));
        Assert.Equal(Newer.Current, await Sql.ReadAsync(database, "select version from campaigns.schema_version"));
        await using var older = New(database, options => options.Shard = 3);
        var refusal = await Assert.ThrowsAsync<PostgreSqlStoreException>(() => OpenAsync(older));
        Assert.Equal(PostgreSqlStoreProblem.TooNew, refusal.Problem);
        Assert.Contains("update the package", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Engine_of_the_next_version_without_migration_names_the_script()
    {
        var database = await RestoreGoldenAsync();
        await using var store = New(database, options => (options.Scripts, options.Migrates) = (Newer, false));

        var refusal = await Assert.ThrowsAsync<PostgreSqlStoreException>(() => OpenAsync(store));

        Assert.Equal(PostgreSqlStoreProblem.NotMigrated, refusal.Problem);
        Assert.Contains($"version {Migrations.Current}, and this package needs {Newer.Current}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migration_that_gets_no_lock_changes_nothing_and_succeeds_later()
    {
        var database = await RestoreGoldenAsync();
        await using var store = New(database, options => (options.Scripts, options.MigrationLockTimeout) = (Newer,
            TimeSpan.FromSeconds(1)));
        await using (await Sql.HoldAsync(database, "lock table campaigns.shards"))
        {
            var refusal = await Assert.ThrowsAsync<PostgreSqlStoreException>(() => OpenAsync(store));
            Assert.Equal(PostgreSqlStoreProblem.Busy, refusal.Problem);
        }

        Assert.Equal(Migrations.Current, await Sql.ReadAsync(database, "select version from campaigns.schema_version"));
        await OpenAsync(store);
        Assert.Equal(Newer.Current, await Sql.ReadAsync(database, "select version from campaigns.schema_version"));
    }

    [Fact]
    public async Task Migration_that_fails_is_undone()
    {
        var database = await RestoreGoldenAsync();
        var failing = Newer with { Read = _ => Next + "select 1 / 0;" };
        await using var store = New(database, options => options.Scripts = failing);

        await Assert.ThrowsAsync<PostgreSqlStoreException>(() => OpenAsync(store));

        Assert.Equal(Migrations.Current, await Sql.ReadAsync(database, "select version from campaigns.schema_version"));
        Assert.Equal(false, await Sql.ReadAsync(
            database, "select exists (select 1 from information_schema.columns where column_name = 'probe')"));
    }

    private StageSettings StageOn(string database) =>
        new(shared.Server, new NpgsqlConnectionStringBuilder(database).Database!, database);

    private async Task<string> RestoreGoldenAsync()
    {
        var database = await DatabaseAsync();
        await Sql.ExecuteAsync(database, await File.ReadAllTextAsync(GoldenFile, TestContext.Current.CancellationToken));
        return database;
    }

    private async Task<string> DatabaseAsync()
    {
        Assert.SkipWhen(PostgreSqlServer.Missing is not null, PostgreSqlServer.Missing ?? "");
        return await shared.CreateDatabaseAsync();
    }

    private static PostgreSqlJobStore New(string database, Action<PostgreSqlStoreOptions> configure) => new(database, configure);

    private static async Task OpenAsync(PostgreSqlJobStore store) => await store.OpenAsync(default, CancellationToken.None);
}
