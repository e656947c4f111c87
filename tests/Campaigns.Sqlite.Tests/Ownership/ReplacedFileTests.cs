using Campaigns.Tests;

namespace Campaigns.Sqlite.Tests;

/// <summary>
/// Deleting, moving or replacing a file under a running engine stops the engine, because the new file does not know which attempts were
/// sent.
/// </summary>
public sealed class ReplacedFileTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly StoreFolder _elsewhere = new();
    private readonly LogLines _log = new();

    public enum Way
    {
        Deleted,
        MovedAway,
        ReplacedByAnother,
        OverwrittenByAnother,
        OverwrittenByItsBackup,
        WithoutItsLog,
    }

    public static IEnumerable<TheoryDataRow<Way>> Ways => Enum.GetValues<Way>().Select(way => new TheoryDataRow<Way>(way));

    private string Other => _elsewhere.File;

    public void Dispose()
    {
        _folder.Dispose();
        _elsewhere.Dispose();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Engine_stops_with_that_cause_and_sends_nothing_more(Way way)
    {
        using var store = SmallCampaign.Open(_folder.File);
        using var harness = SmallCampaign.Engine(store, _log);
        SmallCampaign.Start(harness);
        harness.Advance(TimeSpan.FromSeconds(10));
        await PrepareAsync(store, way);
        Do(way);
        var sent = harness.Provider.Dispatches.Count;
        Assert.InRange(sent, 50, 200);

        harness.Advance(TimeSpan.FromHours(1));

        Assert.Equal(sent, harness.Provider.Dispatches.Count);
        var refusal = Assert.Throws<CampaignException>(() => harness.Campaigns());
        Assert.Contains(_folder.File, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(
            _log.Lines,
            line => line.Contains("has stopped", StringComparison.Ordinal) && line.Contains("While it was open", StringComparison.Ordinal));
        Assert.Equal(way is not (Way.Deleted or Way.MovedAway), File.Exists(_folder.File));
    }

    /// <summary>After an error that closes the connection, the engine opens the file again or finds none.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Engine_that_reads_its_store_again_finds_no_other(Way way)
    {
        using var store = SmallCampaign.Open(_folder.File);
        using var harness = SmallCampaign.Engine(store, _log);
        SmallCampaign.Start(harness);
        harness.Advance(TimeSpan.FromSeconds(10));
        await PrepareAsync(store, way);
        await store.ExecuteAsync("PRAGMA query_only = 1"); // the next commit fails
        Do(way);
        var sent = harness.Provider.Dispatches.Count;

        harness.Advance(TimeSpan.FromHours(1));

        Assert.Equal(sent, harness.Provider.Dispatches.Count);
        Assert.Contains(
            _log.Lines,
            line => line.Contains("has stopped", StringComparison.Ordinal) && line.Contains("While it was open", StringComparison.Ordinal));
        Assert.Equal(way is not (Way.Deleted or Way.MovedAway), File.Exists(_folder.File));
    }

    /// <summary>Closing the stopped store does not change the new file.</summary>
    [Theory]
    [InlineData(Way.ReplacedByAnother)]
    [InlineData(Way.OverwrittenByAnother)]
    [InlineData(Way.OverwrittenByItsBackup)]
    public async Task File_that_was_put_in_place_is_left_as_it_is(Way way)
    {
        byte[] before;
        using (var store = SmallCampaign.Open(_folder.File))
        using (var harness = SmallCampaign.Engine(store, _log))
        {
            SmallCampaign.Start(harness);
            harness.Advance(TimeSpan.FromSeconds(10));
            await PrepareAsync(store, way);
            Do(way);
            before = await File.ReadAllBytesAsync(_folder.File, TestContext.Current.CancellationToken);
            harness.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(_folder.File, TestContext.Current.CancellationToken));
    }

    /// <summary>A reader prevents the log from being written into the file, so the file itself falls far behind its log.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task File_behind_its_log_because_of_a_reader_is_taken_for_no_other(bool isNew)
    {
        if (!isNew)
        {
            SmallCampaign.RunHalfWay(_folder.File, () => { });
        }

        using (var made = Database.Open(_folder.File, isReader: false, TimeSpan.Zero))
        {
            made.Execute("PRAGMA journal_mode = WAL");
            made.ReadNumber("SELECT count(*) FROM sqlite_schema");
            made.Execute("BEGIN");
            made.ReadNumber("SELECT count(*) FROM sqlite_schema");
            using var store = SmallCampaign.Open(_folder.File);
            using var harness = SmallCampaign.Engine(store, _log);
            SmallCampaign.Start(harness);
            harness.Advance(TimeSpan.FromSeconds(10));
            await store.ExecuteAsync("PRAGMA query_only = 1");
            harness.Advance(TimeSpan.FromHours(1));
            Assert.Equal(
                1 + (isNew ? 0 : 1), harness.Campaigns().Count(campaign => campaign.State == CampaignState.Completed));
        }
    }

    [Fact]
    public async Task File_whose_log_alone_is_left_is_not_made_anew()
    {
        using (var store = SmallCampaign.Open(_folder.File))
        using (var harness = SmallCampaign.Engine(store, _log))
        {
            SmallCampaign.Start(harness);
            File.Delete(_folder.File);
            harness.Advance(TimeSpan.FromSeconds(1));
        }

        using var next = SmallCampaign.Open(_folder.File);
        var refusal = await Assert.ThrowsAsync<SqliteStoreException>(async () => await next.OpenAsync(default, CancellationToken.None));
        Assert.Equal(StoreProblem.Incomplete, refusal.Problem);
        Assert.False(File.Exists(_folder.File));
    }

    [Fact]
    public async Task Engine_of_a_process_of_its_own_says_what_has_become_of_the_file()
    {
        using var dialer = new DialerProcess(_folder.File, Dialer.Creates);
        await dialer.ReadAsync("sent", count: 20);
        File.Delete(_folder.File);
        await dialer.ReadAsync("ended");

        Assert.Contains("it was deleted, moved away or replaced", dialer.Last, StringComparison.Ordinal);
        Assert.Contains(_folder.File, dialer.Last, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File));
    }

    private async Task PrepareAsync(SqliteJobStore store, Way way)
    {
        if (way == Way.OverwrittenByItsBackup)
        {
            await store.BackupAsync(Other, CancellationToken.None);
        }
        else
        {
            using var other = SmallCampaign.Open(Other, seed: 2);
            await other.OpenAsync(default, CancellationToken.None);
        }
    }

    private void Do(Way way)
    {
        switch (way)
        {
            case Way.Deleted:
                File.Delete(_folder.File);
                break;
            case Way.MovedAway:
                File.Move(_folder.File, $"{_folder.File}.moved");
                break;
            case Way.ReplacedByAnother:
                File.Move(Other, _folder.File, overwrite: true);
                break;
            case Way.WithoutItsLog:
                File.Delete($"{_folder.File}-wal");
                break;
            default:
                File.Copy(Other, _folder.File, overwrite: true);
                break;
        }
    }
}
