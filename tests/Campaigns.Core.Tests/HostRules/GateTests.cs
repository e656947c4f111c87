using Campaigns.Tests.Observability;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.HostRules;

/// <summary>A gate of the host holds contacts back like the engine's own gates.</summary>
public sealed class GateTests
{
    [Fact]
    public void Closed_gate_parks_its_contact_until_its_instant_and_the_others_go_on()
    {
        var rule = new Rule("vip", (candidate, now) => candidate.Contact.Key == "p00001" && now < Nine + Hours(2)
            ? GateDecision.ClosedUntil(Nine + Hours(2), "not before eleven")
            : GateDecision.Open);
        using var harness = New(rule);
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), Many(3));
        harness.Advance(Minutes(1));
        var calls = rule.Calls;
        harness.Advance(Hours(3));

        Assert.Equal(
            [("p00002", Nine), ("p00003", Nine), ("p00001", Nine + Hours(2))],
            harness.Provider.Dispatches.Select(dispatch => (dispatch.ContactKey, dispatch.At)));
        Assert.Equal(calls + 2, rule.Calls); // once at its turn and once at its send; a parked contact costs nothing
    }

    [Fact]
    public void Gate_sees_the_campaign_its_data_the_step_the_channel_and_the_try()
    {
        var seen = new List<string>();
        var rule = new Rule("all", (candidate, now) =>
        {
            seen.Add($"{candidate.Tenant} {candidate.Campaign.Name} {candidate.CampaignData["team"]} {candidate.Contact.Key} "
                + $"{candidate.Step.Retry.Attempts} {candidate.Channel} {candidate.Try} {now:HH:mm}");
            return GateDecision.Open;
        });
        using var harness = New(rule);
        harness.Provider.Answers(AttemptOutcome.Busy);
        var data = new Dictionary<string, string> { ["team"] = "blue" };
        harness.Run(Calls(StepRetryPolicy.Fixed(2, Hours(1))) with { Tenant = "acme", Data = data }, One());
        harness.Advance(Hours(1));

        Assert.Equal(
            ["acme calls blue ann 2 voice 1 09:00", "acme calls blue ann 2 voice 2 10:00"], seen.Distinct());
        Assert.Equal(4, seen.Count); // each try is judged at the decision and at the send
    }

    [Fact]
    public void Gate_that_closes_between_the_decision_and_the_send_holds_the_attempt_back()
    {
        var judged = 0;
        var rule = new Rule("moody", (_, now) =>
            ++judged == 2 ? GateDecision.ClosedUntil(now + Hours(1), "closed at the send") : GateDecision.Open);
        using var harness = New(rule);
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Advance(Minutes(59));

        Assert.Empty(harness.Provider.Dispatches);
        Assert.Equal((0, JobState.Waiting), (harness.Contact(campaign, "ann").Attempts, harness.Contact(campaign, "ann").State));
        Assert.Equal("closed at the send", harness.Contact(campaign, "ann").Timeline.Single().Note);
        harness.Advance(Minutes(2));
        Assert.Equal(Nine + Hours(1), harness.Provider.Dispatches.Single().At);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Never_ends_the_contact_as_suppressed_and_explain_tells_why(int closedAtCall)
    {
        var judged = 0;
        using var harness = New(new Rule("law", (_, _) =>
            ++judged >= closedAtCall ? GateDecision.Never("a court said so") : GateDecision.Open));
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Hours(1))), One());
        harness.Advance(Hours(5));

        Assert.Empty(harness.Provider.Dispatches);
        Assert.Equal((1, CampaignState.Failed), (harness.Statistics(campaign).Suppressed, harness.Statistics(campaign).State));
        var verdict = Assert.Single(harness.Do(client => client.ExplainAsync(campaign, "ann")).Verdicts);
        Assert.Equal(("gate (law)", "a court said so", true), (verdict.Gate, verdict.Reason, verdict.IsFinal));
    }

    [Fact]
    public void Explain_tells_the_gate_of_a_contact_and_how_many_each_gate_holds_back()
    {
        var evening = new Rule("evening", (candidate, _) => candidate.Contact.Key is "p00001" or "p00002"
            ? GateDecision.ClosedUntil(Nine + Hours(8), "works by day")
            : GateDecision.Open);
        var morning = new Rule("vip", (candidate, now) => candidate.Contact.Key == "p00003" && now < Nine + Hours(1)
            ? GateDecision.ClosedUntil(Nine + Hours(1), "sleeps late")
            : GateDecision.Open);
        using var harness = New(evening, morning);
        var campaign = harness.Run(Calls(StepRetryPolicy.None), Many(4));

        var explanation = harness.Do(client => client.ExplainAsync(campaign, "p00003"));
        Assert.Equal(
            ["address", "gate (evening)", "gate (vip)", "concurrency (campaign)"],
            explanation.Verdicts.Select(verdict => verdict.Gate).SkipWhile(gate => gate != "address").Take(4));
        var closed = Assert.Single(explanation.Verdicts, verdict => !verdict.IsOpen);
        Assert.Equal(("gate (vip)", "sleeps late", Nine + Hours(1)), (closed.Gate, closed.Reason, closed.Until));
        Assert.Equal(
            new Dictionary<string, long> { ["gate (evening)"] = 2, ["gate (vip)"] = 1 },
            harness.Do(client => client.ExplainAsync(campaign)));
        harness.Advance(Hours(2));
        Assert.Equal(new Dictionary<string, long> { ["gate (evening)"] = 2 }, harness.Do(client => client.ExplainAsync(campaign)));
        harness.Do(client => client.CancelAsync(campaign));
        harness.Advance(Seconds(1));
        Assert.Equal(0, harness.JobsInMemory());
    }

    [Theory]
    [InlineData(-10_000, 1)]
    [InlineData(0, 1)]
    [InlineData(1_000_000_000, 365 * 86_400)]
    public void Instant_that_is_past_or_far_is_moved(long seconds, long moved)
    {
        using var harness = New(new Rule("odd", (_, now) => GateDecision.ClosedUntil(now + Seconds(seconds), "odd")));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());

        var verdict = harness.Do(client => client.ExplainAsync(campaign, "ann")).Verdicts.Single(verdict => !verdict.IsOpen);
        Assert.Equal(Nine + Seconds(moved), verdict.Until);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gate_that_fails_is_closed_for_a_minute_and_told(bool throws)
    {
        using var seen = new Recording();
        var rule = new Rule("broken", (_, now) => now >= Nine + Minutes(10) ? GateDecision.Open
            : throws ? throw new InvalidOperationException("+31-46-529") : default);
        using var harness = new CampaignHarness(options =>
        {
            (options.LoggerFactory, options.MeterFactory) = (seen, seen);
            options.AddGate(rule);
        });
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        var verdict = harness.Do(client => client.ExplainAsync(campaign, "ann")).Verdicts.Single(verdict => !verdict.IsOpen);
        harness.Advance(Hours(1));

        Assert.Equal(("the gate failed", Nine + Minutes(1)), (verdict.Reason, verdict.Until));
        Assert.Equal(Nine + Minutes(10), harness.Provider.Dispatches.Single().At);
        Assert.Contains(seen.Logged, entry => entry.Contains("Host code (gate) failed", StringComparison.Ordinal));
        Assert.DoesNotContain(seen.Logged, entry => entry.Contains("31-46-529", StringComparison.Ordinal));
        Assert.True(seen.Sum("campaigns.host.failures", "campaigns.code=gate") > 0);
    }

    [Fact]
    public void Gate_that_opens_only_on_the_loop_costs_a_growing_pause_and_keeps_one_row()
    {
        var calls = 0;
        using var harness = New(new Rule("two faced", (_, now) =>
            ++calls % 2 == 0 ? GateDecision.ClosedUntil(now, "no") : GateDecision.Open));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Advance(Hours(1));

        Assert.Empty(harness.Provider.Dispatches);
        Assert.InRange(calls / 2, 10, 25); // 1 s, 2 s, 4 s … 5 minutes
        Assert.Single(harness.Contact(campaign, "ann").Timeline);
    }

    [Fact]
    public void Gate_is_not_asked_about_a_contact_that_waits_for_something_else()
    {
        var rule = new Rule("never asked", (candidate, _) => candidate.Try > 1 ? throw new InvalidOperationException() : GateDecision.Open);
        using var harness = New(rule);
        var campaign = harness.Run(new CampaignDefinition
        {
            Name = "wait",
            Steps = [CampaignStep.Call(StepRetryPolicy.None) with { OnFailure = StepFailure.NextStep }, CampaignStep.Wait(Hours(1)),
                CampaignStep.Call(StepRetryPolicy.None)],
        }, One());

        var explanation = harness.Do(client => client.ExplainAsync(campaign, "ann"));
        Assert.True(explanation.Verdicts.Single(verdict => verdict.Gate == "gate (never asked)").IsOpen);
    }

    [Fact]
    public void Names_are_unique_and_short()
    {
        var options = new CampaignsOptions { Store = new MemoryJobStore(new Random(1)) };
        options.AddProvider("voice", new ScriptedProvider(TimeProvider.System));
        options.AddGate(Open("a")).AddGate(Open("a")).AddGate(Open("")).AddGate(Open(new string('x', 101)));

        var problems = options.FindProblems().List;

        Assert.Equal(3, problems.Count);
        Assert.Contains("Gates.Name is \"a\": give each gate a unique name.", problems);
        Assert.Throws<ArgumentNullException>(() => options.AddGate(null!));
        Assert.Throws<ArgumentException>(() => GateDecision.Never(" "));
        Assert.Throws<ArgumentNullException>(() => GateDecision.ClosedUntil(Nine, null!));
        Assert.Equal(200, GateDecision.Never(new string('x', 201)).Reason!.Length);
        static Rule Open(string name) => new(name, (_, _) => GateDecision.Open);
    }

    private static CampaignHarness New(params Rule[] rules) => new(options => Array.ForEach(rules, rule => options.AddGate(rule)));
}
