namespace Campaigns.Sqlite.Tests;

/// <summary>A database that has lost its newest commits opens held and says why, because contacts may have been reached since.</summary>
public sealed class LostCommitsTests : IDisposable
{
    private static readonly string[] All = ["", "-wal", "-commits"];
    private readonly StoreFolder _folder = new();
    private readonly StoreFolder _elsewhere = new();
    private readonly LogLines _log = new();

    public enum Loss
    {
        LogCut,
        LogDeleted,
        OlderCopy,
        Deleted,
    }

    public void Dispose()
    {
        _folder.Dispose();
        _elsewhere.Dispose();
    }

    [Theory]
    [InlineData(Loss.LogCut, "lost its newest commits")]
    [InlineData(Loss.LogDeleted, "lost its newest commits")]
    [InlineData(Loss.OlderCopy, "lost its newest commits")]
    public void Store_that_has_lost_commits_is_held_until_it_is_released(Loss loss, string reason)
    {
        var campaign = Lose(loss);
        using var store = SmallCampaign.Open(_elsewhere.File);
        using var harness = SmallCampaign.Engine(store, _log);

        harness.Advance(TimeSpan.FromHours(1));
        AssertHeld(harness, campaign, reason);
        harness.Restart();
        harness.Advance(TimeSpan.FromHours(1));
        AssertHeld(harness, campaign, reason);
        Assert.Contains(
            _log.Lines,
            line => line.Contains("has opened held", StringComparison.Ordinal) && line.Contains(reason, StringComparison.Ordinal));

        harness.Do(operations => operations.ReleaseAllAsync());
        harness.Advance(TimeSpan.FromHours(1));
        Assert.Equal(CampaignState.Completed, harness.Statistics(campaign).State);
    }

    [Fact]
    public void Hold_lasts_in_the_file_and_its_release_too()
    {
        var campaign = Lose(Loss.OlderCopy);
        for (var time = 0; time < 2; time++)
        {
            using var store = SmallCampaign.Open(_elsewhere.File);
            using var harness = SmallCampaign.Engine(store, _log);
            harness.Do(operations => operations.ChangeLimitsAsync(new EngineLimits { MaxConcurrent = 100 + time })); // always the same row
            AssertHeld(harness, campaign, "lost its newest commits");
        }

        using (var store = SmallCampaign.Open(_elsewhere.File))
        using (var harness = SmallCampaign.Engine(store, _log))
        {
            harness.Do(operations => operations.ReleaseAllAsync());
        }

        using var last = SmallCampaign.Open(_elsewhere.File);
        using var running = SmallCampaign.Engine(last, _log);
        running.Advance(TimeSpan.FromHours(1));
        Assert.Equal(CampaignState.Completed, running.Statistics(campaign).State);
    }

    [Fact]
    public void New_file_where_another_was_is_held()
    {
        Lose(Loss.Deleted);
        using var store = SmallCampaign.Open(_elsewhere.File, seed: 2);
        using var harness = SmallCampaign.Engine(store, _log);
        var campaign = SmallCampaign.Start(harness);
        harness.Advance(TimeSpan.FromHours(1));
        AssertHeld(harness, campaign, "Another store was in this place before");
    }

    [Fact]
    public void Store_that_was_killed_has_lost_nothing()
    {
        var sent = 0;
        var campaign =
            SmallCampaign.RunHalfWay(_folder.File, () => SmallCampaign.CopyFiles(_folder.File, _elsewhere.File, All), () => sent++);
        using var store = SmallCampaign.Open(_elsewhere.File);
        using var harness = SmallCampaign.Engine(store, _log);
        harness.Advance(TimeSpan.FromHours(1));
        Assert.Equal((CampaignState.Completed, 1), (harness.Statistics(campaign).State, sent));
    }

    [Fact]
    public void Store_that_was_killed_and_looked_at_with_another_program_has_lost_nothing()
    {
        var campaign = SmallCampaign.RunHalfWay(_folder.File, () => SmallCampaign.CopyFiles(_folder.File, _elsewhere.File, All));
        using (var other = Database.Open(_elsewhere.File, isReader: false, TimeSpan.Zero))
        {
            Assert.Equal(1, other.ReadNumber("SELECT count(*) FROM store"));
        }

        Assert.False(File.Exists($"{_elsewhere.File}-wal"), "closing moved the log into the file");
        using var store = SmallCampaign.Open(_elsewhere.File);
        using var harness = SmallCampaign.Engine(store, _log);
        harness.Advance(TimeSpan.FromHours(1));
        Assert.Equal(CampaignState.Completed, harness.Statistics(campaign).State);
    }

    /// <summary>A store runs in one folder. The other folder holds its files after the loss.</summary>
    private CampaignId Lose(Loss loss) => SmallCampaign.RunHalfWay(
        _folder.File,
        () => SmallCampaign.CopyFiles(_folder.File, _elsewhere.File, All),
        () =>
        {
            var log = $"{_elsewhere.File}-wal";
            SmallCampaign.CopyFiles(_folder.File, _elsewhere.File, loss == Loss.OlderCopy ? ["-commits"] : All);
            switch (loss)
            {
                case Loss.LogCut:
                    CutInHalf(log);
                    break;
                case Loss.LogDeleted:
                    File.Delete(log);
                    break;
                case Loss.Deleted:
                    File.Delete(log);
                    File.Delete(_elsewhere.File);
                    break;
            }
        });

    /// <summary>Cuts the valid frames of the log in half. Frames after them are left over from before the log's last restart.</summary>
    private static void CutInHalf(string log)
    {
        const int header = 32;
        const int frame = 24 + 4_096;
        var bytes = File.ReadAllBytes(log);
        var frames = 0;
        while (header + ((frames + 1) * frame) <= bytes.Length
            && bytes.AsSpan(header + (frames * frame) + 8, 8).SequenceEqual(bytes.AsSpan(16, 8)))
        {
            frames++;
        }

        Assert.True(frames > 10, "the log is too short to cut");
        using var file = new FileStream(log, FileMode.Open);
        file.SetLength(header + (frames / 2 * frame));
    }

    private static void AssertHeld(CampaignHarness harness, CampaignId campaign, string reason)
    {
        Assert.Empty(harness.Provider.Dispatches);
        if (harness.Statistics(campaign).Total > 0)
        {
            var gate = harness.Do(client => client.ExplainAsync(campaign, $"p{SmallCampaign.Contacts:D5}")).Verdicts.Single(
                verdict => verdict.Gate == "hold");
            Assert.False(gate.IsOpen);
            Assert.Contains(reason, gate.Reason, StringComparison.Ordinal);
        }
    }
}
