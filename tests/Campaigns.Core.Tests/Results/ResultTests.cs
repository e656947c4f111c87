using Campaigns.Engine;
using Campaigns.Tests.Feed;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Results;

/// <summary>What attempts tell besides their outcomes: given, corrected, and read back.</summary>
public class ResultTests
{
    private static readonly AttemptResult Full = new()
    {
        AnsweredBy = AnsweredBy.Human,
        RingTime = Seconds(4),
        TalkTime = Seconds(95),
        Cost = new AttemptCost(0.0125m, "EUR"),
        Recording = new Uri("https://example.com/recordings/1"),
        Transcript = new Uri("https://example.com/transcripts/1"),
        Data = "{\"mood\":\"fine\"}",
    };

    [Fact]
    public void Result_of_a_completed_dispatch_stands_in_the_timeline_after_a_restart_too()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => DispatchResult.Completed(AttemptOutcome.Completed, "CA1", Full));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());

        Assert.Equal((Full, "CA1"), (ResultOf(harness, campaign), harness.Contact(campaign, "ann").Timeline[0].ProviderCallId));
        harness.Restart();
        Assert.Equal(Full, ResultOf(harness, campaign));
    }

    [Fact]
    public void Change_feed_tells_each_result_before_the_end_and_after_it()
    {
        using var harness = new CampaignHarness();
        harness.Do((ICampaignFeed feed) =>
            feed.SubscribeAsync("all", ChangeFilter.All.Only(ChangeKinds.ResultTold | ChangeKinds.AttemptEnded)));
        harness.Provider.Then(_ => DispatchResult.Completed(AttemptOutcome.Completed, "CA1", Full));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        Report(harness, new() { TalkTime = Seconds(9) }, AttemptState.Ended, AttemptOutcome.Completed, at: Nine + Seconds(20));

        var told = harness.Read();

        Assert.Equal([ChangeKinds.ResultTold, ChangeKinds.AttemptEnded, ChangeKinds.ResultTold], told.Select(change => change.Kind));
        Assert.Equal([Full, null, new AttemptResult { TalkTime = Seconds(9) }], told.Select(change => change.AttemptResult));
        Assert.Equal([null, null, Nine + Seconds(20)], told.Select(change => change.OccurredAt));
        var attempt = harness.Contact(campaign, "ann").Timeline[0].Attempt;
        Assert.All(told, change => Assert.Equal((attempt, campaign, "ann"), (change.Attempt, change.Campaign, change.ContactKey)));
    }

    [Theory]
    [InlineData(AttemptState.Ringing, AttemptOutcome.None)]
    [InlineData(AttemptState.Answered, AttemptOutcome.None)]
    [InlineData(AttemptState.Ended, AttemptOutcome.Busy)]
    public void Report_in_any_state_brings_a_result(AttemptState state, AttemptOutcome outcome)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());

        Assert.Equal(ReportReceipt.Applied, Report(harness, Full, state, outcome));
        Assert.Equal(Full, ResultOf(harness, campaign));
    }

    [Fact]
    public void Report_that_brings_only_a_result_is_applied_before_and_after_the_end()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        Report(harness, null, AttemptState.Answered);

        Assert.Equal(ReportReceipt.NoNews, Report(harness, null, AttemptState.Ringing));
        Assert.Equal(ReportReceipt.Applied, Report(harness, new() { AnsweredBy = AnsweredBy.Machine }, AttemptState.Ringing));
        Report(harness, null, AttemptState.Ended, AttemptOutcome.Completed);
        Assert.Equal(ReportReceipt.NoNews, Report(harness, null, AttemptState.Ended, AttemptOutcome.Completed));
        Assert.Equal(ReportReceipt.Applied, Report(harness, new() { TalkTime = Seconds(9) }, AttemptState.Ended, AttemptOutcome.Completed));

        Assert.Equal(new AttemptResult { AnsweredBy = AnsweredBy.Machine, TalkTime = Seconds(9) }, ResultOf(harness, campaign));
        Assert.Equal(JobState.Completed, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Later_report_corrects_value_by_value_and_an_earlier_one_only_fills_gaps()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        Report(harness, new() { RingTime = Seconds(1), TalkTime = Seconds(1) }, AttemptState.Answered, at: Nine + Seconds(20));
        Report(harness, new() { TalkTime = Seconds(2), Data = "2" }, AttemptState.Ended, AttemptOutcome.Completed, at: Nine + Seconds(30));
        Report(harness, new() { Data = "3", AnsweredBy = AnsweredBy.Fax }, AttemptState.Ringing, at: Nine + Seconds(10));

        var expected = new AttemptResult
        {
            RingTime = Seconds(1), TalkTime = Seconds(2), Data = "2", AnsweredBy = AnsweredBy.Fax,
        };
        Assert.Equal(expected, ResultOf(harness, campaign));
    }

    [Fact]
    public void Result_of_a_lookup_is_stored()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts().OnQuery = _ => LookUpResult.Ended(AttemptOutcome.Busy) with { AttemptResult = Full };
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Advance(Hours(2));

        Assert.Equal((AttemptOutcome.Busy, Full), (harness.Contact(campaign, "ann").Timeline[0].Outcome, ResultOf(harness, campaign)));
    }

    [Fact]
    public void Result_in_a_report_about_an_unknown_call_is_kept_until_the_call_is_known()
    {
        var answer = new TaskCompletionSource<DispatchResult>();
        using var harness = new CampaignHarness(
            options => options.AddProvider("voice", new Answering(_ => new ValueTask<DispatchResult>(answer.Task))));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        var report = ProviderReport.OfCall("voice-1", "CA1", AttemptState.Ended, AttemptOutcome.Completed) with { AttemptResult = Full };
        var again = report with { AttemptResult = new AttemptResult { Data = "2" } };

        Assert.Equal(ReportReceipt.Parked, harness.Do(reports => reports.ReportAsync(report)));
        Assert.Equal(ReportReceipt.Parked, harness.Do(reports => reports.ReportAsync(again)));
        answer.SetResult(DispatchResult.Accepted("CA1"));
        harness.Settle();

        Assert.Equal(Full with { Data = "2" }, ResultOf(harness, campaign));
    }

    [Fact]
    public void Outcome_counts_although_the_result_of_a_dispatch_is_not_valid()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => DispatchResult.Completed(AttemptOutcome.Completed, null, Full with { Data = "{secret" }));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());

        var attempt = harness.Contact(campaign, "ann").Timeline[0];
        Assert.Equal((AttemptOutcome.Completed, null), (attempt.Outcome, attempt.AttemptResult));
        Assert.Equal("the provider's result was refused: Data is not well-formed: use one JSON value.", attempt.Note);
    }

    [Fact]
    public void Purged_campaign_leaves_no_results()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => DispatchResult.Completed(AttemptOutcome.Completed, null, Full));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        var job = harness.Contact(campaign, "ann").Timeline[0].Attempt.Job;
        harness.Do(client => client.PurgeAsync(campaign));

        Assert.Empty(harness.Do((ICampaignClient client) => ((CampaignClient)client).QueryAsync(
            queries => queries.ReadResultsAsync(job, CancellationToken.None))));
    }

    [Fact]
    public void Provider_gets_key_and_data_of_the_campaign_and_the_contact()
    {
        using var harness = new CampaignHarness();
        var data = new Dictionary<string, string> { ["voice"] = "warm" };
        harness.Run(
            Calls(StepRetryPolicy.None) with { Key = "spring", Data = data },
            new Contact("ann", "+15550100001", data: new Dictionary<string, string> { ["name"] = "Ann" }));

        var request = harness.Provider.Dispatches[0].Request;
        Assert.Equal(("spring", "warm", "Ann"), (request.Campaign.Key, request.Campaign.Data["voice"], request.Contact.Data["name"]));
    }

    private static AttemptResult? ResultOf(CampaignHarness harness, CampaignId campaign) =>
        harness.Contact(campaign, "ann").Timeline[0].AttemptResult;

    private static ReportReceipt Report(
        CampaignHarness harness, AttemptResult? result, AttemptState state, AttemptOutcome outcome = AttemptOutcome.None,
        DateTimeOffset? at = null)
    {
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        return harness.Do(
            reports => reports.ReportAsync(new ProviderReport(attempt, state, outcome) { AttemptResult = result, OccurredAt = at }));
    }
}
