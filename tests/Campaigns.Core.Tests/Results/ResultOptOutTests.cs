using static Campaigns.Tests.People;

namespace Campaigns.Tests.Results;

/// <summary>People who opt out in an attempt, according to its result.</summary>
public class ResultOptOutTests
{
    [Theory]
    [InlineData(OptOutScope.AllChannels, JobState.Suppressed)]
    [InlineData(OptOutScope.Channel, JobState.Completed)]
    public void Person_enters_the_list_with_the_told_scope_regardless_of_the_settings(OptOutScope scope, JobState byMail)
    {
        using var harness = new CampaignHarness(options => options
            .AddProvider(Channels.Voice, new Answering(_ => new(
                DispatchResult.Completed(AttemptOutcome.Completed, null, new AttemptResult { OptOut = scope }))))
            .AddProvider(Channels.Email, new Answering(_ => new(DispatchResult.Completed(AttemptOutcome.Completed)))));
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { OptOuts = OptOutScope.None }));
        var person = new Contact(
            "ann", "+15550100001", addresses: new Dictionary<string, string> { [Channels.Email] = "ann@example.com" });
        harness.Run(Calls(StepRetryPolicy.None), person);
        var calls = harness.Run(Calls(StepRetryPolicy.None, name: "again"), person);
        var mails = harness.Run(
            Calls(StepRetryPolicy.None) with { Steps = [CampaignStep.Message(Channels.Email, "hello", "hello")] }, person);
        harness.Restart();

        Assert.Equal((JobState.Suppressed, byMail), (harness.Contact(calls, "ann").State, harness.Contact(mails, "ann").State));
    }

    [Fact]
    public void Later_steps_and_retries_are_not_sent_and_a_wish_to_be_called_back_is_dropped()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => DispatchResult.Completed(
            AttemptOutcome.Busy, null, new AttemptResult { OptOut = OptOutScope.Channel, CallBackAt = Nine + Hours(1) })).Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(1))), One());
        harness.Advance(Hours(2));

        Assert.Equal((1, JobState.Suppressed), (harness.Provider.Dispatches.Count, harness.Contact(campaign, "ann").State));
    }

    [Fact]
    public void Late_opt_out_ends_a_job_that_waits_for_its_call_back()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => DispatchResult.Completed(
            AttemptOutcome.Completed, null, new AttemptResult { CallBackAt = Nine + Hours(1) })).Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        var told = new AttemptResult { OptOut = OptOutScope.AllChannels };
        var report = new ProviderReport(attempt, AttemptState.Ringing) { AttemptResult = told };
        harness.Do(reports => reports.ReportAsync(report));
        harness.Advance(Hours(2));

        Assert.Equal((1, JobState.Suppressed), (harness.Provider.Dispatches.Count, harness.Contact(campaign, "ann").State));
    }

    [Fact]
    public void Opt_out_told_during_a_call_ends_the_job_with_the_call()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(1))), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        var told = new AttemptResult { OptOut = OptOutScope.Channel };
        var report = new ProviderReport(attempt, AttemptState.Answered) { AttemptResult = told };
        harness.Do(reports => reports.ReportAsync(report));
        harness.Restart();
        harness.Report(attempt, AttemptOutcome.Busy);
        harness.Advance(Hours(2));

        Assert.Equal((1, JobState.Suppressed), (harness.Provider.Dispatches.Count, harness.Contact(campaign, "ann").State));
    }
}
