using static Campaigns.Tests.People;

namespace Campaigns.Tests.Callbacks;

/// <summary>Reports about a contact that has ended, or that ends with its attempt.</summary>
public class EndedContactReportTests
{
    [Fact]
    public void Report_that_outranks_completed_is_taken_when_failures_lead_on()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var step = new ContactStep { Channel = "voice", Retry = StepRetryPolicy.None, OnFailure = StepFailure.NextStep };
        var campaign = harness.Run(Calls(StepRetryPolicy.None) with { Steps = [step] }, One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        harness.Report(attempt, AttemptOutcome.Completed);
        harness.Report(attempt, AttemptOutcome.Machine); // used to be refused: "Completed cannot become Completed"

        var contact = harness.Contact(campaign, "ann");
        Assert.Equal((JobState.Completed, AttemptOutcome.Machine), (contact.State, contact.Timeline.Single().Outcome));
    }

    [Fact]
    public void Report_that_outranks_completed_is_taken_of_a_person_suppressed_during_the_call()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(5))), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        harness.Do(reports => reports.SuppressAsync(Suppression.OfContact("default", "ann")));
        harness.Report(attempt, AttemptOutcome.Completed);
        harness.Report(attempt, AttemptOutcome.Busy); // used to be refused: "Completed cannot become Suppressed"
        harness.Advance(Hours(1));

        Assert.Single(harness.Provider.Dispatches);
        Assert.Equal(JobState.Suppressed, harness.Contact(campaign, "ann").State); // the same as if "busy" had arrived first
    }

    [Fact]
    public void Two_corrections_of_a_call_that_completed_after_its_contact_was_suppressed_count_both()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(5))) with { KeepOpen = true }, One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        harness.Do(reports => reports.SuppressAsync(Suppression.OfContact("default", "ann")));
        foreach (var outcome in new[] { AttemptOutcome.Completed, AttemptOutcome.Busy, AttemptOutcome.Machine })
        {
            harness.Report(attempt, outcome);
        }

        var contact = harness.Contact(campaign, "ann");
        // the same result as in any other order
        Assert.Equal((JobState.Suppressed, AttemptOutcome.Machine), (contact.State, contact.Timeline[0].Outcome));
    }

    [Fact]
    public void Second_report_about_what_was_unknown_does_not_reopen_the_job()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(5))), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        harness.Advance(Hours(1)); // no outcome arrives
        harness.Report(attempt, AttemptOutcome.NoAnswer);
        harness.Report(attempt, AttemptOutcome.Busy);
        harness.Advance(Hours(1));

        Assert.Single(harness.Provider.Dispatches);
        Assert.Equal(
            (JobState.Failed, AttemptOutcome.Busy),
            (harness.Contact(campaign, "ann").State, harness.Contact(campaign, "ann").Timeline[0].Outcome));
    }

    [Theory]
    [InlineData(AttemptOutcome.Completed, AttemptOutcome.Busy, AttemptOutcome.Machine)]
    [InlineData(AttemptOutcome.Busy, AttemptOutcome.Completed, AttemptOutcome.Machine)]
    [InlineData(AttemptOutcome.Machine, AttemptOutcome.Busy, AttemptOutcome.Completed)]
    public void Contact_removed_while_live_ends_the_same_in_any_order_of_reports(
        AttemptOutcome first, AttemptOutcome second, AttemptOutcome third)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(10))), One());
        var attempt = Attempt(harness, campaign, 0);
        harness.Do(client => client.RemoveContactAsync(campaign, "ann"));

        Tell(harness, ProviderReport.Ended(attempt, first));
        Tell(harness, ProviderReport.Ended(attempt, second));
        Tell(harness, ProviderReport.Ended(attempt, third));

        Assert.Equal(JobState.Removed, harness.Contact(campaign, "ann").State);
        Assert.Equal((CampaignState.Failed, 1), (harness.Statistics(campaign).State, harness.Statistics(campaign).Removed));
    }

    private static AttemptId Attempt(CampaignHarness harness, CampaignId campaign, int index) =>
        harness.Contact(campaign, "ann").Timeline[index].Attempt;

    private static ReportReceipt Tell(CampaignHarness harness, ProviderReport report) => harness.Do(reports => reports.ReportAsync(report));
}
