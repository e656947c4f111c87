using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Callbacks;

/// <summary>A report outranks the recorded outcome: the job continues as if the attempt had ended that way in the first place.</summary>
public class CorrectionTests
{
    [Fact]
    public void Correction_cancels_a_retry_that_waits()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(Retry(AttemptOutcome.Machine)), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;

        harness.Report(attempt, AttemptOutcome.Busy);
        Assert.Equal(JobState.Waiting, harness.Contact(campaign, "ann").State);
        harness.Report(attempt, AttemptOutcome.Machine);
        harness.Advance(Hours(24));

        Assert.Equal((JobState.Failed, 1), (harness.Contact(campaign, "ann").State, harness.Provider.Dispatches.Count));
        Assert.Equal(CampaignState.Failed, harness.Statistics(campaign).State);
    }

    [Fact]
    public void Correction_cancels_a_retry_that_is_committed_and_not_sent()
    {
        var canceled = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            var store = new HookStore(new MemoryJobStore(new Random(1)));
            using var harness = new CampaignHarness(options => options.Store = store, seed: seed);
            harness.Provider.Accepts();
            var campaign = harness.Run(Calls(Retry(AttemptOutcome.Machine)), One());
            var attempt = harness.Provider.Dispatches[0].Request.Attempt;
            harness.Report(attempt, AttemptOutcome.Busy);
            Task<ReportReceipt>? report = null;
            store.OnAttempts = () => report = harness.Reports.ReportAsync(ProviderReport.Ended(attempt, AttemptOutcome.Machine));

            harness.Advance(Minutes(10)); // the report arrives during the commit of the retry

            Assert.Equal(ReportReceipt.Applied, harness.Do((ICampaignClient _) => report!));
            var contact = harness.Contact(campaign, "ann");
            var isSent = harness.Provider.Dispatches.Count == 2;
            canceled += isSent ? 0 : 1;
            Assert.Equal(isSent ? JobState.Live : JobState.Failed, contact.State);
            Assert.Equal(AttemptOutcome.Machine, contact.Timeline[0].Outcome);
            harness.Advance(Hours(1));
            Assert.Equal(isSent ? 2 : 1, harness.Provider.Dispatches.Count(call => call.Request.Try <= 2));
        }

        Assert.InRange(canceled, 1, 40);
    }

    [Fact]
    public void Correction_plans_the_retry_anew()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var policy = StepRetryPolicy.Fixed(3, Minutes(60)).On(AttemptOutcome.Busy, RetryRule.After(Minutes(10)));
        var campaign = harness.Run(Calls(policy), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;

        harness.Report(attempt, AttemptOutcome.NoAnswer);
        harness.Advance(Minutes(4));
        harness.Report(attempt, AttemptOutcome.Busy);

        Assert.Equal(harness.Now + Minutes(10), harness.Contact(campaign, "ann").NextDue);
        Assert.Equal(1, harness.Contact(campaign, "ann").Attempts);
    }

    [Fact]
    public void Correction_counts_the_outcomes_before_it_as_they_were()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var policy = StepRetryPolicy.Fixed(5, Minutes(10)).On(AttemptOutcome.Busy, RetryRule.After(Minutes(10), max: 1));
        var campaign = harness.Run(Calls(policy), One());
        harness.Report(harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.Busy);
        harness.Advance(Minutes(10));
        var second = harness.Provider.Dispatches[1].Request.Attempt;

        harness.Report(second, AttemptOutcome.NoAnswer);
        Assert.Equal(JobState.Waiting, harness.Contact(campaign, "ann").State);
        harness.Report(second, AttemptOutcome.Busy); // the second busy; only one may be retried

        Assert.Equal(JobState.Failed, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Correction_of_a_success_takes_back_the_next_step()
    {
        using var harness = new CampaignHarness(options =>
        {
            options.AddProvider("voice", new ScriptedProvider(options.TimeProvider!).Accepts());
            options.AddProvider("sms", new ScriptedProvider(options.TimeProvider!));
        });
        var definition = new CampaignDefinition
        {
            Name = "call, then text",
            Steps = [CampaignStep.Call(
                StepRetryPolicy.Fixed(2, Minutes(10))), CampaignStep.Wait(Hours(1)), CampaignStep.Message("sms", "thanks")],
        };
        var campaign = harness.Run(definition, One());
        var attempt = harness.Contact(campaign, "ann").Timeline[0].Attempt;

        harness.Do(reports => reports.ReportAsync(ProviderReport.Ended(attempt, AttemptOutcome.Completed)));
        Assert.Equal(2, harness.Contact(campaign, "ann").Step);
        harness.Do(reports => reports.ReportAsync(ProviderReport.Ended(attempt, AttemptOutcome.Busy)));

        var contact = harness.Contact(campaign, "ann");
        Assert.Equal((0, JobState.Waiting, harness.Now + Minutes(10)), (contact.Step, contact.State, contact.NextDue));
        harness.Advance(Minutes(10));
        Assert.Equal((0, 2), (harness.Contact(campaign, "ann").Step, harness.Contact(campaign, "ann").Timeline[1].Try));
    }

    [Fact]
    public void Correction_of_an_attempt_that_failed_for_good_may_retry_it()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(Retry(AttemptOutcome.NoAnswer)), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;

        harness.Report(attempt, AttemptOutcome.NoAnswer);
        Assert.Equal(CampaignState.Failed, harness.Statistics(campaign).State);
        harness.Report(attempt, AttemptOutcome.Busy);

        Assert.Equal(
            (JobState.Waiting, CampaignState.Running), (harness.Contact(campaign, "ann").State, harness.Statistics(campaign).State));
    }

    [Fact]
    public void Wish_to_be_called_at_a_time_outlives_a_correction()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(10))), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        harness.Report(attempt, AttemptOutcome.NoAnswer);
        harness.Do(client => client.RescheduleContactAsync(campaign, "ann", Nine + Hours(8)));

        harness.Report(attempt, AttemptOutcome.Busy);
        Assert.Equal(Nine + Hours(8), harness.Contact(campaign, "ann").NextDue);

        harness.Report(attempt, AttemptOutcome.OptedOut);
        Assert.Equal(JobState.Failed, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Rerun_is_not_undone_by_a_correction()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        harness.Report(attempt, AttemptOutcome.NoAnswer);
        harness.Do(client => client.RerunContactAsync(campaign, "ann"));

        harness.Report(attempt, AttemptOutcome.Invalid);
        harness.Settle();

        Assert.Equal(2, harness.Provider.Dispatches.Count(call => call.ContactKey == "ann"));
        Assert.Equal(JobState.Live, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Opt_out_reported_late_ends_what_follows_whatever_has_happened_since()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(5, Minutes(10))), One());
        var first = harness.Provider.Dispatches[0].Request.Attempt;
        harness.Report(first, AttemptOutcome.Busy);
        harness.Advance(Minutes(10));
        harness.Report(harness.Provider.Dispatches[1].Request.Attempt, AttemptOutcome.Busy);
        harness.Advance(Minutes(10));

        harness.Report(first, AttemptOutcome.OptedOut); // while the third attempt is live
        harness.Report(harness.Provider.Dispatches[2].Request.Attempt, AttemptOutcome.Busy);
        harness.Advance(Hours(24));

        Assert.Equal((JobState.Failed, 3), (harness.Contact(campaign, "ann").State, harness.Provider.Dispatches.Count));
    }

    [Fact]
    public void Attempt_that_was_said_not_to_be_placed_and_was_spends_and_counts()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => DispatchResult.NotPlaced("we think")).Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(1, Minutes(10))), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        Assert.Equal(JobState.Waiting, harness.Contact(campaign, "ann").State);

        harness.Report(attempt, AttemptOutcome.Completed);
        harness.Advance(Hours(24));

        Assert.Equal((JobState.Completed, 1), (harness.Contact(campaign, "ann").State, harness.Provider.Dispatches.Count));
        Assert.Equal([(AttemptOutcome.Completed, 1L)], harness.Statistics(campaign).Outcomes.Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public void Campaign_that_was_canceled_stays_so_and_its_figures_follow_the_report()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(10))), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        harness.Report(attempt, AttemptOutcome.NoAnswer);
        harness.Do(client => client.CancelAsync(campaign));

        harness.Report(attempt, AttemptOutcome.Busy);

        Assert.Equal((CampaignState.Canceled, 1), (harness.Statistics(campaign).State, harness.Statistics(campaign).Canceled));
        Assert.Equal([AttemptOutcome.Busy], harness.Statistics(campaign).Outcomes.Keys);
    }

    [Fact]
    public void Retries_count_when_a_report_shows_that_what_was_not_placed_was()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Busy).Then(_ => DispatchResult.NotPlaced("lost")).Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(5, Seconds(10))), One());
        harness.Advance(Seconds(10));
        harness.Report(harness.Provider.Dispatches[1].Request.Attempt, AttemptOutcome.NoAnswer);

        var fold = harness.Contact(campaign, "ann").Timeline.Count(a => a.Try > 1 && a.Outcome is AttemptOutcome.NoAnswer);
        Assert.Equal(fold, harness.Statistics(campaign).RetriesAttempted);
        Assert.Equal(
            [(1, AttemptOutcome.Busy, 1L), (2, AttemptOutcome.NoAnswer, 1L)],
            harness.Statistics(campaign).OutcomesByTry.SelectMany(tries => tries.Value.Select(pair => (tries.Key, pair.Key, pair.Value))));
    }

    /// <summary>Three attempts, ten minutes apart, without a retry after the given outcome.</summary>
    private static StepRetryPolicy Retry(AttemptOutcome never) => StepRetryPolicy.Fixed(3, Minutes(10)).On(never, RetryRule.Never);
}
