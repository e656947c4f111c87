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

    [Fact]
    public void Retry_after_a_correction_goes_through_the_channel_of_its_own_step()
    {
        var texts = new Gathering();
        using var harness = new CampaignHarness(options =>
        {
            options.AddProvider("voice", new ScriptedProvider(options.Time!).Accepts());
            options.AddProvider("sms", texts);
        });
        var definition = Calls(RetryPolicy.None) with { Steps = [Step.Call(RetryPolicy.Fixed(3, Minutes(10))), Step.Message("sms", "thanks")] };
        var campaign = harness.Run(definition, One());
        var call = harness.Contact(campaign, "ann").Timeline[0].Attempt;
        Tell(harness, ProviderReport.Ended(call, Outcome.Completed));
        Assert.Equal(1, texts.Calls);

        Tell(harness, ProviderReport.Ended(call, Outcome.Busy)); // while the text is on its way
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
        var policy = RetryPolicy.Fixed(5, Minutes(10)).On(Outcome.Busy, RetryRule.After(Minutes(10), max: 1));
        var campaign = harness.Run(Calls(policy), One());
        provider.Answer(DispatchResult.Completed(Outcome.NoAnswer));
        harness.Advance(Minutes(10));
        if (isAccepted)
        {
            provider.Answer(DispatchResult.Accepted());
            harness.Settle();
        }

        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 0), Outcome.Busy));
        if (!isAccepted)
        {
            provider.Answer(DispatchResult.Accepted());
            harness.Settle();
        }

        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 1), Outcome.Busy)); // the second busy, and only one is retried

        Assert.Equal(JobState.Failed, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Outcome_of_an_older_attempt_that_is_corrected_counts_for_what_follows()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var policy = RetryPolicy.Fixed(5, Minutes(10)).On(Outcome.Busy, RetryRule.After(Minutes(10), max: 1));
        var campaign = harness.Run(Calls(policy), One());
        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 0), Outcome.NoAnswer));
        harness.Advance(Minutes(10));
        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 1), Outcome.NoAnswer));
        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 0), Outcome.Busy)); // while the third waits
        harness.Advance(Minutes(10));
        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 2), Outcome.Busy));

        Assert.Equal(JobState.Failed, harness.Contact(campaign, "ann").State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Correction_decides_when_the_attempt_after_it_turns_out_never_to_have_been_placed(bool restart)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts().OnQuery = _ => LookUp.NotPlaced;
        var policy = RetryPolicy.Fixed(3, Minutes(10)).On(Outcome.Machine, RetryRule.Never);
        var campaign = harness.Run(Calls(policy), One());
        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 0), Outcome.Busy));
        harness.Advance(Minutes(10));
        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 0), Outcome.Machine));
        if (restart)
        {
            harness.Restart();
        }

        harness.Advance(Hours(2));

        Assert.Equal((JobState.Failed, 2), (harness.Contact(campaign, "ann").State, harness.Provider.Dispatches.Count));
    }

    [Fact]
    public void Opt_out_ends_a_contact_that_waits_after_a_rerun()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(RetryPolicy.None), One());
        var attempt = Attempt(harness, campaign, 0);
        Tell(harness, ProviderReport.Ended(attempt, Outcome.NoAnswer));
        harness.Do(async client =>
        {
            await client.HoldAsync(null);
            await client.RerunContactAsync(campaign, "ann");
        });

        Tell(harness, ProviderReport.Ended(attempt, Outcome.OptedOut));

        Assert.Equal(JobState.Failed, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Attempt_after_a_rerun_is_corrected_though_an_older_one_was_opted_out_of()
    {
        using var harness = new CampaignHarness();
        harness.Do(client => client.ChangeTenantAsync("default", new TenantSettings { OptOuts = OptOutScope.None })); // or else nobody is called again
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(RetryPolicy.Fixed(3, Minutes(10)).On(Outcome.Machine, RetryRule.Never)), One());
        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 0), Outcome.OptedOut));
        harness.Do(client => client.RerunContactAsync(campaign, "ann"));
        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 1), Outcome.Busy));

        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 1), Outcome.Machine));
        harness.Advance(Hours(1));

        Assert.Equal((JobState.Failed, 2), (harness.Contact(campaign, "ann").State, harness.Provider.Dispatches.Count));
    }

    [Fact]
    public void Providers_word_is_that_of_the_report_that_counts_when_it_brings_the_call_id_too()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(RetryPolicy.None), One());
        Tell(harness, ProviderReport.OfCall("voice-1", "c1", AttemptState.Ended, Outcome.Busy) with { Raw = "busy" });
        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 0), Outcome.Machine) with { CallId = "c1", Provider = "voice-1", Raw = "amd" });

        var entry = harness.Contact(campaign, "ann").Timeline.Single();
        Assert.Equal((Outcome.Machine, "amd"), (entry.Outcome, entry.ProviderStatus));
    }

    [Fact]
    public void Providers_word_is_that_of_the_outcome_when_reports_came_early_and_out_of_order()
    {
        var provider = new Gathering();
        using var harness = new CampaignHarness(options => options.AddProvider("voice", provider));
        var campaign = harness.Run(Calls(RetryPolicy.None), One());
        Tell(harness, ProviderReport.OfCall("voice-1", "c1", AttemptState.Ended, Outcome.Busy) with { Raw = "busy" });
        Tell(harness, ProviderReport.OfCall("voice-1", "c1", AttemptState.Ringing) with { Raw = "ringing" });

        provider.Answer(DispatchResult.Accepted("c1"));
        harness.Settle();

        var entry = harness.Contact(campaign, "ann").Timeline.Single();
        Assert.Equal((Outcome.Busy, "busy"), (entry.Outcome, entry.ProviderStatus));
    }

    [Fact]
    public void Provider_that_lost_outcomes_is_proven_by_one_that_was_quicker_than_its_dispatch()
    {
        var provider = new Gathering();
        using var harness = new CampaignHarness(options =>
            options.AddProvider("voice", provider, use => use.Breaker = new Breaker { Failures = 1 }));
        var steps = new[] { Step.Call(RetryPolicy.None) with { Timeout = Minutes(1) } };
        harness.Run(Calls(RetryPolicy.None, maxConcurrent: 1) with { Steps = steps }, Many(3));
        provider.Answer(DispatchResult.Accepted());
        harness.Advance(Minutes(1));
        Assert.Equal(ProviderState.Broken, harness.Status().State);
        harness.Advance(Seconds(30));

        Tell(harness, ProviderReport.OfCall("voice-1", "quick", AttemptState.Ended, Outcome.Busy));
        provider.Answer(DispatchResult.Accepted("quick"));
        harness.Advance(Seconds(20)); // the ramp is over

        Assert.Equal(ProviderState.Open, harness.Status().State);
    }

    [Fact]
    public void Outcomes_lost_while_the_process_was_down_say_nothing_about_the_provider()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(RetryPolicy.None, maxConcurrent: 30), Many(20));
        harness.Restart();
        harness.Do(client => client.AddContactsAsync(campaign, [One()]));
        Assert.Equal(21, harness.Provider.Dispatches.Count);
        Assert.Equal(ProviderState.Open, harness.Status().State);
        harness.Advance(Minutes(30)); // what was live before is unknown by now

        Assert.Equal(21, harness.Statistics(campaign).Unknown);
        Assert.NotEqual(ProviderState.Broken, harness.Status().State);
    }

    [Fact]
    public void Record_that_is_corrected_loses_the_note_of_what_was_thought_before()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => throw new TimeoutException()).Accepts();
        var campaign = harness.Run(Calls(RetryPolicy.None), One());
        Assert.NotNull(harness.Contact(campaign, "ann").Timeline.Single().Note);

        Tell(harness, ProviderReport.Ended(Attempt(harness, campaign, 0), Outcome.Completed));

        Assert.Null(harness.Contact(campaign, "ann").Timeline.Single().Note);
    }

    private static AttemptId Attempt(CampaignHarness harness, CampaignId campaign, int index) =>
        harness.Contact(campaign, "ann").Timeline[index].Attempt;

    private static ReportReceipt Tell(CampaignHarness harness, ProviderReport report) => harness.Do(client => client.ReportAsync(report));
}
