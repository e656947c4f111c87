using Campaigns.Storage;

namespace Campaigns.Sqlite.Tests;

/// <summary>The settings of the writing connection, also after a failure.</summary>
public sealed class ConnectionTests : IDisposable
{
    private const string Synchronous = "PRAGMA synchronous"; // 0: off; 1: normal, a power failure may lose the newest commits; 2: full
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 0)]
    public async Task Every_commit_is_synchronized_unless_tests_say_otherwise(bool syncs, int expected)
    {
        using var store = new SqliteJobStore(_folder.File, options => options.SyncsToDisk = syncs);
        await store.OpenAsync(default, CancellationToken.None);
        Assert.Equal(expected, await store.ReadNumberAsync(Synchronous));

        await FailAsync(store);
        await store.OpenAsync(default, CancellationToken.None);
        Assert.Equal(expected, await store.ReadNumberAsync(Synchronous));
    }

    [Fact]
    public async Task Connection_that_has_failed_is_not_used_again()
    {
        using var store = new SqliteJobStore(_folder.File, options => options.SyncsToDisk = false);
        var epoch = (await store.OpenAsync(default, CancellationToken.None)).Epoch;
        await store.ExecuteAsync("CREATE TEMP TABLE of_this_connection (a)");
        await FailAsync(store);

        var reopened = await store.OpenAsync(default, CancellationToken.None);

        Assert.Equal(epoch + 1, reopened.Epoch);
        Assert.Equal(0, await store.ReadNumberAsync("SELECT count(*) FROM temp.sqlite_schema"));
        await store.CommitAsync(new CommitBatch().Seal(reopened.Epoch, default), CancellationToken.None);
    }

    [Fact]
    public async Task Number_of_commits_rises_with_each_and_is_remembered_beside_the_file()
    {
        using var store = new SqliteJobStore(_folder.File, options => options.SyncsToDisk = false);
        var epoch = (await store.OpenAsync(default, CancellationToken.None)).Epoch;
        var first = await store.ReadNumberAsync("SELECT commit_no FROM store");
        await store.CommitAsync(new CommitBatch().Seal(epoch, default), CancellationToken.None);
        await store.PurgeAsync(epoch, new CampaignId(9), 1, CancellationToken.None);
        Assert.Equal(first + 2, await store.ReadNumberAsync("SELECT commit_no FROM store"));
        using var memory = CommitMemory.Open(_folder.File);
        Assert.Equal(first + 2, memory.Read()!.Value.Commit);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Ids_of_a_purged_campaign_are_never_used_again(bool isOnDisk)
    {
        using var file = SmallCampaign.Open(_folder.File);
        using var harness = new CampaignHarness(options => options.Store = isOnDisk ? file : options.Store);
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Completed));
        for (var time = 0; time < 3; time++)
        {
            var campaign = harness.Run(
                new CampaignDefinition { Name = "calls", Steps = [CampaignStep.Call(StepRetryPolicy.None)] },
                Enumerable.Range(1, 5).Select(i => new Contact($"p{i}", $"+1555{i:D7}")));
            harness.Advance(TimeSpan.FromMinutes(1));
            harness.Do(client => client.PurgeAsync(campaign));
            harness.Restart();
        }

        var attempts = harness.Provider.Dispatches.Select(dispatch => dispatch.Request.Attempt).ToList();
        Assert.Equal(15, attempts.Count);
        Assert.Equal(15, attempts.Distinct().Count());
    }

    private static async Task FailAsync(SqliteJobStore store)
    {
        await store.ExecuteAsync("PRAGMA query_only = 1");
        await Assert.ThrowsAsync<SqliteStoreException>(
            async () => await store.CommitAsync(new CommitBatch().Seal(1, default), CancellationToken.None));
    }
}
