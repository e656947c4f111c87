using Campaigns.Tests.Providers;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Callbacks;

/// <summary>Reports that name the call by the provider's call id.</summary>
public class CallIdTests
{
    [Fact]
    public void Call_id_that_a_report_tells_is_known_from_then_on_and_for_what_was_kept_before()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Accepted());
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        var provider = harness.Do(operations => operations.ListProvidersAsync())[0].Name;
        ReportReceipt Report(ProviderReport report) => harness.Do(reports => reports.ReportAsync(report));

        Assert.Equal(ReportReceipt.Unknown, Report(ProviderReport.OfCall(provider, "call 1", AttemptState.Ended, AttemptOutcome.Busy)));
        Report(new ProviderReport(attempt, AttemptState.Ringing) { Provider = provider, CallId = "call 1" });
        Assert.Equal(AttemptOutcome.Busy, harness.Contact(campaign, "ann").Timeline[0].Outcome);
        Assert.Equal(ReportReceipt.Applied, Report(ProviderReport.OfCall(provider, "call 1", AttemptState.Ended, AttemptOutcome.Machine)));
        Assert.Equal(AttemptOutcome.Machine, harness.Contact(campaign, "ann").Timeline[0].Outcome);
        Assert.Empty(harness.Unmatched());
    }

    [Fact]
    public void Call_id_that_a_provider_has_replaced_names_nobody_elses_call()
    {
        var provider = new Gathering();
        using var harness = new CampaignHarness(options => options.AddProvider("voice", provider));
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), Many(2));
        var first = harness.Contact(campaign, "p00001").Timeline[0].Attempt;
        Tell(harness, new ProviderReport(first, AttemptState.Ringing) { CallId = "leg-1" });
        provider.Answer(DispatchResult.Accepted("call-1"));
        harness.Settle();
        Tell(harness, ProviderReport.Ended(first, AttemptOutcome.Completed));
        provider.Answer(DispatchResult.Accepted("call-2")); // the second contact's attempt, which reuses the first one's memory
        harness.Settle();

        Tell(harness, ProviderReport.OfCall("voice-1", "leg-1", AttemptState.Ended, AttemptOutcome.OptedOut));

        Assert.Equal(JobState.Live, harness.Contact(campaign, "p00002").State);
    }

    private static ReportReceipt Tell(CampaignHarness harness, ProviderReport report) => harness.Do(reports => reports.ReportAsync(report));
}
