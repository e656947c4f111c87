using static Campaigns.Tests.People;

namespace Campaigns.Tests.Callbacks;

/// <summary>How a report finds its attempt, and the receipt it gets.</summary>
public class ReportTests
{
    private static readonly StepRetryPolicy Thrice = StepRetryPolicy.Fixed(3, Minutes(10));

    [Fact]
    public void Call_is_found_by_the_providers_own_id_while_it_is_live_and_after()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Accepted("call-1"));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());

        Assert.Equal(ReportReceipt.Applied, Tell(harness, Of("call-1", AttemptState.Ringing)));
        Assert.Equal(ReportReceipt.Applied, Tell(harness, Of("call-1", AttemptState.Ended, AttemptOutcome.NoAnswer)));
        Assert.Equal(ReportReceipt.NoNews, Tell(harness, Of("call-1", AttemptState.Ended, AttemptOutcome.NoAnswer)));
        Assert.Equal(ReportReceipt.NoNews, Tell(harness, Of("call-1", AttemptState.Answered)));
        Assert.Equal(ReportReceipt.Applied, Tell(harness, Of("call-1", AttemptState.Ended, AttemptOutcome.Machine)));

        Assert.Equal(AttemptOutcome.Machine, harness.Contact(campaign, "ann").Timeline.Single().Outcome);
        Assert.Empty(Unmatched(harness));
    }

    [Fact]
    public void Call_is_found_by_the_providers_own_id_after_a_restart()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(request => DispatchResult.Accepted("call-" + request.Contact.Key));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), Many(2));
        Tell(harness, Of("call-p00001", AttemptState.Ended, AttemptOutcome.Busy));

        harness.Restart();

        Assert.Equal(ReportReceipt.Applied, Tell(harness, Of("call-p00001", AttemptState.Ended, AttemptOutcome.Rejected)));
        Assert.Equal(ReportReceipt.Applied, Tell(harness, Of("call-p00002", AttemptState.Ended, AttemptOutcome.Completed)));
        Assert.Equal((1, 1), (harness.Statistics(campaign).Completed, harness.Statistics(campaign).Failed));
    }

    [Fact]
    public void Report_by_call_id_that_comes_before_the_dispatch_returns_is_parked_and_matched()
    {
        var answer = new TaskCompletionSource<DispatchResult>();
        using var harness = new CampaignHarness(options => options.AddProvider("voice", new Answering(_ => new(answer.Task))));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());

        Assert.Equal(ReportReceipt.Parked, Tell(harness, Of("early", AttemptState.Ringing)));
        Assert.Equal(ReportReceipt.Parked, Tell(harness, Of("early", AttemptState.Ended, AttemptOutcome.Busy) with { Raw = "busy" }));
        Assert.Equal((1, 2), (harness.Statistics(campaign).Live, Unmatched(harness).Count));
        answer.SetResult(DispatchResult.Accepted("early"));
        harness.Settle();

        var entry = harness.Contact(campaign, "ann").Timeline.Single();
        Assert.Equal((AttemptOutcome.Busy, "early", "busy"), (entry.Outcome, entry.ProviderCallId, entry.ProviderStatus));
        Assert.Empty(Unmatched(harness));
        Assert.Equal(ReportReceipt.NoNews, Tell(harness, Of("early", AttemptState.Ended, AttemptOutcome.Completed)));
    }

    [Fact]
    public void Progress_by_call_id_that_comes_before_the_dispatch_returns_is_matched_too()
    {
        var dispatch = new Providers.Gathering();
        using var harness = new CampaignHarness(options => options.AddProvider("voice", dispatch));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Do(reports => reports.ReportAsync(ProviderReport.OfCall("voice-1", "CA1", AttemptState.Ringing)));
        dispatch.Answer(DispatchResult.Accepted("CA1"));
        harness.Settle();

        Assert.Equal(AttemptState.Ringing, Assert.Single(harness.Contact(campaign, "ann").Timeline).State);
        Assert.Equal(ReportReceipt.NoNews, harness.Do(reports =>
            reports.ReportAsync(ProviderReport.OfCall("voice-1", "CA1", AttemptState.Ringing))));
    }

    [Fact]
    public void Outcome_reported_before_a_dispatch_that_fails_counts()
    {
        var answer = new TaskCompletionSource<DispatchResult>();
        var provider = new Answering(_ => new(answer.Task));
        using var harness = new CampaignHarness(options => options.AddProvider("voice", provider));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());

        Tell(harness, ProviderReport.Ended(provider.Requests[0].Attempt, AttemptOutcome.Completed));
        var contact = harness.Contact(campaign, "ann");
        Assert.Equal((0, AttemptOutcome.None), (contact.Attempts, contact.Timeline.Single().Outcome)); // a parked report ends nothing
        answer.SetException(new TimeoutException());
        harness.Settle();

        Assert.Equal((1, 0), (harness.Statistics(campaign).Completed, harness.Statistics(campaign).Unknown));
    }

    [Fact]
    public void Report_about_an_unknown_call_is_kept_once_shown_and_dismissed()
    {
        using var harness = new CampaignHarness();
        harness.Run(Calls(StepRetryPolicy.None), One());
        var report = Of("nobody's", AttemptState.Ended, AttemptOutcome.Busy) with { EventId = "event-1", Raw = "busy" };

        Assert.Equal(ReportReceipt.Unknown, Tell(harness, report));
        Assert.Equal(ReportReceipt.Unknown, Tell(harness, report));
        Assert.Equal([report], Unmatched(harness).Select(kept => kept.Report));
        Assert.Equal(harness.Now, Unmatched(harness)[0].ReceivedAt);

        harness.Restart();
        Assert.Equal([report], Unmatched(harness).Select(kept => kept.Report));
        Assert.Equal(ReportReceipt.Unknown, Tell(harness, report));
        Assert.Single(Unmatched(harness));

        harness.Do(operations => operations.DismissUnmatchedReportsAsync(harness.Now));
        Assert.Empty(Unmatched(harness));
    }

    [Fact]
    public void Report_that_comes_again_after_it_was_dismissed_is_kept_again()
    {
        using var harness = new CampaignHarness();
        var report = Of("nobody's", AttemptState.Ended, AttemptOutcome.Busy);
        Tell(harness, report);
        harness.Do(operations => operations.DismissUnmatchedReportsAsync(Nine + Hours(1)));
        Assert.Empty(harness.Unmatched());

        Tell(harness, report);
        Tell(harness, report);

        Assert.Single(harness.Unmatched());
    }

    [Fact]
    public void Report_that_names_another_attempt_does_not_move_the_one_that_gets_its_call_id()
    {
        var answer = new TaskCompletionSource<DispatchResult>();
        var provider = new Answering(_ => new(answer.Task));
        using var harness = new CampaignHarness(options => options.AddProvider("voice", provider));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        var strange = provider.Requests[0].Attempt with { Store = 1 };

        Tell(harness, Of("call-1", AttemptState.Ended, AttemptOutcome.OptedOut) with { Attempt = strange });
        answer.SetResult(DispatchResult.Accepted("call-1"));
        harness.Settle();

        Assert.Equal((1, 1), (harness.Statistics(campaign).Live, Unmatched(harness).Count)); // the attempt id counts, and it is unknown
    }

    [Fact]
    public void Provider_that_gives_all_reports_of_a_call_one_event_id_loses_none()
    {
        var answer = new TaskCompletionSource<DispatchResult>();
        using var harness = new CampaignHarness(options => options.AddProvider("voice", new Answering(_ => new(answer.Task))));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        foreach (var outcome in new[] { AttemptOutcome.Completed, AttemptOutcome.Busy, AttemptOutcome.Busy })
        {
            Tell(harness, Of("early", AttemptState.Ended, outcome) with { EventId = "early", Raw = outcome.ToString() });
        }

        Assert.Equal(2, Unmatched(harness).Count);
        answer.SetResult(DispatchResult.Accepted("early"));
        harness.Settle();

        Assert.Equal(AttemptOutcome.Busy, harness.Contact(campaign, "ann").Timeline.Single().Outcome);
    }

    [Fact]
    [Trait("Category", "Sweep")]
    public void Of_reports_about_unknown_calls_the_newest_ten_thousand_are_kept()
    {
        using var harness = new CampaignHarness();
        harness.Run(Calls(StepRetryPolicy.None), One());
        for (var i = 0; i < 10_002; i++)
        {
            Tell(harness, Of($"call-{i}", AttemptState.Ended, AttemptOutcome.Busy));
        }

        var kept = Unmatched(harness);
        Assert.Equal((10_000, "call-2"), (kept.Count, kept[0].Report.CallId));
        harness.Restart();
        Assert.Equal("call-10001", Unmatched(harness)[^1].Report.CallId);
        Assert.Equal(10_000, Unmatched(harness).Count);
    }

    [Fact]
    public void Report_of_one_provider_does_not_touch_the_call_of_another()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Accepted("same-id"));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;

        Assert.Equal(
            ReportReceipt.Unknown, Tell(harness, ProviderReport.OfCall("other", "same-id", AttemptState.Ended, AttemptOutcome.OptedOut)));
        Assert.Equal(
            ReportReceipt.Unknown, Tell(harness, ProviderReport.Ended(attempt, AttemptOutcome.OptedOut) with { Provider = "other" }));
        Assert.Equal((1, 2), (harness.Statistics(campaign).Live, Unmatched(harness).Count));

        harness.Report(attempt, AttemptOutcome.Busy);
        Assert.Equal(
            ReportReceipt.Unknown, Tell(harness, ProviderReport.Ended(attempt, AttemptOutcome.OptedOut) with { Provider = "another" }));
        Assert.Equal(AttemptOutcome.Busy, harness.Contact(campaign, "ann").Timeline.Single().Outcome);
    }

    [Fact]
    public void What_the_provider_said_stays_on_the_attempt()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        var (first, second) = (Nine.AddSeconds(31), Nine.AddSeconds(33));

        Tell(harness, ProviderReport.Ended(
            attempt, AttemptOutcome.Completed) with { Raw = "completed", OccurredAt = second, CallId = "call-7" });
        Tell(harness, ProviderReport.Ended(attempt, AttemptOutcome.Busy) with { Raw = "486 Busy Here", OccurredAt = first });
        Tell(harness, ProviderReport.Ended(attempt, AttemptOutcome.Completed) with { Raw = "hangup", OccurredAt = second });

        var entry = harness.Contact(campaign, "ann").Timeline.Single();
        Assert.Equal(
            (AttemptOutcome.Busy, "486 Busy Here", first, "call-7"),
            (entry.Outcome, entry.ProviderStatus, entry.OccurredAt, entry.ProviderCallId));
    }

    [Fact]
    public void Call_id_that_is_given_again_names_the_newer_call()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Accepted("again"));
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(2, Seconds(10))), One());
        Tell(harness, Of("again", AttemptState.Ended, AttemptOutcome.Busy));
        harness.Advance(Seconds(10));

        Tell(harness, Of("again", AttemptState.Ended, AttemptOutcome.Completed));

        Assert.Equal(
            [AttemptOutcome.Busy, AttemptOutcome.Completed], harness.Contact(campaign, "ann").Timeline.Select(entry => entry.Outcome));
    }

    [Fact]
    public void Report_that_names_nothing_or_too_much_is_refused_with_every_problem()
    {
        using var harness = new CampaignHarness();
        var wrong = new ProviderReport(
            null, AttemptState.Sending, AttemptOutcome.Busy) { Raw = new string('x', 201), EventId = new string('x', 201) };

        var refusal = Assert.Throws<CampaignException>(() => Tell(harness, wrong));

        foreach (var field in new[] { "State", "Outcome", "CallId", "Provider", "Raw", "EventId" })
        {
            Assert.Contains(field, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Reports_have_room_when_requests_fill_the_inbox()
    {
        using var harness = new CampaignHarness(options => options.InboxCapacity = 1);
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(Thrice, maxConcurrent: 50), Many(50));

        var order = new List<string>();
        harness.Do(async client =>
        {
            var requests = Enumerable.Range(0, 20).Select(_ => Note("request", client.GetStatisticsAsync(campaign))).ToList();
            var reports = harness.Provider.Dispatches.Select(
                call => Note("report", client.Reports().ReportAsync(ProviderReport.Ended(call.Request.Attempt, AttemptOutcome.Completed))));
            foreach (var task in requests.Concat(reports.ToList()))
            {
                await task;
            }
        });

        Assert.Equal(50, harness.Statistics(campaign).Completed);
        Assert.True(order.LastIndexOf("report") < order.LastIndexOf("request"), "a report waited behind the requests");

        async Task Note(string what, Task done)
        {
            await done;
            order.Add(what);
        }
    }

    [Fact]
    public void Outcome_that_does_not_exist_is_refused_and_harms_nobody()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => DispatchResult.Completed((AttemptOutcome)77)).Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 2), Many(2));

        var refusal = Assert.Throws<CampaignException>(
            () => Tell(harness, ProviderReport.Ended(harness.Contact(campaign, "p00002").Timeline[0].Attempt, (AttemptOutcome)78)));

        Assert.Equal(CampaignError.Invalid, refusal.Error);
        Assert.Equal(
            (JobState.Unknown, JobState.Live), (harness.Contact(campaign, "p00001").State, harness.Contact(campaign, "p00002").State));
    }

    private static ProviderReport Of(string callId, AttemptState state, AttemptOutcome outcome = AttemptOutcome.None) =>
        ProviderReport.OfCall("voice-1", callId, state, outcome);

    private static ReportReceipt Tell(CampaignHarness harness, ProviderReport report) => harness.Do(reports => reports.ReportAsync(report));

    private static IReadOnlyList<UnmatchedReport> Unmatched(CampaignHarness harness) => harness.Unmatched();
}
