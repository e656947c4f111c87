using Campaigns.Tests.Sequences;
using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Definition;

/// <summary>Which steps a protocol may contain, and the messages about invalid ones.</summary>
public class ProtocolTests
{
    private static readonly ContactStep Mail = CampaignStep.Message(Channels.Email, "Hi");

    public static TheoryData<Case> OneProblem { get; } = new()
    {
        new Case("nobody contacted", [CampaignStep.Branch(
            StepCondition.HasAddress("email"), null), CampaignStep.Exit()], "Steps is without a contact step: give at least one."),
        new Case("name blank", [Mail with { Name = " " }], "Steps[0].Name is \" \": use 1 to 100 characters, or null."),
        new Case("name long", [Mail with { Name = Text(101) }], $"Steps[0].Name is \"{Text(101)}\": use 1 to 100 characters, or null."),
        new Case(
            "name twice", [Mail with { Name = "a" }, Mail with { Name = "a" }],
            "Steps[1].Name is \"a\": give each step a unique name."),
        new Case(
            "group of 16",
            [.. Enumerable.Repeat(Mail, 17)],
            "Steps[15] is contact step 16 in a row: put another step after 15 of them."),
        new Case("begins with an event", [CampaignStep.WaitFor("opened", Hours(1)), Mail], Beginning(0, "a wait for an event")),
        new Case("begins with an exit", [CampaignStep.Exit(), Mail], Beginning(0, "an exit")),
        new Case(
            "branch that leads to an exit at once",
            [CampaignStep.Branch(StepCondition.HasAddress("email"), null, "end"), Mail, CampaignStep.Exit() with { Name = "end" }],
            Beginning(2, "an exit")),
        new Case(
            "branch over all that contacts",
            [CampaignStep.Branch(
                StepCondition.HasAddress("email"),
                "last"), Mail, CampaignStep.Branch(StepCondition.HasAddress("email"), null) with { Name = "last" }],
            Beginning(3, "missing")),
        new Case("back", [Mail with { Name = "a" }, Branch("a"), Mail], "Steps[1].Then is \"a\": name a later step."),
        new Case("to itself", [Mail, Branch("a") with { Name = "a" }, Mail], "Steps[1].Then is \"a\": name a later step."),
        new Case("otherwise nowhere", [Mail, Branch(null, "b"), Mail], "Steps[1].Otherwise is \"b\": name a later step."),
        new Case(
            "event leads nowhere",
            [Mail, CampaignStep.WaitFor("opened", Hours(1)) with { OnEvent = "x" }, Mail],
            "Steps[1].OnEvent is \"x\": name a later step."),
        new Case(
            "timeout leads nowhere",
            [Mail, CampaignStep.WaitFor("opened", Hours(1)) with { OnTimeout = "x" }, Mail],
            "Steps[1].OnTimeout is \"x\": name a later step."),
        new Case(
            "event without a name", [Mail, CampaignStep.WaitFor("", Hours(1)), Mail], "Steps[1].Event is \"\": use 1 to 100 characters."),
        new Case(
            "no time for an event", [Mail, CampaignStep.WaitFor("a", Hours(0)), Mail],
            "Steps[1].Timeout is 00:00:00: use more than 0, up to 365 days."),
        new Case(
            "both kinds of delay",
            [Mail, CampaignStep.WaitUntil(new TimeOnly(10, 0)) with { Duration = Hours(1) }, Mail],
            "Steps[1].Duration is 01:00:00: give a duration or a business day, not both."),
        new Case("business day 0", [Mail, CampaignStep.WaitUntil(new TimeOnly(10, 0), 0), Mail], "Steps[1].Until.Days is 0: use 1 to 250."),
        new Case(
            "business day 251", [Mail, CampaignStep.WaitUntil(new TimeOnly(10, 0), 251), Mail],
            "Steps[1].Until.Days is 251: use 1 to 250."),
        new Case("end that is none", [Mail, new ExitStep { End = JobState.Live }], "Steps[1].End is Live: use Completed or Failed."),
        new Case("no condition", [Mail, new BranchStep { When = null! }, Mail], "Steps[1].When is missing: give a condition."),
        new Case(
            "condition on nothing", [Mail, Branch(StepCondition.Data(" ")), Mail],
            "Steps[1].When.Name is \" \": name the value, or the channel."),
        new Case(
            "condition without outcomes",
            [Mail, Branch(StepCondition.LastOutcome()), Mail],
            "Steps[1].When.Outcomes is a list of 0: name the outcomes."),
        new Case(
            "outcome that never is the last",
            [Mail, Branch(StepCondition.LastOutcome(AttemptOutcome.NotSent)), Mail],
            "Steps[1].When.Outcomes is NotSent: name outcomes that may have reached the contact."),
        new Case(
            "template of nothing", [Mail with { IsTemplate = true, Content = null }], "Steps[0].Content is missing: give the template."),
        new Case("no such format", [Mail with { Format = (ContentFormat)9 }], "Steps[0].Format is 9: use Text, Html or Xml."),
        new Case(
            "step's window",
            [Mail with { Window = new ContactWindow { Hours = [] } }],
            "Steps[0].Window.Hours is a list of 0: use 1 to 200 spans."),
        new Case(
            "waits for no time",
            [Mail with { OnUnavailable = UnavailablePolicy.Wait(Hours(0)) }],
            "Steps[0].OnUnavailable.AtMost is 00:00:00: use more than 0, up to 365 days."),
        new Case(
            "waits for an address",
            [Mail with { OnNoAddress = UnavailablePolicy.Wait(Hours(1)) }],
            "Steps[0].OnNoAddress is a wait: a contact gets no address by waiting: skip, fall back, hand over or fail."),
        new Case(
            "falls back nowhere",
            [Mail with { OnUnavailable = UnavailablePolicy.Wait(Hours(1), UnavailablePolicy.Fallback("")) }],
            "Steps[0].OnUnavailable.Then.Channel is \"\": name the other channel, with 1 to 50 characters."),
        new Case(
            "falls back on its own channel",
            [Mail with { OnUnavailable = UnavailablePolicy.Fallback(Mail.Channel) }],
            $"Steps[0].OnUnavailable.Channel is \"{Mail.Channel}\": name each channel once."),
        new Case(
            "falls back twice on a channel",
            [Mail with { OnUnavailable = UnavailablePolicy.Fallback(
                "sms", UnavailablePolicy.Wait(Hours(1), UnavailablePolicy.Fallback("sms"))) }],
            "Steps[0].OnUnavailable.Then.Then.Channel is \"sms\": name each channel once."),
        new Case(
            "waits twice",
            [Mail with { OnUnavailable = UnavailablePolicy.Wait(Hours(1), UnavailablePolicy.Wait(Hours(2))) }],
            "Steps[0].OnUnavailable.Then is a wait: use one longer wait instead."),
        new Case(
            "waits after the person",
            [Mail with { OnUnavailable = UnavailablePolicy.Task(Hours(1), UnavailablePolicy.Wait(Hours(2))) }],
            "Steps[0].OnUnavailable.Then is a wait: wait before the task, not after it."),
        new Case(
            "two tasks",
            [Mail with { OnNoAddress = UnavailablePolicy.Task(Hours(1), UnavailablePolicy.Task(Hours(1))) }],
            "Steps[0].OnNoAddress.Then is a second task: hand the step over once."),
        new Case(
            "falls back six times",
            [Mail with { OnUnavailable = Chain(6) }],
            "Steps[0].OnUnavailable.Then is a long chain: use at most 5 in a row."),
    };

    public static TheoryData<ExitCase> OneExitProblem { get; } = new()
    {
        new ExitCase("no time", new ExitRules { After = Hours(0) }, "Exit.After is 00:00:00: use more than 0, up to 3,650 days."),
        new ExitCase(
            "eleven years", new ExitRules { After = TimeSpan.FromDays(3651) },
            "Exit.After is 3651.00:00:00: use more than 0, up to 3,650 days."),
        new ExitCase("no events", new ExitRules { Events = null! }, "Exit.Events is missing: give events, or none."),
        new ExitCase("event without a name", new ExitRules { Events = [" "] }, "Exit.Events is \" \": use 1 to 100 characters."),
        new ExitCase("no outcomes", new ExitRules { Outcomes = null! }, "Exit.Outcomes is missing: give outcomes, or none."),
        new ExitCase(
            "provider's outcome", new ExitRules { Outcomes = [AttemptOutcome.NotPlaced] },
            "Exit.Outcomes is NotPlaced: name outcomes of a contact."),
    };

    [Theory]
    [MemberData(nameof(OneProblem))]
    public void Problem_names_field_value_and_remedy(Case given) =>
        Assert.Equal([given.Expected], new ContactProtocol { Steps = given.Steps }.Validate());

    [Theory]
    [MemberData(nameof(OneExitProblem))]
    public void Problem_of_exit_rules_names_field_value_and_remedy(ExitCase given) =>
        Assert.Equal([given.Expected], new ContactProtocol { Steps = [Mail], Exit = given.Exit }.Validate());

    [Theory]
    [InlineData(201, ExclusivityConflict.Reject, "Exclusivity.Key")]
    [InlineData(0, (ExclusivityConflict)3, "Exclusivity.OnConflict is 3: use Reject, Replace or QueueAfter.")]
    public void Exclusivity_is_checked(int keyLength, ExclusivityConflict conflict, string expected)
    {
        var definition =
            Calls(StepRetryPolicy.None) with { Exclusivity = new Exclusivity { Key = Text(keyLength), OnConflict = conflict } };

        Assert.StartsWith(expected, Assert.Single(definition.Validate()), StringComparison.Ordinal);
    }

    [Fact]
    public void Drips_of_a_tenant_are_exclusive_unless_they_say_otherwise_and_calls_are_not()
    {
        var drip = new CampaignDefinition { Name = "x", Steps = [Mail], Exit = new ExitRules() };

        Assert.Equal("", drip.ExclusivityKey);
        Assert.Null((drip with { Exclusivity = Exclusivity.None }).ExclusivityKey);
        Assert.Equal("a", (drip with { Exclusivity = new Exclusivity { Key = "a" } }).ExclusivityKey);
        Assert.Null((drip with { Exit = null }).ExclusivityKey);
        Assert.Equal(ExclusivityConflict.Reject, new Exclusivity().OnConflict);
    }

    [Fact]
    public void All_problems_of_a_protocol_are_found_at_once()
    {
        var protocol = new ContactProtocol
        {
            Steps = [null!, new DelayStep(), new EventStep { Event = null!, Timeout = default }, new BranchStep { When = null! },
                Mail with { Channel = null! }],
            Exit = new ExitRules { After = default, Events = null!, Outcomes = null! },
        };

        Assert.Equal(9, protocol.Validate().Count);
        Assert.Empty(protocol.Warnings());
    }

    [Fact]
    public void Many_branches_in_a_row_are_checked_in_no_time()
    {
        CampaignStep[] branches = [.. Enumerable.Repeat(CampaignStep.Branch(StepCondition.HasAddress("email"), null), 99)];

        Assert.Empty(new ContactProtocol { Steps = [.. branches, Mail] }.Validate()); // 2^99 paths
    }

    [Fact]
    public void Values_at_their_limits_are_fine()
    {
        var protocol = new ContactProtocol
        {
            Exit = new ExitRules { After = TimeSpan.FromDays(3650), Events = [],
                Outcomes = [AttemptOutcome.Completed, AttemptOutcome.OptedOut] },
            Steps =
            [
                CampaignStep.Branch(StepCondition.Data("a", "b"), Text(100), Text(100)),
                .. Enumerable.Repeat(Mail, 14),
                Mail with { Name = Text(100), OnUnavailable = Chain(5), OnNoAddress = UnavailablePolicy.Fallback(
                    "sms", UnavailablePolicy.Task(Hours(1))) },
                CampaignStep.WaitUntil(new TimeOnly(0, 0), 250),
                .. Enumerable.Repeat(Mail, 15),
                new EventStep { Event = Text(100), Timeout = TimeSpan.FromDays(365), OnTimeout = "end" },
                CampaignStep.Exit(),
                new ExitStep { Name = "end", End = JobState.Failed },
            ],
        };

        Assert.Empty(protocol.Validate());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"Steps":null}""")]
    [InlineData("""{"Steps":[null]}""")]
    [InlineData("""{"Steps":[{"type":"contact"}]}""")]
    [InlineData("""{"Steps":[{"$type":"contact","Channel":null}]}""")]
    [InlineData("""{"Steps":[{"$type":"message","Channel":"email","Retry":null}]}""")]
    [InlineData("""{"Steps":[{"$type":"contact","Channel":"email","Retry":{"Attempts":1,"Delay":null,"Rules":null}}],"Exit":{"Events":null,"Outcomes":null}}""")]
    [InlineData("""{"Steps":[{"$type":"contact","Channel":"email","Window":{"Hours":null}}],"Exit":{"After":"9999999999.00:00:00"}}""")]
    [InlineData("""{"Steps":[{"$type":"contact","Channel":"email","Window":{"Hours":[null],"ClosedDates":null}}],"Exit":{}}""")]
    [InlineData("""{"Steps":[{"$type":"branch","When":{"Kind":7,"Values":null}},{"$type":"contact","Channel":"email"}],"Exit":{}}""")]
    [InlineData("""{"Steps":[{"$type":"contact","Channel":"email","OnUnavailable":{"Action":"Fallback"}}],"Exit":{}}""")]
    public void Protocol_that_makes_no_sense_is_its_row_s_error(string json)
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Brief with { KeepOpen = true });

        var report = outreach.Harness.Do(client => client.AddContactsAsync(campaign, [Milan.WithProtocolJson(json), Person("ann")]));

        Assert.Equal((1, 1), (report.Added, report.Invalid));
    }

    private static string Beginning(int step, string what) =>
        $"Steps[{step}] is {what}: begin with a contact step, or with branches that lead to one.";

    private static BranchStep Branch(string? then, string? otherwise = null) =>
        CampaignStep.Branch(StepCondition.HasAddress("email"), then, otherwise);

    private static BranchStep Branch(StepCondition when) => CampaignStep.Branch(when, null);

    private static UnavailablePolicy Chain(int length) =>
        length == 1 ? UnavailablePolicy.Fail : UnavailablePolicy.Fallback($"channel {length}", Chain(length - 1));

    private static string Text(int length) => new('x', length);

    /// <summary>Invalid steps and the expected message.</summary>
    public sealed record Case(string What, IReadOnlyList<CampaignStep> Steps, string Expected)
    {
        public override string ToString() => What;
    }

    /// <summary>Invalid exit rules and the expected message.</summary>
    public sealed record ExitCase(string What, ExitRules Exit, string Expected)
    {
        public override string ToString() => What;
    }
}
