using Campaigns.Storage;
using Campaigns.Tests;
using Npgsql;

namespace Campaigns.PostgreSql.Tests;

/// <summary>Sessions that wait in a pool.</summary>
[Collection(OneServer.Name)]
public sealed class PoolTests(SharedServer shared)
{
    /// <summary>When the newest session of each pool began, of the pool where that is longer ago.</summary>
    private const string Newest = """
        select min(newest) from (select max(backend_start) as newest from pg_stat_activity
        where datname = current_database() and (application_name like '% queries' or application_name like '% lists')
        group by application_name) pools
        """;

    [Fact]
    public async Task Refusal_to_write_gives_up_the_sessions_of_queries_too()
    {
        Assert.SkipWhen(PostgreSqlServer.Missing is not null, PostgreSqlServer.Missing ?? "");
        var database = await shared.CreateDatabaseAsync();
        await using var store = new PostgreSqlJobStore(database);
        await store.OpenAsync(default, CancellationToken.None);
        await QueryAsync(store);
        var before = await Sql.ReadAsync(database, Newest);

        var name = new NpgsqlConnectionStringBuilder(database).Database;
        await Sql.ExecuteAsync(database, $"alter database {name} set default_transaction_read_only = on");
        await Sql.ExecuteAsync(database, """
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and application_name like '% writer'
            """);
        await Until.HoldsAsync(async () => await ProblemOfOpeningAsync(store) == PostgreSqlStoreProblem.ReadOnly);

        await QueryAsync(store);
        Assert.NotEqual(before, await Sql.ReadAsync(database, Newest));
    }

    [Theory]
    [InlineData("Host=db", 30, 10)]
    [InlineData("Host=db;Tcp Keepalive=true", 0, 0)]
    [InlineData("Host=db;Keepalive=20", 0, 0)]
    [InlineData("Host=db;Tcp Keepalive Time=90", 90, 0)]
    [InlineData("Host=/var/run/postgresql", 0, 0)]
    public async Task Idle_sessions_keep_the_network_open_unless_the_connection_string_says_otherwise(string given, int time, int interval)
    {
        await using var source = DataSources.ForQueries(given, new PostgreSqlStoreOptions());
        var settings = new NpgsqlConnectionStringBuilder(source.ConnectionString);

        Assert.Equal((time, interval), (settings.TcpKeepAliveTime, settings.TcpKeepAliveInterval));
    }

    private static async Task QueryAsync(PostgreSqlJobStore store)
    {
        await store.Queries.ReadInfoAsync(CancellationToken.None);
        await store.Queries.ReadCampaignsAsync(new CampaignListQuery(new PageLimits(10)), CancellationToken.None);
    }

    private static async Task<PostgreSqlStoreProblem?> ProblemOfOpeningAsync(PostgreSqlJobStore store)
    {
        try
        {
            await store.OpenAsync(default, CancellationToken.None);
            return null;
        }
        catch (PostgreSqlStoreException error)
        {
            return error.Problem;
        }
    }
}
