using static Campaigns.Tests.People;

namespace Campaigns.Tests.Retries;

/// <summary>Retries beside new calls, corrections and pauses.</summary>
public class RetryTests
{
    private static readonly StepRetryPolicy Often = StepRetryPolicy.Fixed(StepRetryPolicy.MaxAttempts, Seconds(10));

    // Seen elsewhere: while any campaign has a due retry, no campaign makes a new call.
    [Fact]
    public void Due_retries_of_one_campaign_halt_no_new_calls_of_another()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(request =>
            request.Campaign.Name == "busy" && request.Try == 1
                ? DispatchResult.Completed(AttemptOutcome.Busy)
                : DispatchResult.Accepted());
        var busy = harness.Run(Calls(Often, maxConcurrent: 5, name: "busy"), Many(100));
        harness.Advance(Seconds(30)); // five retries are live; the other 95 are due and wait
        Assert.Equal((5, 95), (harness.Statistics(busy).Live, harness.Statistics(busy).WaitingForRetry));

        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 50, name: "new"), Others(50));

        Assert.Equal(
            50, harness.Provider.Dispatches.Count(dispatch => dispatch.Request.Campaign.Name == "new" && dispatch.At == harness.Now));
    }

    // Seen elsewhere: retries of all campaigns go first, so a campaign with many retries takes over a shared limit.
    [Fact]
    public void Retries_of_one_campaign_take_no_more_than_its_share_of_a_shared_limit()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(
            request => DispatchResult.Completed(request.Campaign.Name == "busy" ? AttemptOutcome.Busy : AttemptOutcome.Completed));
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Rate = RateLimit.PerSecond(10) }));
        harness.Run(Calls(Often, maxConcurrent: 100, name: "busy"), Many(200)); // twice as many due retries as the rate allows
        harness.Advance(Minutes(1));
        var before = harness.Provider.Dispatches.Count;

        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 100, name: "new"), Others(1_000));
        harness.Advance(Seconds(20));

        var shares = harness.Provider.Dispatches.Skip(before).CountBy(dispatch => dispatch.Request.Campaign.Name).ToDictionary();
        Assert.InRange(shares["new"] - shares["busy"], -2, 2);
    }

    // Seen elsewhere: a bare "completed" after "busy" counts a second time, as a success.
    [Fact]
    public void Completed_after_busy_is_not_counted_twice()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(2, Seconds(10))), One());
        var first = harness.Provider.Dispatches[0].Request.Attempt;
        harness.Report(first, AttemptOutcome.Busy);
        harness.Report(first, AttemptOutcome.Completed);
        Assert.Equal([(AttemptOutcome.Busy, 1L)], harness.Statistics(campaign).Outcomes.Select(pair => (pair.Key, pair.Value)));

        harness.Advance(Seconds(10));
        harness.Report(first, AttemptOutcome.Completed); // once more, while the retry is live
        harness.Report(harness.Provider.Dispatches[1].Request.Attempt, AttemptOutcome.NoAnswer);

        var statistics = harness.Statistics(campaign);
        Assert.Equal((0, 1, 1), (statistics.Completed, statistics.Failed, statistics.RetriesAttempted));
        Assert.Equal(
            [(AttemptOutcome.NoAnswer, 1L), (AttemptOutcome.Busy, 1L)],
            statistics.Outcomes.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)));
    }

    // Seen elsewhere: a pause stops new calls, but scheduled retries still fire at their time.
    [Fact]
    public void Pause_lets_no_scheduled_retry_fire()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(request => DispatchResult.Completed(request.Try == 1 ? AttemptOutcome.Busy : AttemptOutcome.Completed));
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(2, Seconds(10))), Many(20));
        harness.Advance(Seconds(5));
        harness.Do(client => client.PauseAsync(campaign));
        harness.Advance(Hours(1));
        Assert.Equal((20, 20), (harness.Provider.Dispatches.Count, harness.Statistics(campaign).WaitingForRetry));

        harness.Do(client => client.ResumeAsync(campaign));

        Assert.Equal(20, harness.Provider.Dispatches.Count(dispatch => dispatch.At == Nine + Seconds(5) + Hours(1)));
    }
}
