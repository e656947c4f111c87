using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Lifecycle;

/// <summary>A restart at any moment changes neither the known state nor the later events.</summary>
public class RestartTests
{
    /// <summary>The course of two contacts, one action per line. The result of each action is part of the compared result.</summary>
    private static readonly Func<CampaignHarness, CampaignId, object?>[] Life =
    [
        (h, c) => Report(h, "ann", AttemptState.Ringing, raw: "ringing-1", at: 1),
        (h, c) => Report(h, "ann", AttemptState.Ringing, raw: "ringing-2", at: 2),
        (h, c) => End(h, "ann", AttemptOutcome.Busy, raw: "486", at: 3),
        (h, c) => Pass(h, Seconds(30)),
        (h, c) => Pass(h, Seconds(40)), // ann's second try
        (h, c) => Report(h, "ann", AttemptState.Answered, raw: "in-progress", at: 71),
        (h, c) => End(h, "ann", AttemptOutcome.NoAnswer),
        (h, c) => Pass(h, Minutes(2)), // ann's third try
        (h, c) => End(h, "ann", AttemptOutcome.Busy), // the second busy exceeds the limit, so the next step begins
        (h, c) => End(h, "bob", AttemptOutcome.Machine, raw: "amd"),
        (h, c) => Pass(h, Minutes(6)),
        (h, c) => Report(h, "ann", AttemptState.Answered, raw: "answered", at: 500),
        (h, c) => End(h, "ann", AttemptOutcome.Rejected, number: 3, raw: "603", at: 501), // about the previous attempt
        (h, c) => End(h, "ann", AttemptOutcome.NoAnswer),
        (h, c) => Pass(h, Minutes(6)),
        (h, c) => Report(h, "bob", AttemptState.Ringing, raw: "ringing", at: 502),
        (h, c) => End(h, "ann", AttemptOutcome.Completed),
        (h, c) => End(h, "bob", AttemptOutcome.OptedOut, raw: "stop"),
        (h, c) => Pass(h, Hours(1)),
    ];

    public static TheoryData<int> Moments() => [.. Enumerable.Range(0, Life.Length)];

    [Theory]
    [MemberData(nameof(Moments))]
    public void Restart_changes_nothing(int moment) => Assert.Equal(Live(_ => false), Live(at => at == moment));

    [Fact]
    public void Restart_after_every_action_changes_nothing() => Assert.Equal(Live(_ => false), Live(_ => true));

    [Theory]
    [InlineData("campaign")]
    [InlineData("tenant")]
    [InlineData("everything")]
    [InlineData("provider")]
    public void Live_attempts_take_their_place_in_every_cap_again(string scope)
    {
        const int Cap = 4;
        using var harness = new CampaignHarness(options => options.AddProvider(
            "voice",
            new Answering(_ => new(DispatchResult.Accepted())),
            own => (own.MaxConcurrent, own.CircuitBreaker) = (scope == "provider" ? Cap : int.MaxValue, new CircuitBreakerOptions { ConsecutiveFailures = 1_000 })));
        if (scope is "tenant" or "everything")
        {
            harness.Do(client => client.ChangeAsync(scope == "tenant" ? "default" : null, new TenantSettings { MaxConcurrent = Cap }));
        }

        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: scope == "campaign" ? Cap : 1_000), Many(20));
        for (var restart = 0; restart < 3; restart++)
        {
            harness.Restart();
            harness.Advance(Minutes(1));
            Assert.Equal((Cap, 20 - Cap - restart), (harness.Statistics(campaign).Live, harness.Statistics(campaign).Pending));
            End(harness, $"p{restart + 1:D5}", AttemptOutcome.Completed);
        }
    }

    [Fact]
    public void Branch_on_the_last_outcome_and_a_wait_for_an_event_are_what_they_were()
    {
        using var outreach = new Sequences.Outreach();
        outreach.Answer = request => DispatchResult.Completed(
            request.Step.Channel == Channels.Voice ? AttemptOutcome.Machine : AttemptOutcome.Completed);
        var drip = Sequences.Outreach.Drip(
            CampaignStep.Call(StepRetryPolicy.None),
            CampaignStep.Wait(Hours(1)),
            CampaignStep.Branch(StepCondition.LastOutcome(AttemptOutcome.Machine), "voicemail"),
            Sequences.Outreach.Email("thanks"),
            CampaignStep.Exit(),
            Sequences.Outreach.Email("voicemail") with { Name = "voicemail" },
            CampaignStep.WaitFor("opened", TimeSpan.FromDays(3)),
            Sequences.Outreach.Email("last"));
        outreach.Run(drip, new Contact("milan", "+1 555 010 0001", addresses: Sequences.Outreach.Milan.Addresses));
        outreach.AdvanceTo(Minutes(30));
        outreach.Harness.Restart();
        outreach.AdvanceTo(Hours(2));
        outreach.Harness.Restart();
        var before = ContactEvent.OfContact("default", "milan", "opened") with { OccurredAt = Nine + Minutes(59) };
        Assert.Equal(0, outreach.Harness.Do(reports => reports.ReportEventAsync(before)));
        outreach.AdvanceTo(TimeSpan.FromDays(10));

        Assert.Equal([null, "voicemail", "last"], outreach.Sent.Select(sent => sent.What));
        Assert.Equal(Hours(73), outreach.Sent.Last().At);
    }

    [Fact]
    public void Outcome_that_revised_an_unknown_one_is_revised_again_and_never_reopened()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => throw new InvalidOperationException()).Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(5, Minutes(1))), One());
        foreach (var outcome in new[] { AttemptOutcome.NoAnswer, AttemptOutcome.Busy, AttemptOutcome.Machine })
        {
            harness.Restart();
            harness.Report(harness.Provider.Dispatches[0].Request.Attempt, outcome);
            harness.Advance(Minutes(10));
            Assert.Equal(
                (JobState.Failed, outcome), (harness.Contact(campaign, "ann").State, harness.Contact(campaign, "ann").Timeline[0].Outcome));
        }

        Assert.Single(harness.Provider.Dispatches);
    }

    [Fact]
    public void Deadlines_of_different_length_each_come_in_time_after_a_restart()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaigns = new[] { 30.0, 10, 20, 5 }.Select((minutes, index) => harness.Run(
            Calls(StepRetryPolicy.None) with { Steps = [CampaignStep.Call(StepRetryPolicy.None) with { Timeout = Minutes(minutes) }] },
            new Contact($"p{index}", $"+1555010000{index}"))).ToList();
        harness.Advance(Minutes(1));
        harness.Restart();

        harness.AdvanceTo(Nine + Minutes(6));
        Assert.Equal([0, 0, 0, 1], campaigns.Select(campaign => harness.Statistics(campaign).Unknown));
        harness.AdvanceTo(Nine + Minutes(11));
        Assert.Equal([0, 1, 0, 1], campaigns.Select(campaign => harness.Statistics(campaign).Unknown));
        harness.AdvanceTo(Nine + Minutes(31));
        Assert.Equal([1, 1, 1, 1], campaigns.Select(campaign => harness.Statistics(campaign).Unknown));
    }

    [Fact]
    public void Outcome_that_was_reported_before_its_dispatch_returned_outlives_news_that_is_old_and_the_process()
    {
        var store = new MemoryJobStore(new Random(1));
        var dispatch = new Providers.Gathering();
        var dying = new CampaignHarness(options =>
        {
            options.Store = store;
            options.AddProvider("voice", dispatch);
        });
        var campaign = dying.Run(Calls(StepRetryPolicy.None), One());
        var attempt = Assert.Single(dying.Contact(campaign, "ann").Timeline).Attempt;
        Assert.Equal(ReportReceipt.Parked, dying.Do(reports => reports.ReportAsync(ProviderReport.Ended(attempt, AttemptOutcome.Busy))));
        Assert.Equal(ReportReceipt.NoNews, dying.Do(reports => reports.ReportAsync(new ProviderReport(attempt, AttemptState.Ringing))));

        using var next = new CampaignHarness(options => options.Store = store); // the other engine is never stopped, as after a crash
        next.Advance(Minutes(5));

        Assert.Equal(AttemptOutcome.Busy, Assert.Single(next.Contact(campaign, "ann").Timeline).Outcome);
    }

    [Fact]
    public void Attempt_that_nobody_answered_for_is_closed_however_often_the_process_dies()
    {
        var store = new MemoryJobStore(new Random(1));
        CampaignId campaign = default;
        for (var process = 0; process < 8; process++)
        {
            var dying = new CampaignHarness(
                options =>
                {
                    options.Store = store;
                    options.AddProvider("voice", new Providers.Gathering(), own => own.DispatchTimeout = Seconds(30));
                },
                start: Nine + Seconds(20 * process));
            campaign = process == 0 ? dying.Run(Calls(StepRetryPolicy.None), One()) : campaign;
            dying.Advance(Seconds(20));
        }

        using var last = new CampaignHarness(options => options.Store = store, start: Nine + Seconds(160));
        Assert.Equal((0, 1), (last.Statistics(campaign).Live, last.Statistics(campaign).Unknown));
    }

    [Fact]
    public void Nothing_is_numbered_twice_after_a_purge_and_a_restart()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var first = harness.Run(Calls(StepRetryPolicy.None, name: "first"), Many(3, "a"));
        Array.ForEach([.. harness.Provider.Live], attempt => harness.Report(attempt, AttemptOutcome.Completed));
        var second = harness.Run(Calls(StepRetryPolicy.None, name: "second"), new Contact("bob", "+15550200001"));
        harness.Do(client => client.PurgeAsync(first));
        harness.Restart();

        var third = harness.Run(
            Calls(StepRetryPolicy.None, name: "third"), new Contact("cid", "+15550200002"),
            new Contact("dan", "+15550200003", "Europe/Paris"));
        harness.Advance(Seconds(1));
        Array.ForEach([.. harness.Provider.Live], attempt => harness.Report(attempt, AttemptOutcome.Completed));
        harness.Restart();

        Assert.Equal(3, new[] { first, second, third }.Distinct().Count());
        Assert.Equal((1, 2), (harness.Statistics(second).Completed, harness.Statistics(third).Completed));
        Assert.Equal(6, harness.Provider.Dispatches.Select(dispatch => dispatch.Request.Attempt).Distinct().Count());
    }

    private static string Live(Func<int, bool> restartsAt)
    {
        using var harness = new CampaignHarness(options => options.AddProvider(
            "voice", new Answering(_ => new(DispatchResult.Accepted())),
            own => own.CircuitBreaker = new CircuitBreakerOptions { ConsecutiveFailures = 1_000, ProbeCount = 100 }));
        var retry = StepRetryPolicy.Fixed(4, Minutes(1)).On(AttemptOutcome.Busy, RetryRule.After(Minutes(1), max: 1)).On(
            AttemptOutcome.NoAnswer, RetryRule.After(Minutes(2)));
        var campaign = harness.Run(
            Calls(retry) with
            {
                Steps = [CampaignStep.Call(retry) with { OnFailure = StepFailure.NextStep }, CampaignStep.Wait(Minutes(5)),
                    CampaignStep.Call(retry) with { Name = "second" }],
            },
            new Contact("ann", "+15550100001"), new Contact("bob", "+15550100002"));
        var told = new List<string>();
        for (var at = 0; at < Life.Length; at++)
        {
            if (restartsAt(at))
            {
                harness.Restart();
                harness.Settle();
            }

            told.Add($"{at}: {Life[at](harness, campaign)}");
        }

        var statistics = harness.Statistics(campaign);
        told.Add($"{statistics.State} {statistics.Completed} {statistics.Failed} {statistics.RetriesAttempted} {string.Join(" ", statistics.Outcomes.OrderBy(pair => pair.Key))}");
        foreach (var key in new[] { "ann", "bob" })
        {
            var contact = harness.Contact(campaign, key);
            told.Add($"{key}: {contact.State} {contact.Attempts} {contact.NextDue:u}");
            told.AddRange(contact.Timeline.Select(e =>
                $"{e.Attempt} {e.Step} {e.Try} {e.State} {e.Outcome} {e.CommittedAt:O} {e.EndedAt:O} {e.Note} {e.ProviderStatus} {e.OccurredAt:O} {e.ContentHash}"));
        }

        return string.Join("\n", told);
    }

    private static object? Pass(CampaignHarness harness, TimeSpan time)
    {
        harness.Advance(time);
        return null;
    }

    private static AttemptId Newest(CampaignHarness harness, string key, int? number = null) =>
        harness.Contact(new CampaignId(1), key).Timeline.Last(entry => number is null || entry.Attempt.Number == number).Attempt;

    private static object? Report(CampaignHarness harness, string key, AttemptState state, string raw, double at)
    {
        var attempt = Newest(harness, key);
        return harness.Do(reports =>
            reports.ReportAsync(new ProviderReport(attempt, state) { Raw = raw, OccurredAt = Nine + Seconds(at) }));
    }

    private static object? End(
        CampaignHarness harness, string key, AttemptOutcome outcome, int? number = null, string? raw = null, double? at = null)
    {
        var attempt = Newest(harness, key, number);
        return harness.Do(reports => reports.ReportAsync(
            ProviderReport.Ended(attempt, outcome) with { Raw = raw, OccurredAt = at is { } seconds ? Nine + Seconds(seconds) : null }));
    }
}
