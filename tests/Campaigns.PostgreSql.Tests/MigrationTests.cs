using Campaigns.Storage;
using Campaigns.Tests;
using Npgsql;

namespace Campaigns.PostgreSql.Tests;

/// <summary>How a schema comes into being, and what is refused.</summary>
[Collection(OneServer.Name)]
public sealed class MigrationTests(SharedServer shared)
{
    [Fact]
    public async Task Engines_that_start_at_once_migrate_an_empty_database_once()
    {
        var database = await DatabaseAsync();
        var stores = Enumerable.Range(0, 4).Select(shard => New(database, options => options.Shard = shard)).ToList();

        await Task.WhenAll(stores.Select(store => store.OpenAsync(default, CancellationToken.None).AsTask()));

        Assert.Equal(4L, await Sql.ReadAsync(database, "select count(*) from campaigns.shards"));
        Assert.Equal(1L, await Sql.ReadAsync(database, "select count(*) from campaigns.schema_version"));
        foreach (var store in stores)
        {
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task Without_migration_the_message_names_the_scripts()
    {
        var database = await DatabaseAsync();
        await using var store = New(database, options => options.Migrates = false);

        var refusal = await Assert.ThrowsAsync<PostgreSqlStoreException>(
            async () => await store.OpenAsync(default, CancellationToken.None));

        Assert.Equal(PostgreSqlStoreProblem.NotMigrated, refusal.Problem);
        Assert.Contains("psql -v schema=campaigns", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(false, await Sql.ReadAsync(database, "select to_regnamespace('campaigns') is not null"));
    }

    [Fact]
    public async Task Scripts_that_somebody_else_ran_are_enough_for_a_role_without_rights_to_create()
    {
        var database = await DatabaseAsync();
        var names = new SchemaNames("outreach");
        await Sql.ExecuteAsync(database, "create schema outreach");
        await Sql.ExecuteAsync(database, names.OfScript(Migrations.ReadScript(1)));
        var role = $"engine_{Guid.NewGuid():N}";
        await Sql.ExecuteAsync(database, $"""
            create role {role} login;
            grant usage on schema outreach to {role};
            grant select, insert, update, delete on all tables in schema outreach to {role};
            """);
        var asRole = new NpgsqlConnectionStringBuilder(database) { Username = role }.ConnectionString;
        await using var store = New(asRole, options => (options.Migrates, options.Schema) = (false, "outreach"));

        var snapshot = await store.OpenAsync(default, CancellationToken.None);
        await store.CommitAsync(new CommitBatch().Seal(snapshot.Epoch, default), CancellationToken.None);

        Assert.Equal(2L, (await store.Queries.ReadInfoAsync(CancellationToken.None)).Commit);
    }

    [Fact]
    public async Task Role_without_rights_is_told_which_right_is_missing()
    {
        var database = await DatabaseAsync();
        var role = $"engine_{Guid.NewGuid():N}";
        await Sql.ExecuteAsync(database, $"create role {role} login");
        await using var store = New(new NpgsqlConnectionStringBuilder(database) { Username = role }.ConnectionString);

        var refusal = await Assert.ThrowsAsync<PostgreSqlStoreException>(
            async () => await store.OpenAsync(default, CancellationToken.None));

        Assert.Equal(PostgreSqlStoreProblem.RightMissing, refusal.Problem);
    }

    [Fact]
    public async Task Newer_schema_is_refused()
    {
        var database = await DatabaseAsync();
        await using var first = New(database);
        await first.OpenAsync(default, CancellationToken.None);
        await Sql.ExecuteAsync(database, "update campaigns.schema_version set version = 99");
        await using var store = New(database);

        var refusal = await Assert.ThrowsAsync<PostgreSqlStoreException>(
            async () => await store.OpenAsync(default, CancellationToken.None));

        Assert.Equal(PostgreSqlStoreProblem.TooNew, refusal.Problem);
    }

    private async Task<string> DatabaseAsync()
    {
        Assert.SkipWhen(PostgreSqlServer.Missing is not null, PostgreSqlServer.Missing ?? "");
        return await shared.CreateDatabaseAsync();
    }

    private static PostgreSqlJobStore New(string database, Action<PostgreSqlStoreOptions>? configure = null) => new(database, configure);
}
