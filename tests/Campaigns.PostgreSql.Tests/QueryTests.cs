using Campaigns.PgFaults;
using Campaigns.Storage;
using Campaigns.Tests;
using Npgsql;

namespace Campaigns.PostgreSql.Tests;

/// <summary>Queries for people: on connections of their own, with their own timeout, lists from a replica.</summary>
[Trait("Category", "Process")]
public sealed class QueryTests : IAsyncLifetime
{
    private readonly FaultServer _servers = new();

    public async ValueTask InitializeAsync()
    {
        if (PostgreSqlServer.Missing is null)
        {
            await _servers.Server.CreateAsync();
        }
    }

    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    [Fact]
    public async Task Slow_query_ends_at_its_timeout_and_the_engine_never_waits_for_it()
    {
        Assert.SkipWhen(PostgreSqlServer.Missing is not null, PostgreSqlServer.Missing ?? "");
        var settings = await _servers.NewStageAsync(options => options.QueryTimeout = TimeSpan.FromSeconds(2));
        await using var stage = await FaultStage.StartAsync(settings);
        await stage.GoOnAsync();
        PostgreSqlStoreException refusal;
        await using (await Sql.HoldAsync(settings.Connection, "lock table campaigns.suppressions in access exclusive mode"))
        {
            var slow = stage.Queries.ReadSuppressionsAsync(new SuppressionQuery("default", null, null, 10),
                CancellationToken.None).AsTask();
            await stage.GoOnAsync(60);
            Assert.False(slow.IsCompleted, "the query was not slow");
            Assert.Equal(0L, await _servers.Server.ReadInAsync(settings.Database, """
                select count(*) from pg_stat_activity where application_name like '% writer' and wait_event_type = 'Lock'
                """));
            refusal = await Assert.ThrowsAsync<PostgreSqlStoreException>(() => slow);
        }

        Assert.Equal(PostgreSqlStoreProblem.Busy, refusal.Problem);
        Assert.Equal([refusal], stage.Errors.Since(0)); // the engine had none
    }

    [Fact]
    public async Task Lists_come_from_the_replica_and_what_the_engine_decides_on_does_not()
    {
        Assert.SkipWhen(PostgreSqlServer.Missing is not null, PostgreSqlServer.Missing ?? "");
        await using var replica = FaultServer.NewServer();
        var database = await _servers.CreateDatabaseAsync();
        await replica.BecomeReplicaAsync(_servers.Server);
        var settings = new StageSettings(_servers.Server, database, _servers.Server.ConnectionTo(database))
        {
            Configure = options => options.QueryConnectionString = replica.ConnectionTo(database),
        };
        await using var stage = await FaultStage.StartAsync(settings);
        await stage.GoOnAsync();
        await FaultStage.UntilAsync(() => ListAsync(stage).GetAwaiter().GetResult().Count > 0, "the replica shows no campaign");
        var lists = "select count(*) from pg_stat_activity where application_name like '% lists'";
        Assert.Equal((0L, 1L), (await _servers.Server.ReadAsync(lists), await replica.ReadAsync(lists)));

        await replica.ExecuteAsync("select pg_wal_replay_pause()"); // a replica that is far behind
        InboundEvent[] twice = [new("default", "e1", "reply")];
        await stage.Reports.IngestAsync(twice, TestContext.Current.CancellationToken);
        var again = await stage.Reports.IngestAsync(twice, TestContext.Current.CancellationToken);

        Assert.Equal(IngestResult.Duplicate, again[0].Result);
        Assert.Empty(stage.Errors.Since(0));
    }

    private static async Task<IReadOnlyList<CampaignRecord>> ListAsync(FaultStage stage)
    {
        try
        {
            return (await stage.Queries.ReadCampaignsAsync(new CampaignListQuery(new PageLimits(10)), CancellationToken.None)).Items;
        }
        catch (PostgreSqlStoreException error) when (error.InnerException is PostgresException { SqlState: "42P01" or "3F000" })
        {
            return []; // the replica does not have the schema yet
        }
    }
}
