using static Campaigns.Tests.People;

namespace Campaigns.Tests.Callbacks;

/// <summary>Late opt-outs among the reports about a contact, in any order.</summary>
public class OptOutReportTests
{
    [Fact]
    public void Late_opt_out_ends_a_job_that_waits_for_its_retry()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(5))), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        harness.Report(attempt, AttemptOutcome.Busy);
        harness.Report(attempt, AttemptOutcome.OptedOut);
        harness.Advance(Hours(1));

        Assert.Single(harness.Provider.Dispatches);
        Assert.Equal(JobState.Failed, harness.Contact(campaign, "ann").State);
        Assert.Equal(CampaignState.Failed, harness.Statistics(campaign).State);
    }

    [Theory]
    [InlineData(AttemptOutcome.Busy, AttemptOutcome.OptedOut)]
    [InlineData(AttemptOutcome.OptedOut, AttemptOutcome.Busy)]
    public void Opt_out_ends_a_job_the_same_way_in_any_order_when_failures_lead_on(AttemptOutcome first, AttemptOutcome second)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var step = new ContactStep { Channel = "voice", Retry = StepRetryPolicy.None, OnFailure = StepFailure.NextStep };
        var campaign = harness.Run(Calls(StepRetryPolicy.None) with { Steps = [step] }, One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        harness.Report(attempt, first);
        harness.Report(attempt, second);

        Assert.Equal(JobState.Failed, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Correction_counts_for_a_job_that_was_run_again_after_an_opt_out()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { OptOuts = OptOutScope.None }));
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(5))) with { KeepOpen = true }, One());
        harness.Report(harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.OptedOut);
        harness.Do(client => client.RerunContactAsync(campaign, "ann"));
        harness.Settle();
        var again = harness.Provider.Dispatches[1].Request.Attempt;
        harness.Report(again, AttemptOutcome.Completed);
        harness.Report(again, AttemptOutcome.Busy);

        Assert.Equal(JobState.Waiting, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Correction_of_the_last_attempt_does_not_retry_after_an_opt_out_in_an_earlier_one()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(5))) with { KeepOpen = true }, One());
        var first = harness.Provider.Dispatches[0].Request.Attempt;
        harness.Report(first, AttemptOutcome.Busy);
        harness.Advance(Minutes(5));
        var second = harness.Provider.Dispatches[1].Request.Attempt;
        harness.Report(second, AttemptOutcome.Completed);
        harness.Report(first, AttemptOutcome.OptedOut);
        harness.Report(second, AttemptOutcome.Busy);
        harness.Advance(Hours(1));

        Assert.Equal((JobState.Failed, 2), (harness.Contact(campaign, "ann").State, harness.Provider.Dispatches.Count));
    }

    [Fact]
    public void Opt_out_ends_a_contact_that_waits_after_a_rerun()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        var attempt = Attempt(harness, campaign, 0);
        Tell(harness, ProviderReport.Ended(attempt, AttemptOutcome.NoAnswer));
        harness.Do(async client =>
        {
            await client.Operations().HoldAllAsync();
            await client.RerunContactAsync(campaign, "ann");
        });

        Tell(harness, ProviderReport.Ended(attempt, AttemptOutcome.OptedOut));

        Assert.Equal(JobState.Failed, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Attempt_after_a_rerun_is_corrected_though_an_older_one_was_opted_out_of()
    {
        using var harness = new CampaignHarness();
        harness.Do(operations =>
            operations.ChangeTenantAsync("default", new TenantSettings { OptOuts = OptOutScope.None })); // otherwise, nobody is called
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(10)).On(AttemptOutcome.Machine, RetryRule.Never)), One());
        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 0), AttemptOutcome.OptedOut));
        harness.Do(client => client.RerunContactAsync(campaign, "ann"));
        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 1), AttemptOutcome.Busy));

        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 1), AttemptOutcome.Machine));
        harness.Advance(Hours(1));

        Assert.Equal((JobState.Failed, 2), (harness.Contact(campaign, "ann").State, harness.Provider.Dispatches.Count));
    }

    private static AttemptId Attempt(CampaignHarness harness, CampaignId campaign, int index) =>
        harness.Contact(campaign, "ann").Timeline[index].Attempt;

    private static ReportReceipt Tell(CampaignHarness harness, ProviderReport report) => harness.Do(reports => reports.ReportAsync(report));
}
