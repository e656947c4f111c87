using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Observability;

/// <summary>Metrics, logs and events about providers' health and their reports.</summary>
public sealed class ProviderSignalsTests : IDisposable
{
    private readonly Recording _seen = new();

    public void Dispose() => _seen.Dispose();

    [Fact]
    public void Reports_are_counted_by_what_became_of_them_once_they_are_committed()
    {
        var store = new FailingStore(new MemoryJobStore(new Random(1)));
        using var harness = New(options => options.Store = store);
        harness.Provider.Accepts();
        harness.Run(Calls(StepRetryPolicy.None) with { KeepOpen = true }, Many(2));
        var attempt = harness.Provider.Live.First();
        harness.Report(attempt, AttemptOutcome.Completed);
        harness.Report(attempt, AttemptOutcome.Completed);
        harness.Report(attempt, AttemptOutcome.Busy);
        harness.Do(reports => reports.ReportAsync(ProviderReport.OfCall("voice-1", "not ours", AttemptState.Ringing)));
        store.FailAt(1, Fault.Before);
        Assert.Throws<CampaignException>(() => harness.Report(harness.Provider.Live.Last(), AttemptOutcome.Completed));

        Assert.Equal(
            (2, 1, 0, 1),
            (Reports("applied"), Reports("no_news"), Reports("parked"), Reports("unknown")));
    }

    [Fact]
    public void Report_before_its_dispatch_has_returned_is_counted_as_parked_and_warns_nobody()
    {
        var answer = new TaskCompletionSource<DispatchResult>();
        using var harness = New(options => options.AddProvider("voice", new Answering(_ => new(answer.Task))));
        harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Do(reports => reports.ReportAsync(ProviderReport.OfCall("voice-1", "CA1", AttemptState.Ended, AttemptOutcome.Busy)));
        answer.SetResult(DispatchResult.Accepted("CA1"));
        harness.Settle();

        Assert.Equal((1, 0), (Reports("parked"), Reports("unknown")));
        Assert.Empty(Entries("ReportsUnknown"));
    }

    [Fact]
    public void Reports_about_unknown_calls_warn_once_a_minute_with_their_number_and_none_of_their_words()
    {
        using var harness = New();
        for (var i = 0; i < 50; i++)
        {
            harness.Do(reports =>
                reports.ReportAsync(
                    ProviderReport.OfCall("voice-1", $"secret {i}", AttemptState.Ended, AttemptOutcome.Busy) with { Raw = "secret" }));
            harness.Advance(Seconds(1));
        }

        Assert.Contains("Warning 12 ReportsUnknown: 1 reports", Assert.Single(Entries("ReportsUnknown")), StringComparison.Ordinal);
        harness.Advance(Seconds(11));
        harness.Do(reports => reports.ReportAsync(ProviderReport.OfCall("voice-1", "secret 99", AttemptState.Ended, AttemptOutcome.Busy)));
        Assert.Contains(" 50 reports", Entries("ReportsUnknown")[1], StringComparison.Ordinal);
        Assert.DoesNotContain(_seen.Logged, entry => entry.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void Provider_that_is_turned_off_shows_as_closed_and_each_turn_is_logged_also_after_a_restart()
    {
        using var harness = New();
        harness.Do(operations => operations.ChangeProviderAsync("voice-1", new ProviderSettings { Switch = ProviderSwitch.Off }));
        Assert.Equal(0, _seen.Look("campaigns.provider.open"));
        harness.Restart();
        Assert.Equal(2, Entries("ProviderSwitched").Count);
        harness.Do(operations => operations.ResetProviderAsync("voice-1"));
        Assert.Equal(1, _seen.Look("campaigns.provider.open"));

        Assert.Contains(
            "Information 11 ProviderSwitched: The provider voice-1 is turned Off |", Entries("ProviderSwitched")[0],
            StringComparison.Ordinal);
        Assert.Contains("is turned Automatic |", Entries("ProviderSwitched")[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Broken_provider_is_told_to_answer_again_only_when_it_has_and_not_when_it_is_turned_on_or_off()
    {
        using var harness = New();
        harness.Provider.Otherwise(_ => throw new InvalidOperationException());
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), Many(30));
        Assert.Single(Entries("ProviderClosed"));
        harness.Do(operations => operations.ChangeProviderAsync("voice-1", new ProviderSettings { Switch = ProviderSwitch.Off }));
        harness.Do(operations => operations.ResetProviderAsync("voice-1"));
        Assert.Empty(Entries("ProviderOpened"));

        harness.Provider.Accepts();
        harness.Advance(Seconds(31));
        Assert.Single(Entries("ProviderOpened"));
    }

    private double Reports(string receipt) => _seen.Sum("campaigns.reports", $"campaigns.receipt={receipt}");

    private IReadOnlyList<string> Entries(string name) => [.. _seen.Logged.Where(entry => entry.Split(' ', ':')[2] == name)];

    private CampaignHarness New(Action<CampaignsOptions>? configure = null) => new(options =>
    {
        (options.LoggerFactory, options.MeterFactory) = (_seen, _seen);
        configure?.Invoke(options);
    });
}
