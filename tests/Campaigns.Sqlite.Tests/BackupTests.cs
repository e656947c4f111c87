namespace Campaigns.Sqlite.Tests;

/// <summary>Copies of a store: which ones are complete, and the messages about those that are not.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly StoreFolder _elsewhere = new();

    private string Copy => _elsewhere.File;

    public void Dispose()
    {
        _folder.Dispose();
        _elsewhere.Dispose();
    }

    [Fact]
    public async Task Backup_of_a_running_store_is_whole_and_opens_held()
    {
        using var store = SmallCampaign.Open(_folder.File);
        using var harness = SmallCampaign.Engine(store);
        var campaign = SmallCampaign.Start(harness);
        harness.Advance(TimeSpan.FromSeconds(10));
        await store.BackupAsync(Copy, TestContext.Current.CancellationToken);
        harness.Advance(TimeSpan.FromHours(1));
        Assert.Equal(CampaignState.Completed, harness.Statistics(campaign).State);

        using var restored = SmallCampaign.Open(Copy);
        using var second = SmallCampaign.Engine(restored);
        second.Advance(TimeSpan.FromHours(1));
        Assert.Empty(second.Provider.Dispatches);
        Assert.Equal(SmallCampaign.Contacts, second.Statistics(campaign).Total);
        Assert.Contains("a copy that was made while an engine had it open", HoldOf(second, campaign), StringComparison.Ordinal);
        second.Do(operations => operations.ReleaseAllAsync());
        second.Advance(TimeSpan.FromHours(1));
        Assert.Equal(CampaignState.Completed, second.Statistics(campaign).State);
    }

    [Fact]
    public async Task File_copied_alone_from_a_running_store_is_refused()
    {
        SmallCampaign.RunHalfWay(_folder.File, () => SmallCampaign.CopyFiles(_folder.File, Copy, ""));
        await RefusesAsync("without campaigns.db-wal");
    }

    [Fact]
    public async Task File_copied_alone_right_after_it_was_opened_is_refused()
    {
        using var store = SmallCampaign.Open(_folder.File);
        await store.OpenAsync(default, CancellationToken.None);
        SmallCampaign.CopyFiles(_folder.File, Copy, "");
        await RefusesAsync("without campaigns.db-wal");
    }

    [Fact]
    public void File_copied_alone_after_a_clean_stop_is_whole()
    {
        var campaign = SmallCampaign.RunHalfWay(_folder.File, () => { });
        SmallCampaign.CopyFiles(_folder.File, Copy, "");

        using var store = SmallCampaign.Open(Copy);
        using var harness = SmallCampaign.Engine(store);
        harness.Advance(TimeSpan.FromHours(1));
        Assert.Equal(CampaignState.Completed, harness.Statistics(campaign).State);
    }

    [Fact]
    public void File_copied_with_its_log_goes_on()
    {
        var campaign = SmallCampaign.RunHalfWay(_folder.File, () => SmallCampaign.CopyFiles(_folder.File, Copy, "", "-wal"));
        using var store = SmallCampaign.Open(Copy);
        using var harness = SmallCampaign.Engine(store);
        harness.Advance(TimeSpan.FromHours(1));
        Assert.Equal(CampaignState.Completed, harness.Statistics(campaign).State);
    }

    /// <summary>SQLite would apply the log to a file that it does not belong to.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Backup_restored_beside_the_log_of_the_lost_file_is_refused_and_left_alone(bool isOfSameStore)
    {
        var backup = $"{Copy}.backup";
        var campaign = SmallCampaign.RunHalfWay(
            _folder.File,
            () => SmallCampaign.CopyFiles(_folder.File, backup, ""),
            () => SmallCampaign.CopyFiles(_folder.File, Copy, "", "-wal", "-commits"));
        if (isOfSameStore)
        {
            using var killed = Database.Open(Copy, isReader: true, TimeSpan.Zero);
            File.Delete(backup);
            killed.Execute($"VACUUM INTO '{backup}'");
            SmallCampaign.CopyFiles(_folder.File, $"{Copy}.old", "");
        }
        else
        {
            using var other = SmallCampaign.Open($"{Copy}.other", seed: 2);
            await other.OpenAsync(default, CancellationToken.None);
            File.Copy($"{Copy}.other", backup, overwrite: true);
        }

        File.Copy(backup, Copy, overwrite: true);
        var before = await File.ReadAllBytesAsync(Copy, TestContext.Current.CancellationToken);
        await RefusesAsync("belongs to another file or was truncated");
        Assert.Equal(before, await File.ReadAllBytesAsync(Copy, TestContext.Current.CancellationToken));

        File.Delete($"{Copy}-wal");
        File.Delete($"{Copy}-shm");
        if (isOfSameStore)
        {
            using var store = SmallCampaign.Open(Copy);
            using var harness = SmallCampaign.Engine(store);
            Assert.Equal(SmallCampaign.Contacts, harness.Statistics(campaign).Total);
        }
    }

    /// <summary>The backup API copies pages unchanged, including the mark that the file is open.</summary>
    [Fact]
    public async Task Copy_of_the_backup_interface_is_taken_once_it_is_said_to_be_whole()
    {
        var campaign = SmallCampaign.RunHalfWay(_folder.File, () => SmallCampaign.CopyFiles(_folder.File, Copy, "", "-wal"));
        using (var copy = Database.Open(Copy, isReader: false, TimeSpan.Zero))
        {
            Assert.Equal(1, copy.ReadNumber("SELECT count(*) FROM store")); // closing the connection moves the log into the file
        }

        await RefusesAsync("PRAGMA journal_mode = DELETE");
        using (var copy = Database.Open(Copy, isReader: false, TimeSpan.Zero))
        {
            copy.Execute("PRAGMA journal_mode = DELETE");
        }

        using var store = SmallCampaign.Open(Copy);
        using var harness = SmallCampaign.Engine(store);
        Assert.Contains("a copy that was made while an engine had it open", HoldOf(harness, campaign), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_overwrites_nothing_and_leaves_nothing_when_it_is_given_up()
    {
        using var store = SmallCampaign.Open(_folder.File);
        await store.OpenAsync(default, CancellationToken.None);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.BackupAsync(Copy, new CancellationToken(canceled: true)));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(Copy)!));

        await File.WriteAllTextAsync(Copy, "dear to somebody", TestContext.Current.CancellationToken);
        var refusal = await Assert.ThrowsAsync<SqliteStoreException>(() => store.BackupAsync(Copy, CancellationToken.None));
        Assert.Equal(StoreProblem.Refused, refusal.Problem);
        Assert.Equal("dear to somebody", await File.ReadAllTextAsync(Copy, TestContext.Current.CancellationToken));
    }

    private static string HoldOf(CampaignHarness harness, CampaignId campaign) => harness
        .Do(client => client.ExplainAsync(campaign, $"p{SmallCampaign.Contacts:D5}")).Verdicts.Single(
            verdict => verdict.Gate == "hold").Reason ?? "";

    private async Task RefusesAsync(string advice)
    {
        using var store = SmallCampaign.Open(Copy);
        var refusal = await Assert.ThrowsAsync<SqliteStoreException>(async () => await store.OpenAsync(default, CancellationToken.None));
        Assert.Equal(StoreProblem.Incomplete, refusal.Problem);
        Assert.Contains(Copy, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(advice, refusal.Message, StringComparison.Ordinal);
    }
}
