using Campaigns.Storage;

namespace Campaigns.Sqlite.Tests;

/// <summary>Lock and epoch: each alone prevents a second engine from sending the first engine's attempts.</summary>
[Trait("Category", "Process")]
public sealed class FenceTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_the_lock_the_epoch_stops_the_first_engine_with_its_next_commit()
    {
        using var first = new DialerProcess(_folder.File, Dialer.NoLock, Dialer.Creates);
        await first.ReadAsync("sent", count: 50);
        using var second = new DialerProcess(_folder.File, Dialer.NoLock);
        await second.ReadAsync("sent", count: 200);
        await first.ReadAsync("ended");

        Assert.Contains("another engine has taken it over", first.Last, StringComparison.Ordinal);
        await second.StopAsync();
        AssertNoneTwice(first, second);
    }

    [Fact]
    public async Task Without_the_epoch_the_lock_refuses_the_second_engine()
    {
        using var first = new DialerProcess(_folder.File, Dialer.NoEpoch, Dialer.Creates);
        await first.ReadAsync("sent", count: 50);
        var link = $"{_folder.File}.link";
        File.CreateSymbolicLink(link, _folder.File);
        using var second = new DialerProcess(link, Dialer.NoEpoch);
        await second.ReadAsync("ended");
        await first.ReadAsync("sent", count: 50);

        Assert.Contains("held by process", second.Last, StringComparison.Ordinal);
        await first.StopAsync();
        AssertNoneTwice(first, second);
    }

    [Fact]
    public async Task Commit_and_purge_look_at_the_epoch_in_their_own_transaction()
    {
        using var first = New();
        using var second = New();
        var epoch = (await first.OpenAsync(default, CancellationToken.None)).Epoch;
        var taken = (await second.OpenAsync(default, CancellationToken.None)).Epoch;

        await Assert.ThrowsAsync<StoreFencedException>(async () => await first.CommitAsync(Batch(epoch), CancellationToken.None));
        await Assert.ThrowsAsync<StoreFencedException>(
            async () => await first.PurgeAsync(epoch, new CampaignId(1), 1, CancellationToken.None));
        // it cannot take the store back either
        await Assert.ThrowsAsync<StoreFencedException>(async () => await first.OpenAsync(default, CancellationToken.None));
        await second.CommitAsync(Batch(taken), CancellationToken.None);
        Assert.True(await second.PurgeAsync(taken, new CampaignId(1), 1, CancellationToken.None));
    }

    private SqliteJobStore New() => new(_folder.File, options => (options.TakesLock, options.SyncsToDisk) = (false, false));

    private static CommitBatch Batch(long epoch) => new CommitBatch().Seal(epoch, default);

    private static void AssertNoneTwice(DialerProcess first, DialerProcess second)
    {
        var sent = first.Sent.Concat(second.Sent).ToList();
        Assert.Equal(sent.Count, sent.Distinct().Count());
    }
}
