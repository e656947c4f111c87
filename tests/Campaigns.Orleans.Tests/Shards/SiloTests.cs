using Campaigns.Orleans.Client.Members;
using Campaigns.Orleans.Client.Wire;
using Campaigns.Orleans.Shards;
using Campaigns.Orleans.Tests.Support;
using Campaigns.Tests;

namespace Campaigns.Orleans.Tests.Shards;

/// <summary>Two silos in this process, on one database server. Processes that are killed and stopped: eng/cluster-test.</summary>
[Collection(OneServer.Name)]
public sealed class SiloTests(SharedServer server)
{
    private const int Contacts = 20;
    private readonly World _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Second_silo_gets_its_share_and_hands_it_over_when_it_stops()
    {
        var database = await server.CreateDatabaseAsync();
        await using var first = await TestSilo.StartAsync("first", database, _world);
        await Until.HoldsAsync(() => first.Running.Count == 4);
        await using var second = await TestSilo.StartAsync("second", database, _world);
        await Until.HoldsAsync(() => first.Running.Count == 2 && second.Running.Count == 2);

        // Every shard sends, and half of the calls are live when the second silo stops.
        for (var shard = 0; shard < 4; shard++)
        {
            await StartCampaignAsync(shard % 2 == 0 ? first : second, shard);
        }

        await Until.HoldsAsync(() => _world.Reached.Count == 4 * Contacts / 2);
        var healthy = first.Running;
        var before = await EpochsAsync(first);
        await second.StopAsync();
        await Until.HoldsAsync(() => first.Running.Count == 4);
        var after = await EpochsAsync(first);
        Assert.All(healthy, shard => Assert.Equal(before[shard], after[shard]));

        // Live calls end by their reports, wherever they come in, and the rest is sent. Nobody is reached twice.
        var told = new HashSet<AttemptId>();
        await Until.HoldsAsync(async () =>
        {
            foreach (var attempt in _world.Attempts.Where(told.Add))
            {
                await first.Reports.ReportAsync(ProviderReport.Ended(attempt, AttemptOutcome.Completed), Token);
            }

            return _world.Reached.Count >= 4 * Contacts && told.Count == _world.Attempts.Count;
        });
        Assert.Equal(4 * Contacts, _world.Reached.Select(reached => reached.Contact).Distinct().Count());
        Assert.Equal(4 * Contacts, _world.Reached.Count);
        for (var shard = 0; shard < 4; shard++)
        {
            await Until.HoldsAsync(async () => (await StatisticsAsync(first, shard)).State == CampaignState.Completed);
        }
    }

    [Fact]
    public async Task Shard_whose_engine_was_replaced_comes_back()
    {
        var database = await server.CreateDatabaseAsync();
        await using var silo = await TestSilo.StartAsync("only", database, _world);
        await Until.HoldsAsync(() => silo.Running.Count == 4);
        var before = await EpochsAsync(silo);

        // As if another owner had taken the shard over, and gone.
        await server.Server.ExecuteInAsync(
            DatabaseOf(database), "update campaigns.shards set epoch = epoch + 5, owner = 1, lease_until = '-infinity' where shard = 2");
        await Until.HoldsAsync(async () => (await EpochsAsync(silo))[2] > before[2] + 5 && silo.Running.Count == 4);
        var after = await EpochsAsync(silo);
        Assert.Equal([before[0], before[1], before[3]], new[] { after[0], after[1], after[3] });
    }

    [Fact]
    public async Task Report_that_comes_while_the_shard_has_no_owner_is_applied_by_the_next_one()
    {
        var database = await server.CreateDatabaseAsync();
        await using (var silo = await TestSilo.StartAsync("first", database, _world))
        {
            await Until.HoldsAsync(() => silo.Running.Count == 4);
            await StartCampaignAsync(silo, 1);
            await Until.HoldsAsync(() => _world.Attempts.Count == Contacts / 2);
        }

        var options = new CampaignsClusterOptions { ConnectionString = database };
        await using var connections = new ClusterDatabase(options);
        var inbox = new ShardInbox(connections);
        foreach (var attempt in _world.Attempts.ToList())
        {
            await StoreAsync(inbox, attempt);
        }

        await using var next = await TestSilo.StartAsync("next", database, _world);
        await Until.HoldsAsync(() => _world.Attempts.Count == Contacts); // the slots of the reported calls are free
        Assert.Equal(Contacts, _world.Reached.Distinct().Count());
        await Until.HoldsAsync(async () => (await inbox.ReadAsync(1, 0, 10, Token)).Count == 0);
        Assert.Equal(Contacts / 2, (await StatisticsAsync(next, 1)).Outcomes[AttemptOutcome.Completed]);

        // And while the owner runs.
        await StoreAsync(inbox, _world.Attempts.Last());
        await Until.HoldsAsync(async () => (await inbox.ReadAsync(1, 0, 10, Token)).Count == 0);
        Assert.Equal((Contacts / 2) + 1, (await StatisticsAsync(next, 1)).Outcomes[AttemptOutcome.Completed]);
    }

    [Fact]
    public async Task Status_tells_owner_epoch_and_lease_of_each_shard()
    {
        var database = await server.CreateDatabaseAsync();
        await using var silo = await TestSilo.StartAsync("only", database, _world);
        await Until.HoldsAsync(() => silo.Running.Count == 4);
        var shards = await silo.Status.ListShardsAsync(Token);

        Assert.Equal([0, 1, 2, 3], shards.Select(shard => shard.Shard));
        Assert.All(shards, shard =>
        {
            Assert.Equal((ShardState.Running, silo.Address, "only"), (shard.State, shard.Silo, shard.SiloName));
            Assert.True(shard.Epoch >= 1);
            Assert.InRange(shard.LeaseLeft, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(2));
            Assert.Contains(Environment.MachineName, shard.Owner, StringComparison.Ordinal);
            Assert.Null(shard.Problem);
        });
        var listed = Assert.Single(await silo.Status.ListSilosAsync(Token));
        Assert.Equal(("only", silo.Address, ClusterSiloState.Active), (listed.Name, listed.Address, listed.State));
        Assert.InRange(listed.Silent!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Silo_whose_engines_have_no_provider_does_not_start()
    {
        var database = await server.CreateDatabaseAsync();
        var error = await Assert.ThrowsAnyAsync<Exception>(
            () => TestSilo.StartAsync("only", database, _world, options => options.ConfigureEngine = (_, engine) => engine.PageSize = 0));
        Assert.Contains("PageSize is 0", error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A tenant of a shard.</summary>
    private static string TenantOf(int shard) =>
        Enumerable.Range(0, 1_000).Select(number => $"tenant-{number}").First(tenant => ShardMap.ByHash(tenant, 4) == shard);

    private static async Task StartCampaignAsync(TestSilo silo, int shard)
    {
        var client = silo.Client;
        var campaign = await client.CreateAsync(
            new CampaignDefinition
            {
                Name = "calls", Key = "calls", Tenant = TenantOf(shard), MaxConcurrent = Contacts / 2,
                Steps = [CampaignStep.Call(StepRetryPolicy.None)],
            },
            Token);
        Assert.Equal(shard, ShardMap.OfCampaign(campaign));
        await client.AddContactsAsync(
            campaign, Enumerable.Range(0, Contacts).Select(number => new Contact($"{shard}-{number}", $"+1555{shard:D3}{number:D4}")),
            cancellationToken: Token);
        await client.StartAsync(campaign, Token);
    }

    private static async Task<CampaignStatistics> StatisticsAsync(TestSilo silo, int shard)
    {
        var found = await silo.Client.FindAsync(TenantOf(shard), "calls", Token);
        return found!;
    }

    /// <summary>Stores a report as the client does when the shard has no owner.</summary>
    private static async Task StoreAsync(ShardInbox inbox, AttemptId attempt) => await inbox.StoreAsync(
        1, ReportMembers.Report.Name, ShardJson.Write(ProviderReport.Ended(attempt, AttemptOutcome.Completed)), Token);

    private static async Task<IReadOnlyList<long>> EpochsAsync(TestSilo silo) =>
        [.. (await silo.Status.ListShardsAsync(Token)).Select(shard => shard.Epoch)];

    private static string DatabaseOf(string connection) => new Npgsql.NpgsqlConnectionStringBuilder(connection).Database!;
}
