namespace Campaigns.Sqlite.Tests;

/// <summary>After the steps of the restore runbook, nobody is contacted twice for calls that the backup has forgotten.</summary>
public sealed class RestoreTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly StoreFolder _elsewhere = new();

    public void Dispose()
    {
        _folder.Dispose();
        _elsewhere.Dispose();
    }

    [Fact]
    public async Task Nobody_is_contacted_twice_after_a_backup_is_restored_by_the_runbook()
    {
        var (campaign, calls, backup) = await RunPastTheBackupAsync();
        using var store = SmallCampaign.Open(_elsewhere.File);
        using var harness = Engine(store, calls[^1].At.AddHours(1));
        harness.Advance(TimeSpan.FromHours(1));
        Assert.Empty(harness.Provider.Dispatches);
        var hold = Assert.Single(harness.Do(operations => operations.ListHoldsAsync()).Items);
        Assert.InRange(hold.LastCommit!.Value, backup.AddSeconds(-1), backup);

        var gap = calls.Where(call => call.At >= hold.LastCommit).ToList(); // as the provider lists them
        Assert.InRange(gap.Count, 90, 110);
        harness.Do(reports => reports.ReportAsync(Report(gap[^1]))); // a report that arrives late
        Assert.Single(harness.Do(operations => operations.ListUnmatchedReportsAsync()).Items);
        var added = gap.Count(call => Note(harness, campaign, call));
        Assert.InRange(added, gap.Count - 10, gap.Count); // the calls of the last commit before the backup are known
        Assert.DoesNotContain(true, gap.Select(call => Note(harness, campaign, call))); // the list may be noted again
        Assert.Empty(harness.Do(operations => operations.ListUnmatchedReportsAsync()).Items);
        harness.Do(operations => operations.ReleaseAllAsync());
        harness.Advance(TimeSpan.FromHours(1));

        Assert.Equal(CampaignState.Completed, harness.Statistics(campaign).State);
        var contacted = calls.Concat(harness.Provider.Dispatches).Select(call => call.ContactKey).ToList();
        Assert.Equal(SmallCampaign.Contacts, contacted.Count);
        Assert.Equal(SmallCampaign.Contacts, contacted.Distinct().Count());
    }

    /// <summary>The snapshot of a machine takes the companion file back as well, so that only the host can know of the later commits.</summary>
    [Fact]
    public void Snapshot_of_a_machine_that_was_taken_back_starts_held_by_the_commit_that_the_host_remembers()
    {
        var campaign = SmallCampaign.RunHalfWay(
            _folder.File, () => SmallCampaign.CopyFiles(_folder.File, _elsewhere.File, "", "-wal", "-commits"), () => { });
        long seen;
        using (var newest = SmallCampaign.Open(_folder.File))
        using (var engine = SmallCampaign.Engine(newest))
        {
            seen = engine.Do(operations => operations.GetStoreInfoAsync()).Commit;
        }

        using var store = SmallCampaign.Open(_elsewhere.File);
        using var harness = new CampaignHarness(options => (options.Store, options.LastCommit) = (store, seen));

        harness.Advance(TimeSpan.FromHours(1));

        Assert.Empty(harness.Provider.Dispatches);
        var verdicts = harness.Do(client => client.ExplainAsync(campaign, $"p{SmallCampaign.Contacts:D5}")).Verdicts;
        Assert.Contains("has lost its newest commits", verdicts.Single(verdict => verdict.Gate == "hold").Reason, StringComparison.Ordinal);
    }

    private async Task<(CampaignId Campaign, List<ScriptedDispatch> Calls, DateTimeOffset Backup)> RunPastTheBackupAsync()
    {
        using var store = SmallCampaign.Open(_folder.File);
        using var harness = Engine(store, start: null);
        var campaign = SmallCampaign.Start(harness);
        harness.Advance(TimeSpan.FromSeconds(10));
        await store.BackupAsync(_elsewhere.File, TestContext.Current.CancellationToken);
        var backup = harness.Now;
        harness.Advance(TimeSpan.FromSeconds(10));
        return (campaign, [.. harness.Provider.Dispatches], backup);
    }

    private static CampaignHarness Engine(SqliteJobStore store, DateTimeOffset? start)
    {
        var harness = new CampaignHarness(options => (options.Store, options.StartHeld) = (store, start is not null), start);
        harness.Provider.Otherwise(request => DispatchResult.Completed(AttemptOutcome.Completed, CallId(request)));
        return harness;
    }

    private static bool Note(CampaignHarness harness, CampaignId campaign, ScriptedDispatch call) => harness.Do(
        operations => operations.NoteCallAsync(
            campaign, call.ContactKey, new NotedCall("voice-1", CallId(call.Request), AttemptOutcome.Completed)));

    private static ProviderReport Report(ScriptedDispatch call) =>
        ProviderReport.OfCall("voice-1", CallId(call.Request), AttemptState.Ended, AttemptOutcome.Completed);

    private static string CallId(DispatchRequest request) => $"call of {request.Contact.Key}";
}
