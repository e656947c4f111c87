using Campaigns.Orleans.Tests.Support;
using Campaigns.Tests;

namespace Campaigns.Orleans.Tests.Shards;

/// <summary>Silos remember the commits of shards, so that a failover that loses commits does not send again.</summary>
[Collection(OneServer.Name)]
public sealed class LostCommitsTests(SharedServer server)
{
    private readonly World _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Shard_starts_held_if_the_database_has_lost_its_commits_and_is_released_as_any_hold()
    {
        var database = await server.CreateDatabaseAsync();
        await using var silo = await TestSilo.StartAsync("only", database, _world);
        await Until.HoldsAsync(() => silo.Running.Count == 4 && silo.MemoryOf(2).Last.Commit > 1);
        var (epoch, _) = silo.MemoryOf(2).Last;

        // As a replica that was promoted: the newest commits and the last takeover are missing.
        await ExecuteAsync(
            database, "update campaigns.shards set epoch = 0, commit_no = 0, owner = 1, lease_until = '-infinity' where shard = 2");
        await Until.HoldsAsync(() => silo.Running.Count == 4 && silo.MemoryOf(2).Last.Epoch > epoch);
        Assert.Equal([2], await HeldAsync(database));
        var hold = Assert.Single((await silo.Operations.ListHoldsAsync(cancellationToken: Token)).Items);
        Assert.Contains("lost its newest commits", hold.Reason, StringComparison.Ordinal);

        await silo.Operations.ReleaseAllAsync(Token);
        Assert.Empty(await HeldAsync(database));
    }

    [Fact]
    public async Task Shard_that_moves_to_another_silo_takes_along_what_is_known_of_its_commits()
    {
        var database = await server.CreateDatabaseAsync();
        await using var first = await TestSilo.StartAsync("first", database, _world, options => options.Balances = false);
        await Until.HoldsAsync(() => first.Running.Count == 4);
        await using var second = await TestSilo.StartAsync("second", database, _world, options => options.Balances = false);
        first.MemoryOf(1).Note((100, 1_000_000)); // reported, and then lost
        await first.StopAsync();
        await Until.HoldsAsync(() => second.Running.Count == 4);

        Assert.Equal([1], await HeldAsync(database));
        Assert.Equal(101, second.MemoryOf(1).Last.Epoch);
    }

    [Fact]
    public async Task Options_hold_a_shard_at_its_first_start_on_a_silo_only()
    {
        var database = await server.CreateDatabaseAsync();
        await using var silo = await TestSilo.StartAsync(
            "only", database, _world, options => options.ConfigureEngine = (_, engine) => engine.StartHeld = true);
        await Until.HoldsAsync(() => silo.Running.Count == 4);
        Assert.Equal([0, 1, 2, 3], await HeldAsync(database));
        await silo.Operations.ReleaseAllAsync(Token);
        var (epoch, _) = silo.MemoryOf(2).Last;

        // As if another owner had taken the shard over, and gone.
        await ExecuteAsync(database, "update campaigns.shards set epoch = epoch + 5, owner = 1, lease_until = '-infinity' where shard = 2");
        await Until.HoldsAsync(() => silo.Running.Count == 4 && silo.MemoryOf(2).Last.Epoch > epoch + 5);

        Assert.Empty(await HeldAsync(database));
    }

    private Task ExecuteAsync(string database, string sql) =>
        server.Server.ExecuteInAsync(new Npgsql.NpgsqlConnectionStringBuilder(database).Database!, sql);

    /// <summary>The shards that hold everything.</summary>
    private static async Task<IReadOnlyList<int>> HeldAsync(string database)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("select shard from campaigns.tenants where tenant = '' and held order by shard");
        await using var reader = await command.ExecuteReaderAsync(Token);
        var shards = new List<int>();
        while (await reader.ReadAsync(Token))
        {
            shards.Add(reader.GetInt32(0));
        }

        return shards;
    }
}
