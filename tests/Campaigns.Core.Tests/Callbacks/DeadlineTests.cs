using static Campaigns.Tests.People;

namespace Campaigns.Tests.Callbacks;

/// <summary>Callbacks that never arrive: the slot is freed at the deadline, whatever happens in between.</summary>
public class DeadlineTests
{
    [Fact]
    public void Attempt_without_an_outcome_is_looked_up_at_its_deadline_and_then_unknown()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Timed(Minutes(2)), Many(2));

        harness.Advance(Minutes(2) - Seconds(1));
        Assert.Equal((1, 1), (harness.Statistics(campaign).Live, harness.Statistics(campaign).Pending));
        harness.Advance(Seconds(1));
        Assert.Equal(
            (1, 1, 0), (harness.Statistics(campaign).Live, harness.Statistics(campaign).Unknown, harness.Statistics(campaign).Pending));
    }

    [Theory]
    [InlineData(AttemptOutcome.Completed, JobState.Completed, 1)]
    [InlineData(AttemptOutcome.None, JobState.Live, 1)]
    [InlineData(AttemptOutcome.NotPlaced, JobState.Live, 2)]
    public void What_the_look_up_finds_counts(AttemptOutcome found, JobState state, int dispatches)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts().OnQuery = _ => found == AttemptOutcome.None
            ? LookUpResult.Live()
            : found == AttemptOutcome.NotPlaced ? LookUpResult.NotPlaced : LookUpResult.Ended(found);
        var campaign = harness.Run(Timed(Minutes(2)), One());

        harness.Advance(Minutes(3));

        Assert.Equal((state, dispatches), (harness.Contact(campaign, "ann").State, harness.Provider.Dispatches.Count));
        Assert.All(harness.Provider.Dispatches, call => Assert.Equal(1, call.Request.Try)); // an unplaced attempt spends no try
    }

    [Fact]
    public void Late_callback_corrects_the_record_and_the_statistics_once()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Timed(Minutes(2)), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        harness.Advance(Minutes(2));
        Assert.Equal((1, CampaignState.Failed), (harness.Statistics(campaign).Unknown, harness.Statistics(campaign).State));

        harness.Report(attempt, AttemptOutcome.NoAnswer);
        harness.Report(attempt, AttemptOutcome.NoAnswer);
        harness.Advance(Hours(1));

        Assert.Equal([(AttemptOutcome.NoAnswer, 1L)], harness.Statistics(campaign).Outcomes.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal((0, 1), (harness.Statistics(campaign).Unknown, harness.Statistics(campaign).Failed));
        Assert.Single(harness.Provider.Dispatches); // the outcome is revised, but the job stays ended
    }

    [Fact]
    public void Progress_gives_the_outcome_its_time_again_and_old_news_does_not()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Timed(Minutes(2)), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;

        harness.Advance(Seconds(100));
        harness.Do(reports => reports.ReportAsync(new ProviderReport(attempt, AttemptState.Answered)));
        harness.Advance(Seconds(100));
        Assert.Equal(1, harness.Statistics(campaign).Live);
        harness.Do(reports => reports.ReportAsync(new ProviderReport(attempt, AttemptState.Answered)));
        harness.Do(reports => reports.ReportAsync(new ProviderReport(attempt, AttemptState.Ringing)));
        harness.Advance(Seconds(20));

        Assert.Equal((0, 1), (harness.Statistics(campaign).Live, harness.Statistics(campaign).Unknown));
    }

    [Fact]
    public void Deadline_does_not_begin_anew_with_the_process()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Timed(Minutes(2)), Many(1).Concat(Many(1, "q").Select(q => new Contact(q.Key, "+15559990000"))));
        for (var i = 0; i < 5; i++)
        {
            harness.Advance(Seconds(23));
            harness.Restart();
        }

        Assert.Equal(1, harness.Statistics(campaign).Live);
        harness.Advance(Seconds(5));
        Assert.Equal(1, harness.Statistics(campaign).Unknown);
    }

    [Theory]
    [InlineData(AttemptState.Ringing, 130)]
    [InlineData(AttemptState.Ringing, 190)]
    [InlineData(AttemptState.Answered, 130)]
    [InlineData(AttemptState.Answered, 210)]
    public void Time_that_progress_gave_again_outlives_a_restart(AttemptState progress, int restartAt)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Timed(Minutes(2)), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        harness.Advance(Seconds(100));
        harness.Do(reports => reports.ReportAsync(new ProviderReport(attempt, progress)));

        harness.AdvanceTo(Nine + Seconds(restartAt));
        harness.Restart();
        harness.AdvanceTo(Nine + Seconds(100 + 120 - 1));

        Assert.Equal((1, 0), (harness.Statistics(campaign).Live, harness.Statistics(campaign).Unknown));
        harness.AdvanceTo(Nine + Minutes(10)); // the deadline may come later, because the store keeps the reported state but not its time
        Assert.Equal((0, 1), (harness.Statistics(campaign).Live, harness.Statistics(campaign).Unknown));
    }

    [Fact]
    public void Campaign_whose_callbacks_are_all_lost_leaks_no_slot()
    {
        using var harness = new CampaignHarness(options => options.AddProvider(
            "voice", new Answering(_ => new(DispatchResult.Accepted())),
            use => use.CircuitBreaker = new CircuitBreakerOptions { ConsecutiveFailures = int.MaxValue }));
        var campaign = harness.Run(Timed(Minutes(1), maxConcurrent: 10), Many(100));

        harness.Advance(Minutes(10));

        Assert.Equal((100, 0), (harness.Statistics(campaign).Unknown, harness.Statistics(campaign).Live));
        Assert.Equal(0, harness.Do(operations => operations.ListProvidersAsync())[0].Live);
    }

    private static CampaignDefinition Timed(TimeSpan timeout, int maxConcurrent = 1) =>
        Calls(StepRetryPolicy.None, maxConcurrent) with { Steps = [CampaignStep.Call(StepRetryPolicy.None) with { Timeout = timeout }] };
}
