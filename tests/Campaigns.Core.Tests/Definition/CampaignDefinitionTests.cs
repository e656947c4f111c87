using static Campaigns.Tests.People;

namespace Campaigns.Tests.Definition;

public class CampaignDefinitionTests
{
    private static readonly CampaignDefinition Valid = Calls(StepRetryPolicy.None);

    public static TheoryData<Case> OneProblem { get; } = new()
    {
        new Case("name missing", Valid with { Name = null! }, "Name is missing: use 1 to 200 characters."),
        new Case("name blank", Valid with { Name = "  " }, "Name is \"  \": use 1 to 200 characters."),
        new Case("name long", Valid with { Name = Text(201) }, $"Name is \"{Text(198)}… (203 characters): use 1 to 200 characters."),
        new Case("tenant missing", Valid with { Tenant = null! }, "Tenant is missing: use 1 to 200 characters."),
        new Case("tenant empty", Valid with { Tenant = "" }, "Tenant is \"\": use 1 to 200 characters."),
        new Case("tenant with white space", Valid with { Tenant = " a" }, "Tenant is \" a\": leave out the white space around it."),
        new Case("key empty", Valid with { Key = "" }, "Key is \"\": use 1 to 200 characters, or null."),
        new Case("key long", Valid with { Key = Text(201) }, $"Key is \"{Text(198)}… (203 characters): use 1 to 200 characters, or null."),
        new Case("priority below", Valid with { Priority = new CampaignPriority(-1) }, "Priority is -1: use 0 to 100."),
        new Case("priority above", Valid with { Priority = new CampaignPriority(101) }, "Priority is 101: use 0 to 100."),
        new Case("no concurrency", Valid with { MaxConcurrent = 0 }, "MaxConcurrent is 0: use 1 to 1,000,000."),
        new Case("too much concurrency", Valid with { MaxConcurrent = 1_000_001 }, "MaxConcurrent is 1000001: use 1 to 1,000,000."),
        new Case("no weight", Valid with { Weight = 0 }, "Weight is 0: use 1 to 1,000."),
        new Case("too much weight", Valid with { Weight = 1_001 }, "Weight is 1001: use 1 to 1,000."),
        new Case(
            "expiry at start",
            Valid with { Start = Nine, Expiry = Nine },
            "Expiry is 2026-01-05T09:00:00+00:00: use an instant after Start."),
        new Case("zone missing", Valid with { Zone = null! }, "Zone is missing: use an IANA name such as Europe/Paris."),
        new Case("zone unknown", Valid with { Zone = "CEST" }, "Zone is \"CEST\": use an IANA name such as Europe/Paris."),
        new Case("zone by offset", Valid with { Zone = "+01:00" }, "Zone is \"+01:00\": use an IANA name such as Europe/Paris."),
        new Case("steps missing", Valid with { Steps = null! }, "Steps is missing: use 1 to 100 steps."),
        new Case("no step", Valid with { Steps = [] }, "Steps is a list of 0: use 1 to 100 steps."),
        new Case(
            "101 steps",
            Valid with { Steps = [.. CallsApart(50), CampaignStep.Call()] },
            "Steps is a list of 101: use 1 to 100 steps."),
        new Case("step missing", Valid with { Steps = [CampaignStep.Call(), null!] }, "Steps[1] is missing: give a step."),
        new Case(
            "delay first",
            With(CampaignStep.Wait(Hours(1)), CampaignStep.Call()),
            "Steps[0] is a delay at the edge: begin and end with a contact step."),
        new Case(
            "delay last",
            With(CampaignStep.Call(), CampaignStep.Wait(Hours(1))),
            "Steps[1] is a delay at the edge: begin and end with a contact step."),
        new Case(
            "no delay",
            With(CampaignStep.Call(), CampaignStep.Wait(Hours(0)), CampaignStep.Call()),
            "Steps[1].Duration is 00:00:00: use more than 0, up to 365 days."),
        new Case(
            "delay of 366 days",
            With(CampaignStep.Call(), CampaignStep.Wait(TimeSpan.FromDays(366)), CampaignStep.Call()),
            "Steps[1].Duration is 366.00:00:00: use more than 0, up to 365 days."),
        new Case(
            "channel missing", With(CampaignStep.Call() with { Channel = null! }), "Steps[0].Channel is missing: use 1 to 50 characters."),
        new Case("channel blank", With(CampaignStep.Call() with { Channel = " " }), "Steps[0].Channel is \" \": use 1 to 50 characters."),
        new Case(
            "channel long",
            With(CampaignStep.Call() with { Channel = Text(51) }),
            $"Steps[0].Channel is \"{Text(51)}\": use 1 to 50 characters."),
        new Case(
            "timeout short",
            With(CampaignStep.Call() with { Timeout = Seconds(0.9) }),
            "Steps[0].Timeout is 00:00:00.9000000: use 1 second to 30 days."),
        new Case(
            "timeout long",
            With(CampaignStep.Call() with { Timeout = TimeSpan.FromDays(31) }),
            "Steps[0].Timeout is 31.00:00:00: use 1 second to 30 days."),
        new Case(
            "no attempt", Calls(StepRetryPolicy.Fixed(0, Seconds(1))), "Steps[0].Retry.Attempts is 0: use 1 to 250, the first included."),
        new Case(
            "251 attempts",
            Calls(StepRetryPolicy.Fixed(251, Seconds(1))),
            "Steps[0].Retry.Attempts is 251: use 1 to 250, the first included."),
        new Case("retry delay", Calls(StepRetryPolicy.Fixed(2, Seconds(-1))), "Steps[0].Retry.Delay is -00:00:01: use 0 to 365 days."),
        new Case(
            "rule's maximum",
            Calls(StepRetryPolicy.None.On(AttemptOutcome.Busy, RetryRule.After(Seconds(1), max: 251))),
            "Steps[0].Retry.Rules[Busy].Max is 251: use 0 to 250."),
        new Case(
            "rule's delay",
            Calls(StepRetryPolicy.None.On(AttemptOutcome.Busy, RetryRule.After(Seconds(-1)))),
            "Steps[0].Retry.Rules[Busy].Delay is -00:00:01: use 0 to 365 days."),
    };

    /// <summary>Nulls that the annotations forbid, but that a caller without them or a deserializer may pass.</summary>
    public static TheoryData<Case> MissingParts { get; } = new()
    {
        new Case("name", Valid with { Name = null! }, "missing"),
        new Case("tenant", Valid with { Tenant = null! }, "missing"),
        new Case("zone", Valid with { Zone = null! }, "missing"),
        new Case("steps", Valid with { Steps = null! }, "missing"),
        new Case("step", Valid with { Steps = [null!] }, "missing"),
        new Case("channel", With(CampaignStep.Call() with { Channel = null! }), "missing"),
        new Case("retry", With(CampaignStep.Call() with { Retry = null! }), "missing"),
        new Case("delay", Calls(new StepRetryPolicy { Delay = null! }), "missing"),
        new Case("rules", Calls(new StepRetryPolicy { Rules = null! }), "missing"),
        new Case("rule", Calls(StepRetryPolicy.None.On(AttemptOutcome.Busy, null!)), "missing"),
    };

    [Theory]
    [MemberData(nameof(OneProblem))]
    public void Problem_names_field_value_and_remedy(Case given) => Assert.Equal([given.Expected], given.Definition.Validate());

    [Theory]
    [MemberData(nameof(OneProblem))]
    public void Definition_with_a_problem_is_refused_when_the_campaign_is_created(Case given)
    {
        using var harness = new CampaignHarness();

        var refusal = Assert.Throws<CampaignException>(() => harness.Do(client => client.CreateAsync(given.Definition)));

        Assert.Equal(CampaignError.Invalid, refusal.Error);
        Assert.Contains(given.Expected, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(harness.Campaigns());
    }

    [Theory]
    [MemberData(nameof(MissingParts))]
    public void Definition_with_a_part_missing_is_refused_and_harms_no_other_campaign(Case given)
    {
        using var harness = new CampaignHarness();
        harness.Run(Valid with { Start = Nine + Hours(1) }, One());

        var refusal = Assert.Throws<CampaignException>(() => harness.Do(client => client.CreateAsync(given.Definition)));

        Assert.Equal(CampaignError.Invalid, refusal.Error);
        Assert.Contains(given.Expected, refusal.Message, StringComparison.Ordinal);
        harness.Advance(Hours(1));
        Assert.Single(harness.Provider.Dispatches);
    }

    [Fact]
    public void All_problems_stand_in_one_message()
    {
        using var harness = new CampaignHarness();
        var definition = new CampaignDefinition
        {
            Name = "",
            Steps = [CampaignStep.Wait(Seconds(-1)),
                CampaignStep.Call(StepRetryPolicy.Fixed(0, Seconds(-5))) with { Timeout = TimeSpan.Zero }],
            Tenant = "",
            Key = " ",
            Priority = new CampaignPriority(1_000),
            Start = Nine,
            Expiry = Nine - Hours(1),
            MaxConcurrent = -3,
            Weight = 0,
            Zone = "Mars/Olympus",
        };

        var refusal = Assert.Throws<CampaignException>(() => harness.Do(client => client.CreateAsync(definition)));

        Assert.Equal(13, definition.Validate().Count);
        Assert.StartsWith("The campaign definition has 13 problem(s): ", refusal.Message, StringComparison.Ordinal);
        Assert.All(definition.Validate(), problem => Assert.Contains(problem, refusal.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Step_on_a_channel_without_a_provider_is_refused()
    {
        using var harness = new CampaignHarness();

        var definition = With(CampaignStep.Call(), CampaignStep.Message("fax", "hi"));
        var refusal = Assert.Throws<CampaignException>(() => harness.Do(client => client.CreateAsync(definition)));

        Assert.Equal(CampaignError.Invalid, refusal.Error);
        Assert.Contains("\"fax\"", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("AddProvider", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_at_their_limits_are_fine()
    {
        var most = Valid with
        {
            Name = Text(200),
            Tenant = Text(200),
            Key = Text(200),
            Priority = new CampaignPriority(100),
            MaxConcurrent = 1_000_000,
            Weight = 1_000,
            Start = Nine,
            Expiry = Nine + TimeSpan.FromTicks(1),
            Zone = "America/Argentina/ComodRivadavia",
            Steps = [.. CallsApart(49, StepRetryPolicy.Fixed(250, Backoff.MaxDelay)), CampaignStep.Call(), CampaignStep.Call()],
        };
        var least = Valid with { Name = "x", Priority = new CampaignPriority(0), MaxConcurrent = 1 };

        Assert.Empty(most.Validate());
        Assert.Empty(least.Validate());
    }

    [Fact]
    public void Defaults_are_those_documented()
    {
        var definition = new CampaignDefinition { Name = "x", Steps = [CampaignStep.Call()] };

        Assert.Equal((10, 1), (definition.MaxConcurrent, definition.Weight));
        Assert.Equal((CampaignPriority.Medium, false), (definition.Priority, definition.KeepOpen));
        Assert.Equal(("default", "Etc/UTC", null), (definition.Tenant, definition.Zone, definition.Key));
        Assert.Null(definition.Start);
        Assert.Null(definition.Expiry);
        Assert.Equal((25, 50, 75), (CampaignPriority.Low.Value, CampaignPriority.Medium.Value, CampaignPriority.High.Value));
        var call = CampaignStep.Call();
        Assert.Equal(("voice", 3), (call.Channel, call.Retry.Attempts));
        Assert.Equal((Minutes(30), null), (call.Timeout, call.OnFailure));
        Assert.Null(definition.Exit);
        Assert.Null(definition.ExclusivityKey);
        var message = CampaignStep.Message("email", "hello");
        Assert.Equal(("email", "hello", 1), (message.Channel, message.Content, message.Retry.Attempts));
    }

    private static IEnumerable<CampaignStep> CallsApart(int count, StepRetryPolicy? retry = null) =>
        Enumerable.Repeat<CampaignStep[]>([CampaignStep.Call(retry), CampaignStep.Wait(Hours(1))], count).SelectMany(pair => pair);

    private static string Text(int length) => new('x', length);

    private static CampaignDefinition With(params IReadOnlyList<CampaignStep> steps) => Valid with { Steps = steps };

    /// <summary>An invalid definition and the expected message.</summary>
    public sealed record Case(string What, CampaignDefinition Definition, string Expected)
    {
        public override string ToString() => What;
    }
}
