using Campaigns.Storage;
using Campaigns.Tests;

namespace Campaigns.PostgreSql.Tests;

/// <summary>A database that lacks reported commits is held by every later store of a process that remembers them.</summary>
[Collection(OneServer.Name)]
public sealed class LostCommitsTests(SharedServer shared)
{
    private const string Reason = "select reason from campaigns.tenants where shard = 0 and tenant = '' and held";

    [Fact]
    public async Task Next_store_of_the_shard_opens_held_once_and_uses_no_epoch_twice()
    {
        Assert.SkipWhen(PostgreSqlServer.Missing is not null, PostgreSqlServer.Missing ?? "");
        var database = await shared.CreateDatabaseAsync();
        var memory = new ShardMemory();
        var epoch = await OpenAsync(database, memory, commits: 5);

        // As a replica that was promoted: the newest commits and the last takeover are missing.
        await Sql.ExecuteAsync(database, "update campaigns.shards set (epoch, commit_no) = (0, 2)");
        Assert.Equal(epoch + 1, await OpenAsync(database, memory, commits: 1));
        var reason = Assert.IsType<string>(await Sql.ReadAsync(database, Reason));
        Assert.Contains("it ends with commit 2, but 6 were reported", reason, StringComparison.Ordinal);

        await Sql.ExecuteAsync(database, "update campaigns.tenants set held = false"); // somebody has released it
        memory.Note((epoch, 6)); // what another silo still remembers
        Assert.Equal(epoch + 2, await OpenAsync(database, memory, commits: 0));
        Assert.Null(await Sql.ReadAsync(database, Reason));
    }

    private static async Task<long> OpenAsync(string database, ShardMemory memory, int commits)
    {
        await using var store = new PostgreSqlJobStore(database, options => options.Memory = memory);
        var epoch = (await store.OpenAsync(default, CancellationToken.None)).Epoch;
        for (; commits > 0; commits--)
        {
            await store.CommitAsync(new CommitBatch().Seal(epoch, default), CancellationToken.None);
        }

        return epoch;
    }
}
