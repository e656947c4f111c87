using Campaigns.Tests;

namespace Campaigns.PostgreSql.Tests;

/// <summary>The row of a shard belongs to its data: it is never replaced by a new one, and never older.</summary>
[Collection(OneServer.Name)]
public sealed class ShardRowTests(SharedServer shared)
{
    private const string Campaign = """
        insert into campaigns.campaigns (shard, id, created_at, state, tenant, definition, settings)
        values (0, 1, 0, 1, 'acme', '{}', '{}')
        """;

    private const string Job = "insert into campaigns.jobs values (0, 1, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)";

    private const string Suppression = """
        insert into campaigns.suppressions (shard, tenant, hash, is_key, channel, reason)
        values (0, 'acme', decode(repeat('00', 16), 'hex'), true, '', 0)
        """;

    [Theory]
    [InlineData(Campaign)]
    [InlineData(Job)]
    [InlineData(Suppression)]
    public async Task Missing_row_is_not_created_over_data(string data)
    {
        var database = await OpenedAsync();
        await Sql.ExecuteAsync(database, $"{data}; delete from campaigns.shards");

        await RefuseAsync(database, "is missing");

        Assert.Equal(0L, await Sql.ReadAsync(database, "select count(*) from campaigns.shards"));
    }

    [Theory]
    [InlineData(Campaign)]
    [InlineData(Job)]
    public async Task Row_that_is_older_than_the_data_is_refused(string data)
    {
        var database = await OpenedAsync();
        await Sql.ExecuteAsync(database, data);

        await RefuseAsync(database, "is older than");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Schema_whose_version_is_not_restored_yet_is_refused(bool migrates)
    {
        var database = await OpenedAsync();
        await Sql.ExecuteAsync(database, "delete from campaigns.schema_version");

        await RefuseAsync(database, "schema_version is empty", migrates);
    }

    private async Task<string> OpenedAsync()
    {
        Assert.SkipWhen(PostgreSqlServer.Missing is not null, PostgreSqlServer.Missing ?? "");
        var database = await shared.CreateDatabaseAsync();
        await using var store = new PostgreSqlJobStore(database);
        await store.OpenAsync(default, CancellationToken.None);
        return database;
    }

    private static async Task RefuseAsync(string database, string reason, bool migrates = true)
    {
        await using var store = new PostgreSqlJobStore(database, options => options.Migrates = migrates);
        var refusal = await Assert.ThrowsAsync<PostgreSqlStoreException>(
            async () => await store.OpenAsync(default, CancellationToken.None));
        Assert.Equal(PostgreSqlStoreProblem.Incomplete, refusal.Problem);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("from one backup", refusal.Message, StringComparison.Ordinal);
    }
}
