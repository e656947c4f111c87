using static Campaigns.Tests.People;

namespace Campaigns.Tests.Results;

/// <summary>People who ask to be called back at a time.</summary>
public class CallBackTests
{
    private static readonly DateTimeOffset Five = new(2026, 1, 5, 17, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(AttemptOutcome.Completed)]
    [InlineData(AttemptOutcome.Busy)]
    [InlineData(AttemptOutcome.Rejected)]
    [InlineData(AttemptOutcome.Unknown)]
    public void Person_is_called_back_at_that_time_whatever_the_outcome_and_with_all_tries_spent(AttemptOutcome outcome)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => DispatchResult.Completed(outcome, null, Wish(Five))).Answers(AttemptOutcome.Completed);
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());

        Assert.Equal((JobState.Waiting, Five), (harness.Contact(campaign, "ann").State, harness.Contact(campaign, "ann").NextDue));
        harness.AdvanceTo(Five - Seconds(1));
        Assert.Single(harness.Provider.Dispatches);
        harness.Advance(Seconds(1));

        Assert.Equal(2, harness.Provider.Dispatches.Count);
        Assert.Equal(JobState.Completed, harness.Contact(campaign, "ann").State);
        Assert.Equal(CampaignState.Completed, harness.Statistics(campaign).State);
    }

    [Fact]
    public void Clock_set_back_and_channel_that_comes_back_do_not_call_before_that_time()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => DispatchResult.Completed(AttemptOutcome.Completed, null, Wish(Five))).Answers(AttemptOutcome.Completed);
        var wait = CampaignStep.Call(StepRetryPolicy.None) with { OnUnavailable = UnavailablePolicy.Wait(TimeSpan.FromDays(1)) };
        harness.Run(new CampaignDefinition { Name = "c", Steps = [wait], Exit = new ExitRules() }, One());
        harness.AdvanceTo(Five - TimeSpan.FromHours(1));
        harness.Time.JumpWall(TimeSpan.FromHours(-3));
        harness.Do(operations => operations.MarkChannelUnavailableAsync("default", Channels.Voice, "logged out"));
        harness.AdvanceTo(Five - TimeSpan.FromHours(2)); // so long that the clock of pauses has passed the time
        harness.Do(operations => operations.MarkChannelAvailableAsync("default", Channels.Voice));

        harness.AdvanceTo(Five - Seconds(1));
        Assert.Single(harness.Provider.Dispatches);
        harness.Advance(Seconds(1));
        Assert.Equal(2, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Wish_told_during_the_call_survives_a_restart_and_applies_when_the_call_ends()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        Report(harness, AttemptState.Answered, AttemptOutcome.None, Wish(Five));
        harness.Restart();
        Report(harness, AttemptState.Ended, AttemptOutcome.Completed);
        harness.Restart();
        harness.AdvanceTo(Five - Seconds(1));
        Assert.Single(harness.Provider.Dispatches);
        harness.Advance(Seconds(1));

        Assert.Equal(2, harness.Provider.Dispatches.Count);
    }

    [Theory]
    [InlineData(AttemptOutcome.Completed)]
    [InlineData(AttemptOutcome.Busy)]
    public void Late_wish_runs_an_ended_job_again_and_reopens_its_campaign(AttemptOutcome outcome)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(outcome, AttemptOutcome.Completed);
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Restart();
        Assert.Equal(ReportReceipt.Applied, Report(harness, AttemptState.Ended, outcome, Wish(Five)));

        Assert.Equal((JobState.Waiting, Five), (harness.Contact(campaign, "ann").State, harness.Contact(campaign, "ann").NextDue));
        harness.Restart();
        harness.AdvanceTo(Five);
        Assert.Equal((2, JobState.Completed), (harness.Provider.Dispatches.Count, harness.Contact(campaign, "ann").State));
        Assert.Equal(CampaignState.Completed, harness.Statistics(campaign).State);
    }

    [Fact]
    public void Wish_replaces_the_time_of_a_retry_and_a_later_wish_the_earlier_one()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Busy, AttemptOutcome.Completed);
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(5))), One());
        Report(harness, AttemptState.Ended, AttemptOutcome.Busy, Wish(Five + Hours(1)));
        Report(harness, AttemptState.Ended, AttemptOutcome.Busy, Wish(Five), Nine + Seconds(20));
        Report(harness, AttemptState.Ended, AttemptOutcome.Busy, Wish(Five - Hours(1)), Nine + Seconds(10)); // an older report
        harness.AdvanceTo(Five - Seconds(1));
        Assert.Single(harness.Provider.Dispatches);
        harness.Advance(Seconds(1));

        Assert.Equal(2, harness.Provider.Dispatches.Count);
        Assert.Equal(Five, harness.Contact(campaign, "ann").Timeline[0].AttemptResult!.CallBackAt);
    }

    [Fact]
    public void Wish_in_the_past_means_now()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Busy, AttemptOutcome.Completed);
        harness.Run(Calls(StepRetryPolicy.None), One());
        Report(harness, AttemptState.Ended, AttemptOutcome.Busy, Wish(Nine - Hours(1)));
        harness.Settle();

        Assert.Equal(2, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Repeated_report_does_not_repeat_the_call()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Busy).Accepts();
        harness.Run(Calls(StepRetryPolicy.None), One());
        for (var time = 0; time < 4; time++)
        {
            Report(harness, AttemptState.Ended, AttemptOutcome.Busy, Wish(Five));
            harness.Restart();
            harness.AdvanceTo(Five + Hours(time));
            Report(harness, AttemptState.Ended, AttemptOutcome.Busy, Wish(Five));
            harness.Settle();
            if (time == 1)
            {
                harness.Report(harness.Provider.Dispatches[1].Request.Attempt, AttemptOutcome.Completed);
            }
        }

        Assert.Equal(2, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Window_applies_to_the_call_back()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Completed, AttemptOutcome.Completed);
        var window = ContactWindow.Daily(new TimeOnly(8, 0), new TimeOnly(16, 0));
        harness.Run(Calls(StepRetryPolicy.None) with { Window = window, Zone = "Etc/UTC" }, One());
        Report(harness, AttemptState.Ended, AttemptOutcome.Completed, Wish(Five));
        harness.AdvanceTo(Nine + Hours(22));
        Assert.Single(harness.Provider.Dispatches);
        harness.AdvanceTo(Nine + Hours(23));

        Assert.Equal(2, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Step_of_a_drip_is_repeated_and_the_drip_goes_on_after_it()
    {
        using var harness = new CampaignHarness();
        harness.Provider
            .Then(_ => DispatchResult.Completed(AttemptOutcome.Completed, null, Wish(Five)))
            .Answers(AttemptOutcome.Completed, AttemptOutcome.Completed);
        var campaign = harness.Run(
            Calls(StepRetryPolicy.None) with
            {
                Steps = [CampaignStep.Call(StepRetryPolicy.None), CampaignStep.Wait(Hours(1)), CampaignStep.Call(StepRetryPolicy.None)],
                Exit = new ExitRules(),
            },
            One());
        harness.AdvanceTo(Five + Hours(2));

        Assert.Equal([0, 0, 2], harness.Contact(campaign, "ann").Timeline.Select(attempt => attempt.Step));
        Assert.Equal(Five + Hours(1), harness.Contact(campaign, "ann").Timeline[2].CommittedAt);
    }

    [Fact]
    public void Late_wish_takes_a_drip_back_to_the_step_of_its_attempt()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Completed, AttemptOutcome.Completed, AttemptOutcome.Completed);
        var campaign = harness.Run(
            Calls(StepRetryPolicy.None) with
            {
                Steps = [CampaignStep.Call(StepRetryPolicy.None), CampaignStep.Wait(Hours(24)), CampaignStep.Call(StepRetryPolicy.None)],
                Exit = new ExitRules(),
            },
            One());
        Report(harness, AttemptState.Ended, AttemptOutcome.Completed, Wish(Five));
        harness.AdvanceTo(Five + Hours(25));

        Assert.Equal([0, 0, 2], harness.Contact(campaign, "ann").Timeline.Select(attempt => attempt.Step));
    }

    [Theory]
    [InlineData("removed")]
    [InlineData("canceled")]
    [InlineData("suppressed")]
    [InlineData("opted out")]
    public void Whatever_forbids_calls_wins_over_a_wish_told_before(string cause)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(1))), One());
        Report(harness, AttemptState.Answered, AttemptOutcome.None, Wish(Five));
        Forbid(harness, campaign, cause);
        Report(harness, AttemptState.Ended, cause == "opted out" ? AttemptOutcome.OptedOut : AttemptOutcome.Busy);
        harness.AdvanceTo(Five + Hours(1));

        Assert.Single(harness.Provider.Dispatches);
        Assert.True(harness.Contact(campaign, "ann").State.IsTerminal());
    }

    [Theory]
    [InlineData("removed", "the job has ended as Removed")]
    [InlineData("canceled", "the campaign has ended as Canceled")]
    [InlineData("suppressed", "the job has ended as Suppressed")]
    [InlineData("opted out", "the person must not be contacted")]
    public void Late_wish_that_comes_to_nothing_is_stored_and_the_note_says_why(string cause, string reason)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Hours(1))), One());
        Report(harness, AttemptState.Ended, cause == "opted out" ? AttemptOutcome.OptedOut : AttemptOutcome.Busy);
        Forbid(harness, campaign, cause);
        Assert.Equal(ReportReceipt.Applied, Report(harness, AttemptState.Ringing, AttemptOutcome.None, Wish(Five)));
        harness.AdvanceTo(Five + Hours(1));

        var attempt = Assert.Single(harness.Contact(campaign, "ann").Timeline);
        Assert.Equal(($"nobody calls back: {reason}", Five), (attempt.Note, attempt.AttemptResult!.CallBackAt));
    }

    [Fact]
    public void Wish_about_an_earlier_attempt_comes_to_nothing_when_a_later_one_has_ended()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Busy, AttemptOutcome.Completed);
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(2, Minutes(1))), One());
        harness.Advance(Minutes(2));
        Report(harness, AttemptState.Ended, AttemptOutcome.Busy, Wish(Five));
        harness.AdvanceTo(Five + Hours(1));

        Assert.Equal("nobody calls back: the job has gone on since", harness.Contact(campaign, "ann").Timeline[0].Note);
        Assert.Equal(2, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Wish_about_the_attempt_before_a_live_one_applies_when_the_live_one_ends()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Busy).Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(2, Minutes(1))), One());
        harness.Advance(Minutes(1));
        Report(harness, AttemptState.Ended, AttemptOutcome.Busy, Wish(Five));
        harness.Report(harness.Provider.Dispatches[1].Request.Attempt, AttemptOutcome.NoAnswer);

        Assert.Equal((JobState.Waiting, Five), (harness.Contact(campaign, "ann").State, harness.Contact(campaign, "ann").NextDue));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Wish_told_in_the_live_attempt_outranks_a_late_one_about_the_attempt_before(bool isRestarted)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Busy).Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(2, Minutes(1))), One());
        harness.Advance(Minutes(1));
        var (first, second) = (harness.Provider.Dispatches[0].Request.Attempt, harness.Provider.Dispatches[1].Request.Attempt);
        void Tell(AttemptId attempt, AttemptState state, AttemptOutcome outcome, DateTimeOffset at) => harness.Do(
            reports => reports.ReportAsync(new ProviderReport(attempt, state, outcome) { AttemptResult = Wish(at) }));
        Tell(second, AttemptState.Answered, AttemptOutcome.None, Five);
        if (isRestarted)
        {
            harness.Restart();
        }

        Tell(first, AttemptState.Ended, AttemptOutcome.Busy, Five - Hours(2));
        harness.Report(second, AttemptOutcome.Completed);

        var contact = harness.Contact(campaign, "ann");
        Assert.Equal((JobState.Waiting, Five), (contact.State, contact.NextDue));
        Assert.Equal("nobody calls back: the person has asked again since", contact.Timeline[0].Note);
    }

    [Fact]
    public void Late_wish_does_not_reopen_an_unknown_job()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => DispatchResult.Completed(AttemptOutcome.Unknown));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        Report(harness, AttemptState.Ended, AttemptOutcome.Busy, Wish(Five));

        Assert.Equal(JobState.Failed, harness.Contact(campaign, "ann").State);
        var attempt = harness.Contact(campaign, "ann").Timeline[0];
        Assert.Equal((AttemptOutcome.Busy, "nobody calls back: the job has ended as Unknown"), (attempt.Outcome, attempt.Note));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Wish_and_a_correction_of_the_outcome_apply_in_any_order(bool isWishFirst)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Completed).Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(1))), One());
        Report(harness, AttemptState.Ended, isWishFirst ? AttemptOutcome.Completed : AttemptOutcome.Busy, isWishFirst ? Wish(Five) : null);
        Report(harness, AttemptState.Ended, AttemptOutcome.Busy, isWishFirst ? null : Wish(Five));

        var contact = harness.Contact(campaign, "ann");
        Assert.Equal((JobState.Waiting, Five, AttemptOutcome.Busy), (contact.State, contact.NextDue, contact.Timeline[0].Outcome));
    }

    private static AttemptResult Wish(DateTimeOffset at) => new() { CallBackAt = at };

    private static void Forbid(CampaignHarness harness, CampaignId campaign, string cause)
    {
        switch (cause)
        {
            case "removed":
                harness.Do(client => client.RemoveContactAsync(campaign, "ann"));
                break;
            case "canceled":
                harness.Do(client => client.CancelAsync(campaign));
                break;
            case "suppressed":
                harness.Do(reports => reports.SuppressAsync(Suppression.OfContact("default", "ann")));
                break;
        }
    }

    private static ReportReceipt Report(
        CampaignHarness harness, AttemptState state, AttemptOutcome outcome, AttemptResult? result = null, DateTimeOffset? at = null)
    {
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        return harness.Do(
            reports => reports.ReportAsync(new ProviderReport(attempt, state, outcome) { AttemptResult = result, OccurredAt = at }));
    }
}
