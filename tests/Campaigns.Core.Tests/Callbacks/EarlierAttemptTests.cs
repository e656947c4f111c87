using Campaigns.Tests.Providers;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Callbacks;

/// <summary>Corrections of attempts that were already followed by others.</summary>
public class EarlierAttemptTests
{
    [Fact]
    public void Retry_after_a_correction_goes_through_the_channel_of_its_own_step()
    {
        var texts = new Gathering();
        using var harness = new CampaignHarness(options =>
        {
            options.AddProvider("voice", new ScriptedProvider(options.TimeProvider!).Accepts());
            options.AddProvider("sms", texts);
        });
        var definition = Calls(
            StepRetryPolicy.None) with { Steps = [CampaignStep.Call(
                StepRetryPolicy.Fixed(3, Minutes(10))), CampaignStep.Message("sms", "thanks")] };
        var campaign = harness.Run(definition, One());
        var call = harness.Contact(campaign, "ann").Timeline[0].Attempt;
        Tell(harness, ProviderReport.Ended(call, AttemptOutcome.Completed));
        Assert.Equal(1, texts.Calls);

        Tell(harness, ProviderReport.Ended(call, AttemptOutcome.Busy)); // while the text message is being sent
        texts.Answer(DispatchResult.NotPlaced("not now"));
        harness.Advance(Minutes(10));

        var retry = harness.Contact(campaign, "ann").Timeline[^1];
        Assert.Equal((0, 2, "voice-1"), (retry.Step, retry.Try, retry.Provider));
        Assert.Equal(1, texts.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Outcome_corrected_while_the_next_attempt_is_live_counts_for_what_follows(bool isAccepted)
    {
        var provider = new Gathering();
        using var harness = new CampaignHarness(options => options.AddProvider("voice", provider));
        var policy = StepRetryPolicy.Fixed(5, Minutes(10)).On(AttemptOutcome.Busy, RetryRule.After(Minutes(10), max: 1));
        var campaign = harness.Run(Calls(policy), One());
        provider.Answer(DispatchResult.Completed(AttemptOutcome.NoAnswer));
        harness.Advance(Minutes(10));
        if (isAccepted)
        {
            provider.Answer(DispatchResult.Accepted());
            harness.Settle();
        }

        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 0), AttemptOutcome.Busy));
        if (!isAccepted)
        {
            provider.Answer(DispatchResult.Accepted());
            harness.Settle();
        }

        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 1), AttemptOutcome.Busy)); // the second busy; only one is retried

        Assert.Equal(JobState.Failed, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Outcome_of_an_older_attempt_that_is_corrected_counts_for_what_follows()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var policy = StepRetryPolicy.Fixed(5, Minutes(10)).On(AttemptOutcome.Busy, RetryRule.After(Minutes(10), max: 1));
        var campaign = harness.Run(Calls(policy), One());
        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 0), AttemptOutcome.NoAnswer));
        harness.Advance(Minutes(10));
        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 1), AttemptOutcome.NoAnswer));
        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 0), AttemptOutcome.Busy)); // while the third attempt waits
        harness.Advance(Minutes(10));
        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 2), AttemptOutcome.Busy));

        Assert.Equal(JobState.Failed, harness.Contact(campaign, "ann").State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Correction_decides_when_the_attempt_after_it_turns_out_never_to_have_been_placed(bool restart)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts().OnQuery = _ => LookUpResult.NotPlaced;
        var policy = StepRetryPolicy.Fixed(3, Minutes(10)).On(AttemptOutcome.Machine, RetryRule.Never);
        var campaign = harness.Run(Calls(policy), One());
        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 0), AttemptOutcome.Busy));
        harness.Advance(Minutes(10));
        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 0), AttemptOutcome.Machine));
        if (restart)
        {
            harness.Restart();
        }

        harness.Advance(Hours(2));

        Assert.Equal((JobState.Failed, 2), (harness.Contact(campaign, "ann").State, harness.Provider.Dispatches.Count));
    }

    [Fact]
    public void Record_that_is_corrected_loses_the_note_of_what_was_thought_before()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => throw new TimeoutException()).Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        Assert.NotNull(harness.Contact(campaign, "ann").Timeline.Single().Note);

        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 0), AttemptOutcome.Completed));

        Assert.Null(harness.Contact(campaign, "ann").Timeline.Single().Note);
    }

    private static AttemptId Attempt(CampaignHarness harness, CampaignId campaign, int index) =>
        harness.Contact(campaign, "ann").Timeline[index].Attempt;

    private static ReportReceipt Tell(CampaignHarness harness, ProviderReport report) => harness.Do(reports => reports.ReportAsync(report));
}
