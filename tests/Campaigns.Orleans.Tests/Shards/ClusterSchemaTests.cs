using Campaigns.Orleans.Shards;
using Campaigns.Orleans.Tests.Support;
using Campaigns.PostgreSql;
using Npgsql;

namespace Campaigns.Orleans.Tests.Shards;

[Collection(OneServer.Name)]
public sealed class ClusterSchemaTests(SharedServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Number_of_shards_is_what_it_was_when_the_tables_were_made()
    {
        var options = await OptionsAsync(8);
        await using var database = new ClusterDatabase(options);
        await ClusterSchema.PrepareAsync(database, options, Token);
        await ClusterSchema.PrepareAsync(database, options, Token);
        Assert.Equal(8, (await ClusterSchema.ReadMapAsync(database, Token)).Count);

        options.Shards = 16;
        var error = await Assert.ThrowsAsync<CampaignException>(() => ClusterSchema.PrepareAsync(database, options, Token));
        Assert.Contains("Shards is 16, but the database has 8 shards", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Idle_sessions_of_members_keep_the_network_open()
    {
        var settings = new NpgsqlConnectionStringBuilder(ClusterDatabase.MembersOf(new() { ConnectionString = "Host=db" }));
        Assert.Equal((30, 10), (settings.TcpKeepAliveTime, settings.TcpKeepAliveInterval));
    }

    [Fact]
    public async Task Role_that_owns_the_schema_only_creates_the_tables()
    {
        var options = await OptionsAsync(8);
        var role = $"silo_{Guid.NewGuid():N}";
        await using (var admin = NpgsqlDataSource.Create(options.ConnectionString))
        {
            await using var create = admin.CreateCommand($"create role {role} login; create schema campaigns authorization {role}");
            await create.ExecuteNonQueryAsync(Token);
        }

        options.ConnectionString = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Username = role }.ConnectionString;
        await using var database = new ClusterDatabase(options);
        await ClusterSchema.PrepareAsync(database, options, Token);

        Assert.Equal(8, (await ClusterSchema.ReadMapAsync(database, Token)).Count);
    }

    [Fact]
    public async Task Server_gives_up_what_its_client_no_longer_waits_for()
    {
        var options = await OptionsAsync(8);
        options.ConnectionString += ";Options=-c work_mem=5MB";
        await using var database = new ClusterDatabase(options);
        await using var members = NpgsqlDataSource.Create(ClusterDatabase.MembersOf(options));
        foreach (var connection in (NpgsqlConnection[])[await database.OpenAsync(Token), await members.OpenConnectionAsync(Token)])
        {
            await using var read = new NpgsqlCommand(
                "select concat_ws(' ', current_setting('statement_timeout'), current_setting('lock_timeout'), current_setting('work_mem'))",
                connection);
            Assert.Equal("3s 3s 5MB", await read.ExecuteScalarAsync(Token));
            await connection.DisposeAsync();
        }
    }

    [Fact]
    public async Task Change_of_a_member_that_is_not_there_raises_no_version()
    {
        var options = await OptionsAsync(8);
        await using var database = new ClusterDatabase(options);
        await ClusterSchema.PrepareAsync(database, options, Token);
        await database.RunAsync("insert into ~orleansmembershipversiontable (deploymentid) values ('test')", [], Token);
        var change = (await database.ReadAsync(
            "select querytext from ~orleansquery where querykey = 'UpdateMembershipKey'", row => row.GetString(0), [], Token)).Single();
        await using var members = NpgsqlDataSource.Create(ClusterDatabase.MembersOf(options));
        await using var command = members.CreateCommand(change);
        foreach (var (name, value) in (ReadOnlySpan<(string, object)>)
            [("DeploymentId", "test"), ("Version", 0), ("Status", 3), ("SuspectTimes", ""), ("IAmAliveTime", DateTime.UtcNow),
            ("Address", "127.0.0.1"), ("Port", 1), ("Generation", 1)])
        {
            command.Parameters.AddWithValue(name, value);
        }

        Assert.Equal(0, await command.ExecuteScalarAsync(Token));
        var versions = await database.ReadAsync("select version from ~orleansmembershipversiontable", row => row.GetInt32(0), [], Token);
        Assert.Equal([0], versions);
    }

    [Fact]
    public async Task Silos_that_start_at_once_create_the_tables_once()
    {
        var options = await OptionsAsync(4);
        await using var database = new ClusterDatabase(options);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ClusterSchema.PrepareAsync(database, options, Token)));

        Assert.Equal(4, (await ClusterSchema.ReadMapAsync(database, Token)).Count);
    }

    [Fact]
    public async Task Client_without_tables_is_told_to_start_a_silo()
    {
        var options = await OptionsAsync(4);
        await using var database = new ClusterDatabase(options);
        var error = await Assert.ThrowsAsync<CampaignException>(() => ClusterSchema.ReadMapAsync(database, Token));
        Assert.Contains("Start a silo", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tenants_that_one_engine_has_served_stay_in_its_shard()
    {
        var options = await OptionsAsync(8);
        await using (var store = new PostgreSqlJobStore(options.ConnectionString))
        await using (var engine = new CampaignEngine(
            new CampaignsOptions { Store = store }.AddProvider(Channels.Voice, new World().Of("only"))))
        {
            await engine.StartAsync(Token);
            await engine.Client.CreateAsync(Draft("acme"), Token);
            await engine.Client.CreateAsync(Draft("other"), Token);
        }

        await using var database = new ClusterDatabase(options);
        await ClusterSchema.PrepareAsync(database, options, Token);
        var map = await ClusterSchema.ReadMapAsync(database, Token);
        Assert.Equal((0, 0), (map.OfTenant("acme"), map.OfTenant("other")));
        Assert.Equal(ShardMap.ByHash("new", 8), map.OfTenant("new"));
    }

    [Fact]
    public async Task Listed_tenant_goes_to_its_shard_and_stays_there()
    {
        var options = await OptionsAsync(8);
        options.ShardOfTenant["acme"] = 7;
        await using var database = new ClusterDatabase(options);
        await ClusterSchema.PrepareAsync(database, options, Token);
        Assert.Equal(7, (await ClusterSchema.ReadMapAsync(database, Token)).OfTenant("acme"));

        options.ShardOfTenant["acme"] = 6;
        var error = await Assert.ThrowsAsync<CampaignException>(() => ClusterSchema.PrepareAsync(database, options, Token));
        Assert.Contains("tenants do not move", error.Message, StringComparison.Ordinal);
        Assert.Contains("campaigns.cluster_tenants", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reports_are_kept_in_order_until_they_are_removed()
    {
        var options = await OptionsAsync(4);
        await using var database = new ClusterDatabase(options);
        await ClusterSchema.PrepareAsync(database, options, Token);
        var inbox = new ShardInbox(database);
        for (byte number = 1; number <= 3; number++)
        {
            await inbox.StoreAsync(2, "Report", [number], Token);
        }

        await inbox.StoreAsync(1, "Report", [9], Token);
        var first = await inbox.ReadAsync(2, 0, 2, Token);
        Assert.Equal([1, 2], first.Select(report => (int)report.Arguments[0]));
        var next = await inbox.ReadAsync(2, first[^1].Id, 2, Token);
        Assert.Equal([3], next.Select(report => (int)report.Arguments[0]));

        await inbox.RemoveAsync(2, [first[0].Id, next[0].Id], Token);
        Assert.Equal([2], (await inbox.ReadAsync(2, 0, 10, Token)).Select(report => (int)report.Arguments[0]));
        Assert.Single(await inbox.ReadAsync(1, 0, 10, Token));
    }

    [Fact]
    public void All_problems_of_the_options_are_told_at_once()
    {
        var options = new CampaignsClusterOptions { Shards = 0, Schema = "No", LeaseTime = TimeSpan.FromSeconds(1) };
        options.ShardOfTenant["acme"] = -1;
        var error = Assert.Throws<CampaignException>(options.Check);

        Assert.Equal(CampaignError.Invalid, error.Error);
        Assert.All(
            ["ConnectionString is missing", "Shards is 0", "Schema is \"No\"", "LeaseTime is 00:00:01", "ShardOfTenant[\"acme\"] is -1"],
            part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    private static CampaignDefinition Draft(string tenant) =>
        new() { Name = "draft", Tenant = tenant, Steps = [CampaignStep.Call(StepRetryPolicy.None)] };

    private async Task<CampaignsClusterOptions> OptionsAsync(int shards) =>
        new() { ConnectionString = await server.CreateDatabaseAsync(), Shards = shards };
}
