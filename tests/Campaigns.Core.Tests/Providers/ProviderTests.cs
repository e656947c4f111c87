using static Campaigns.Tests.People;

namespace Campaigns.Tests.Providers;

/// <summary>Providers that throw, hang, throttle or refuse, and their callbacks in any order.</summary>
public class ProviderTests
{
    private static readonly StepRetryPolicy Thrice = StepRetryPolicy.Fixed(3, Seconds(10));

    [Fact]
    public void Exception_is_unknown_and_never_repeated()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => throw new InvalidOperationException("no phone number may show: +15550100001"));
        var campaign = harness.Run(Calls(Thrice), One());

        harness.Advance(Hours(24));

        Assert.Single(harness.Provider.Dispatches);
        var contact = harness.Contact(campaign, "ann");
        Assert.Equal(JobState.Unknown, contact.State);
        Assert.Equal(AttemptOutcome.Unknown, contact.Timeline.Single().Outcome);
        Assert.DoesNotContain("555", contact.Timeline.Single().Note, StringComparison.Ordinal);
        Assert.Equal((CampaignState.Failed, 1), (harness.Statistics(campaign).State, harness.Statistics(campaign).Unknown));
    }

    [Fact]
    public void Hanging_dispatch_is_unknown_at_its_deadline_and_frees_its_slot()
    {
        var never = new TaskCompletionSource<DispatchResult>();
        using var harness = new CampaignHarness(options => options.AddProvider("voice", new Answering(_ => new(never.Task))));
        var campaign = harness.Run(Calls(Thrice, maxConcurrent: 1), Many(2));

        harness.Advance(Seconds(29));
        Assert.Equal((1, 1), (harness.Statistics(campaign).Live, harness.Statistics(campaign).Pending));
        harness.Advance(Seconds(1));
        Assert.Equal(
            (1, 1, 0), (harness.Statistics(campaign).Live, harness.Statistics(campaign).Unknown, harness.Statistics(campaign).Pending));

        harness.Advance(Seconds(30));
        never.SetResult(DispatchResult.Accepted());
        harness.Settle();
        Assert.Equal((0, 2), (harness.Statistics(campaign).Live, harness.Statistics(campaign).Unknown));
    }

    [Fact]
    public void Hanging_provider_harms_no_other_channel_and_is_left_alone_after_failures_in_a_row()
    {
        var hanging = Answering.Never();
        var good = new Answering(_ => new(DispatchResult.Completed(AttemptOutcome.Completed)));
        using var harness = new CampaignHarness(options => options
            .AddProvider("voice", hanging, provider => provider.MaxDispatching = 5)
            .AddProvider("email", good));
        var stuck = harness.Run(Calls(Thrice, maxConcurrent: 100), Many(100));
        var mail = new CampaignDefinition { Name = "mail", Steps = [CampaignStep.Message("email", "hello")] };
        var free = harness.Run(
            mail, Many(500, "m").Select(
                p => new Contact(p.Key, addresses: new Dictionary<string, string> { ["email"] = "x@example.com" })));

        Assert.Equal(500, harness.Statistics(free).Completed);
        Assert.Equal(5, harness.Statistics(stuck).Live);

        harness.Advance(Minutes(10));
        Assert.InRange(hanging.Calls, 10, 40); // 2 rounds of 5 open the breaker; then one probe per pause and timeout
    }

    [Fact]
    public void Not_placed_spends_nothing_and_fails_over_to_the_next_provider()
    {
        var down = new Answering(_ => new(DispatchResult.NotPlaced("down")));
        var up = new Answering(_ => new(DispatchResult.Completed(AttemptOutcome.Completed)));
        using var harness = new CampaignHarness(options => options.AddProvider("voice", down).AddProvider("voice", up));
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), Many(30));

        harness.Advance(Seconds(5));

        var statistics = harness.Statistics(campaign);
        Assert.Equal((30, 0), (statistics.Completed, statistics.RetriesAttempted));
        Assert.Equal(["voice-1", "voice-2"], harness.Contact(campaign, "p00001").Timeline.Select(entry => entry.Provider));
        Assert.Equal(1, harness.Contact(campaign, "p00001").Attempts);
        Assert.Equal(10, down.Calls); // then its breaker opens
    }

    [Fact]
    public void Sole_provider_that_places_nothing_is_asked_again_with_growing_pauses()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => DispatchResult.NotPlaced("down")).Then(_ => DispatchResult.NotPlaced("down")).Answers(
            AttemptOutcome.Completed);
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());

        harness.Advance(Minutes(1));

        Assert.Equal([Nine, Nine + Seconds(1), Nine + Seconds(3)], harness.Provider.Dispatches.Select(d => d.At));
        Assert.Equal(CampaignState.Completed, harness.Statistics(campaign).State);
    }

    [Fact]
    public void Throttled_provider_gets_nothing_before_its_instant()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => DispatchResult.RetryAt(Nine + Minutes(3)));
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), Many(3));

        harness.Advance(Minutes(10));

        Assert.Equal([Nine, Nine + Minutes(3), Nine + Minutes(3), Nine + Minutes(3)], harness.Provider.Dispatches.Select(d => d.At));
        Assert.Equal((3, 0, 1), (harness.Statistics(campaign).Completed, harness.Statistics(campaign).RetriesAttempted,
            (int)harness.Statistics(campaign).Outcomes[AttemptOutcome.Throttled]));
    }

    [Fact]
    public void Lost_callback_frees_the_slot_at_the_deadline_as_unknown()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var step = new ContactStep { Channel = "voice", Timeout = Minutes(5) };
        var campaign = harness.Run(new CampaignDefinition { Name = "lost", Steps = [step], MaxConcurrent = 1 }, Many(2));

        harness.Advance(Minutes(5) - Seconds(1));
        Assert.Single(harness.Provider.Dispatches);
        harness.Advance(Seconds(1));

        Assert.Equal(2, harness.Provider.Dispatches.Count);
        Assert.Equal(JobState.Unknown, harness.Contact(campaign, "p00001").State);
    }

    [Fact]
    public void Look_up_finds_what_the_callback_did_not_tell()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        harness.Provider.OnQuery = attempt => attempt.Job == 1 ? LookUpResult.Ended(AttemptOutcome.Completed) : LookUpResult.Live();
        var step = new ContactStep { Channel = "voice", Timeout = Minutes(5) };
        var campaign = harness.Run(new CampaignDefinition { Name = "query", Steps = [step] }, Many(2));

        harness.Advance(Hours(1));

        Assert.Equal((1, 1), (harness.Statistics(campaign).Completed, harness.Statistics(campaign).Live));
    }

    [Fact]
    public void Late_report_revises_unknown_and_never_reopens_it()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(Thrice), Many(2));
        harness.Advance(Hours(1));
        Assert.Equal((CampaignState.Failed, 2), (harness.Statistics(campaign).State, harness.Statistics(campaign).Unknown));

        harness.Report(harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.Completed);
        harness.Report(harness.Provider.Dispatches[1].Request.Attempt, AttemptOutcome.Busy);
        harness.Advance(Hours(24));

        var statistics = harness.Statistics(campaign);
        Assert.Equal((1, 1, 0), (statistics.Completed, statistics.Failed, statistics.Unknown));
        Assert.Equal(CampaignState.Completed, statistics.State);
        Assert.Equal(2, harness.Provider.Dispatches.Count);
        Assert.False(statistics.Outcomes.ContainsKey(AttemptOutcome.Unknown));
    }

    [Fact]
    public void Report_that_comes_before_the_answer_is_kept_until_it_and_the_answer_changes_nothing()
    {
        CampaignHarness? running = null;
        var answer = new TaskCompletionSource<DispatchResult>();
        var provider = new Answering(_ => new(answer.Task));
        using var harness = running = new CampaignHarness(options => options.AddProvider("voice", provider));
        var campaign = harness.Run(Calls(Thrice), One());

        var receipt =
            harness.Do(reports => reports.ReportAsync(ProviderReport.Ended(provider.Requests[0].Attempt, AttemptOutcome.Completed)));
        Assert.Equal((ReportReceipt.Parked, 1), (receipt, harness.Statistics(campaign).Live));
        answer.SetResult(DispatchResult.Accepted("late"));
        harness.Settle();
        Assert.Equal(CampaignState.Completed, harness.Statistics(campaign).State);
        harness.Advance(Hours(2));

        Assert.Equal((1, 0), (harness.Statistics(campaign).Completed, harness.Statistics(campaign).Live));
        Assert.Equal(1, harness.Statistics(campaign).Outcomes[AttemptOutcome.Completed]);
    }

    [Theory]
    [InlineData(new[] { AttemptOutcome.Busy, AttemptOutcome.Completed })]
    [InlineData(new[] { AttemptOutcome.Completed, AttemptOutcome.Busy })]
    [InlineData(new[] { AttemptOutcome.Completed, AttemptOutcome.Completed, AttemptOutcome.Busy, AttemptOutcome.Completed,
        AttemptOutcome.Busy })]
    public void Reports_in_any_order_come_to_the_same_end(AttemptOutcome[] reports)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(Thrice), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        foreach (var outcome in reports)
        {
            harness.Report(attempt, outcome);
        }

        var statistics = harness.Statistics(campaign);
        Assert.Equal((1, CampaignState.Running), (statistics.WaitingForRetry, statistics.State));
        Assert.Equal([(AttemptOutcome.Busy, 1L)], statistics.Outcomes.Select(pair => (pair.Key, pair.Value)));
        harness.Advance(Seconds(10));
        Assert.Equal(Nine + Seconds(10), harness.Provider.Dispatches[1].At);
        Assert.Equal(2, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Progress_reports_move_forward_only_and_show_in_the_timeline()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(Thrice), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        harness.Do(reports => reports.ReportAsync(new ProviderReport(attempt, AttemptState.Answered)));
        harness.Do(reports => reports.ReportAsync(new ProviderReport(attempt, AttemptState.Ringing)));

        Assert.Equal(AttemptState.Answered, harness.Contact(campaign, "ann").Timeline.Single().State);
    }

    [Fact]
    public void Report_about_no_attempt_of_this_store_is_kept_and_shown()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        harness.Run(Calls(Thrice), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;

        foreach (var wrong in new[] { attempt with { Store = 1 }, attempt with { Job = 77 }, attempt with { Number = 2 },
            attempt with { Number = 0 } })
        {
            Assert.Equal(
                ReportReceipt.Unknown, harness.Do(reports => reports.ReportAsync(ProviderReport.Ended(wrong, AttemptOutcome.Completed))));
        }

        Assert.Equal(4, harness.Unmatched().Count);
        Assert.Throws<CampaignException>(() => harness.Report(attempt, AttemptOutcome.NotSent));
    }

    [Fact]
    public void Outcome_that_is_none_of_a_contact_counts_as_a_failure_of_the_provider()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => DispatchResult.Completed(AttemptOutcome.NotSent)).Then(_ => default);
        var campaign = harness.Run(Calls(Thrice), Many(2));

        Assert.Equal(2, harness.Statistics(campaign).Unknown);
    }

    [Fact]
    public void Provider_is_told_not_to_send_after_the_campaigns_expiry()
    {
        using var harness = new CampaignHarness();
        harness.Run(Calls(StepRetryPolicy.None) with { Expiry = Nine + Hours(1) }, One());

        Assert.Equal(Nine + Hours(1), harness.Provider.Dispatches.Single().Request.NotAfter);
    }

    [Fact]
    public void Provider_is_told_not_to_send_after_the_contacts_own_time_is_over()
    {
        using var harness = new CampaignHarness();
        var drip = Calls(StepRetryPolicy.None) with { Expiry = Nine + Hours(9), Exit = new ExitRules { After = Hours(3) } };
        harness.Run(drip, One());

        Assert.Equal(Nine + Hours(3), harness.Provider.Dispatches.Single().Request.NotAfter);
    }
}
