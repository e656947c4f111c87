using static Campaigns.Tests.People;

namespace Campaigns.Tests.Callbacks;

/// <summary>
/// Reports under a call id that is not known yet: joined as soon as the id becomes known, and never joined to another call.
/// </summary>
public class LateCallTests
{
    private readonly TaskCompletionSource<DispatchResult> _answer = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Answer_to_a_dispatch_that_was_given_up_tells_the_call_id(bool isReportedBefore)
    {
        using var harness = Answered();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Advance(Seconds(31));
        Assert.Equal(1, harness.Statistics(campaign).Unknown);

        if (isReportedBefore)
        {
            Assert.Equal(ReportReceipt.Unknown, Tell(harness, Of("late", AttemptOutcome.Busy)));
        }

        _answer.SetResult(DispatchResult.Accepted("late"));
        harness.Settle();
        if (!isReportedBefore)
        {
            Assert.Equal(ReportReceipt.Applied, Tell(harness, Of("late", AttemptOutcome.Busy)));
        }

        var entry = harness.Contact(campaign, "ann").Timeline.Single();
        Assert.Equal((AttemptOutcome.Busy, "late"), (entry.Outcome, entry.ProviderCallId));
        Assert.Equal((0, 0), (harness.Statistics(campaign).Unknown, Unmatched(harness).Count));
    }

    [Fact]
    public void Outcome_that_a_dispatch_answers_after_it_was_given_up_counts()
    {
        using var harness = Answered();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Advance(Seconds(31));
        _answer.SetResult(DispatchResult.Completed(AttemptOutcome.Completed, "late"));
        harness.Settle();

        var entry = harness.Contact(campaign, "ann").Timeline.Single();
        Assert.Equal((AttemptOutcome.Completed, "late"), (entry.Outcome, entry.ProviderCallId));
    }

    [Fact]
    public void Report_with_both_names_joins_what_was_reported_under_the_call_id_also_after_the_end()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        harness.Report(attempt, AttemptOutcome.Completed);
        Tell(harness, Of("late", AttemptOutcome.Machine) with { Raw = "machine" });

        Tell(harness, ProviderReport.Ended(attempt, AttemptOutcome.Completed) with { Provider = "voice-1", CallId = "late" });

        var entry = harness.Contact(campaign, "ann").Timeline.Single();
        Assert.Equal((AttemptOutcome.Machine, "late", "machine"), (entry.Outcome, entry.ProviderCallId, entry.ProviderStatus));
        Assert.Empty(Unmatched(harness));
        harness.Restart();
        Assert.Equal(ReportReceipt.Applied, Tell(harness, Of("late", AttemptOutcome.OptedOut)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Look_up_tells_the_call_id(bool isOver)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts().OnQuery = _ => isOver
            ? LookUpResult.Ended(AttemptOutcome.Completed, "late") with { Raw = "done" }
            : LookUpResult.Live("late");
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        Tell(harness, Of("late", AttemptOutcome.Machine));
        harness.Advance(Minutes(30));

        var entry = harness.Contact(campaign, "ann").Timeline.Single();
        Assert.Equal((AttemptOutcome.Machine, "late"), (entry.Outcome, entry.ProviderCallId));
        Assert.Empty(Unmatched(harness));
    }

    [Fact]
    public void Look_up_that_finds_a_live_call_makes_it_known_by_its_id_after_a_restart_too()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts().OnQuery = _ => LookUpResult.Live("late");
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Advance(Minutes(31));
        harness.Restart();

        Assert.Equal(ReportReceipt.Applied, Tell(harness, Of("late", AttemptOutcome.Busy)));
        Assert.Equal(AttemptOutcome.Busy, harness.Contact(campaign, "ann").Timeline.Single().Outcome);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(true, 4)]
    public void Provider_says_which_attempt_a_call_is_of(bool hasEnded, int failures)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        var asked = new List<string>();
        harness.Provider.OnResolve = call =>
        {
            asked.Add(call);
            return asked.Count <= failures ? throw new HttpRequestException("down") : call == "late" ? attempt : null;
        };
        harness.Advance(hasEnded ? Hours(1) : Minutes(1));
        Assert.Equal(hasEnded ? JobState.Unknown : JobState.Live, harness.Contact(campaign, "ann").State);

        Tell(harness, Of("late", AttemptOutcome.Busy));
        Tell(harness, Of("nobody's", AttemptOutcome.OptedOut));
        harness.Advance(Minutes(2));

        var entry = harness.Contact(campaign, "ann").Timeline.Single();
        Assert.Equal((AttemptOutcome.Busy, "late"), (entry.Outcome, entry.ProviderCallId));
        Assert.Equal("nobody's", Unmatched(harness).Single().Report.CallId);
        Assert.Equal(failures + 2, asked.Count);
    }

    [Fact]
    public void Provider_is_asked_about_kept_reports_again_after_a_restart_and_not_about_those_that_are_gone()
    {
        using var harness = new CampaignHarness();
        var asked = new List<string>();
        harness.Provider.OnResolve = call =>
        {
            asked.Add(call);
            return null;
        };
        Tell(harness, Of("kept", AttemptOutcome.Busy));
        harness.Advance(Minutes(1));
        Assert.Equal(["kept"], asked); // a call that is not ours is not looked up again and again
        harness.Restart();
        Tell(harness, Of("gone", AttemptOutcome.Busy));
        harness.Do(operations => operations.DismissUnmatchedReportsAsync(harness.Now));
        Tell(harness, Of("new", AttemptOutcome.Busy));
        harness.Restart();
        harness.Advance(Minutes(1));

        Assert.Equal(["kept", "new"], asked);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0, 1)]
    [InlineData(300, 0)]
    public void Report_of_before_never_hits_a_later_call_with_the_same_id(int days, int kept)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Accepted("call-1"));
        Tell(harness, Of("call-1", AttemptOutcome.OptedOut));
        harness.Advance(TimeSpan.FromDays(days) + Seconds(1));

        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        Assert.Equal((1, kept), (harness.Statistics(campaign).Live, Unmatched(harness).Count));
        harness.Restart();
        Assert.Equal(ReportReceipt.Applied, Tell(harness, Of("call-1", AttemptOutcome.Busy)));

        Assert.Equal(AttemptOutcome.Busy, harness.Contact(campaign, "ann").Timeline.Single().Outcome);
        harness.Advance(TimeSpan.FromDays(8));
        Assert.Empty(Unmatched(harness));
    }

    [Theory]
    [InlineData(-180, false, null)]
    [InlineData(-180, true, AttemptOutcome.OptedOut)]
    [InlineData(-6.9, false, AttemptOutcome.OptedOut)]
    [InlineData(3, false, AttemptOutcome.OptedOut)]
    public void Report_of_today_about_a_time_long_before_the_call_is_about_an_earlier_one(
        double days, bool namesAttempt, AttemptOutcome? expected)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Accepted("call-1"));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Advance(Seconds(1));
        var attempt = namesAttempt ? harness.Provider.Dispatches[0].Request.Attempt : (AttemptId?)null;

        Tell(harness, Of("call-1", AttemptOutcome.OptedOut) with { Attempt = attempt, OccurredAt = harness.Now + TimeSpan.FromDays(days) });

        Assert.Equal(expected ?? AttemptOutcome.None, harness.Contact(campaign, "ann").Timeline.Single().Outcome);
        Assert.Equal(expected is null ? 1 : 0, Unmatched(harness).Count);
        harness.Restart();
        Tell(harness, Of("call-1", AttemptOutcome.Busy) with { OccurredAt = harness.Now });
        Assert.Equal(expected ?? AttemptOutcome.Busy, harness.Contact(campaign, "ann").Timeline.Single().Outcome);
    }

    [Fact]
    public void Same_report_about_a_later_call_counts_although_the_one_of_before_is_kept()
    {
        using var harness = Answered();
        Tell(harness, Of("call-1", AttemptOutcome.OptedOut));
        harness.Advance(Hours(1));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Advance(Seconds(1));

        Assert.Equal(ReportReceipt.Parked, Tell(harness, Of("call-1", AttemptOutcome.OptedOut)));
        _answer.SetResult(DispatchResult.Accepted("call-1"));
        harness.Settle();

        Assert.Equal(AttemptOutcome.OptedOut, harness.Contact(campaign, "ann").Timeline.Single().Outcome);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Leap_of_the_wall_clock_between_commit_and_report_loses_no_report(int hours)
    {
        using var harness = Answered();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Advance(Seconds(1));
        harness.Time.JumpWall(Hours(hours));
        harness.Advance(Seconds(1));

        Tell(harness, Of("call-1", AttemptOutcome.Busy));
        _answer.SetResult(DispatchResult.Accepted("call-1"));
        harness.Settle();

        Assert.Equal(AttemptOutcome.Busy, harness.Contact(campaign, "ann").Timeline.Single().Outcome);
    }

    [Fact]
    public void Kept_reports_last_as_long_as_the_options_say()
    {
        using var harness = new CampaignHarness(options => options.UnmatchedReportAge = Hours(2));
        Tell(harness, Of("first", AttemptOutcome.Busy));
        harness.Advance(Hours(1));
        Tell(harness, Of("second", AttemptOutcome.Busy));
        harness.Restart();
        harness.Advance(Minutes(61));
        Assert.Equal("second", Unmatched(harness).Single().Report.CallId);
        harness.Advance(Hours(1));
        Assert.Empty(Unmatched(harness));
        harness.Restart();
        Assert.Empty(Unmatched(harness));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Report_in_the_name_of_another_tenant_is_refused(bool hasEnded)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Accepted("call-1"));
        var campaign = harness.Run(Calls(StepRetryPolicy.None) with { Tenant = "a" }, One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        if (hasEnded)
        {
            harness.Report(attempt, AttemptOutcome.Busy);
        }

        Assert.Equal(ReportReceipt.Refused, Tell(harness, ProviderReport.Ended(attempt, AttemptOutcome.OptedOut) with { Tenant = "b" }));
        Assert.Equal(ReportReceipt.Refused, Tell(harness, Of("call-1", AttemptOutcome.OptedOut) with { Tenant = "b" }));
        Assert.Empty(Unmatched(harness));
        Assert.Equal(ReportReceipt.Applied, Tell(harness, Of("call-1", AttemptOutcome.Machine) with { Tenant = "a" }));
        Assert.Equal(AttemptOutcome.Machine, harness.Contact(campaign, "ann").Timeline.Single().Outcome);
    }

    [Fact]
    public void Kept_report_in_the_name_of_another_tenant_is_not_joined()
    {
        using var harness = Answered();
        var campaign = harness.Run(Calls(StepRetryPolicy.None) with { Tenant = "a" }, One());
        Tell(harness, Of("call-1", AttemptOutcome.OptedOut) with { Tenant = "b" });
        Tell(harness, Of("call-1", AttemptOutcome.Busy) with { Tenant = "a" });
        _answer.SetResult(DispatchResult.Accepted("call-1"));
        harness.Settle();

        Assert.Equal(AttemptOutcome.Busy, harness.Contact(campaign, "ann").Timeline.Single().Outcome);
        Assert.Equal("b", Unmatched(harness).Single().Report.Tenant);
    }

    private CampaignHarness Answered() => new(options => options.AddProvider("voice", new Answering(_ => new(_answer.Task))));

    private static ProviderReport Of(string callId, AttemptOutcome outcome) =>
        ProviderReport.OfCall("voice-1", callId, AttemptState.Ended, outcome);

    private static ReportReceipt Tell(CampaignHarness harness, ProviderReport report) => harness.Do(reports => reports.ReportAsync(report));

    private static IReadOnlyList<UnmatchedReport> Unmatched(CampaignHarness harness) => harness.Unmatched();
}
