using Campaigns.Tests.Providers;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Callbacks;

/// <summary>Faults that a hostile reading of reports, corrections and breakers has found.</summary>
public class ReviewFindingsTests
{
    [Fact]
    public void Outcome_that_does_not_exist_is_refused_and_harms_nobody()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => DispatchResult.Completed((Outcome)77)).Accepts();
        var campaign = harness.Run(Calls(RetryPolicy.None, maxConcurrent: 2), Many(2));

        var refusal = Assert.Throws<CampaignException>(
            () => Tell(harness, ProviderReport.Ended(harness.Contact(campaign, "p00002").Timeline[0].Attempt, (Outcome)78)));

        Assert.Equal(CampaignError.Invalid, refusal.Error);
        Assert.Equal((JobState.Unknown, JobState.Live), (harness.Contact(campaign, "p00001").State, harness.Contact(campaign, "p00002").State));
    }

    [Fact]
    public void Call_id_that_a_provider_has_replaced_names_nobody_elses_call()
    {
        var provider = new Gathering();
        using var harness = new CampaignHarness(options => options.AddProvider("voice", provider));
        var campaign = harness.Run(Calls(RetryPolicy.None, maxConcurrent: 1), Many(2));
        var first = harness.Contact(campaign, "p00001").Timeline[0].Attempt;
        Tell(harness, new ProviderReport(first, AttemptState.Ringing) { CallId = "leg-1" });
        provider.Answer(DispatchResult.Accepted("call-1"));
        harness.Settle();
        Tell(harness, ProviderReport.Ended(first, Outcome.Completed));
        provider.Answer(DispatchResult.Accepted("call-2")); // the second contact's, in the first one's place
        harness.Settle();

        Tell(harness, ProviderReport.OfCall("voice-1", "leg-1", AttemptState.Ended, Outcome.OptedOut));

        Assert.Equal(JobState.Live, harness.Contact(campaign, "p00002").State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_has_rung_is_not_placed_again_whatever_its_provider_says(bool isThrottled)
    {
        var first = new Gathering();
        var second = new Gathering();
        using var harness = new CampaignHarness(options =>
        {
            options.AddProvider("voice", first);
            options.AddProvider("voice", second);
        });
        var campaign = harness.Run(Calls(RetryPolicy.Fixed(3, Minutes(10))), One());
        Tell(harness, new ProviderReport(Attempt(harness, campaign, 0), AttemptState.Ringing));

        first.Answer(isThrottled ? DispatchResult.RetryAt(harness.Now + Seconds(5)) : DispatchResult.NotPlaced("server error"));
        harness.Advance(Hours(1));

        Assert.Equal((JobState.Unknown, 1, 0), (harness.Contact(campaign, "ann").State, first.Calls, second.Calls));
    }

    [Theory]
    [InlineData(Outcome.Completed, Outcome.Busy, Outcome.Machine)]
    [InlineData(Outcome.Busy, Outcome.Completed, Outcome.Machine)]
    [InlineData(Outcome.Machine, Outcome.Busy, Outcome.Completed)]
    public void Contact_removed_while_live_ends_the_same_in_any_order_of_reports(Outcome first, Outcome second, Outcome third)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(RetryPolicy.Fixed(3, Minutes(10))), One());
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

    private static ReportReceipt Tell(CampaignHarness harness, ProviderReport report) => harness.Do(client => client.ReportAsync(report));
}
