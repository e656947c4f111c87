using static Campaigns.Tests.People;

namespace Campaigns.Tests.Definition;

/// <summary>Compiled protocols: defaults, groups, and which contacts can follow them.</summary>
public class PlanTests
{
    private static readonly ContactStep Mail = CampaignStep.Message(Channels.Email, "Hi");
    private static readonly ContactStep LinkedIn = CampaignStep.Message(Channels.LinkedIn, "Hi");
    private static readonly ContactStep Call = CampaignStep.Call();
    private static readonly Contact ByMail = With(("email", "ann@example.com"));
    private static readonly Contact Nowhere = With();

    [Fact]
    public void Defaults_of_calls_wait_for_the_channel_refuse_who_lacks_an_address_and_end_with_a_failure()
    {
        var plan = Calls(Mail);

        Assert.Null(plan.OnUnavailable(0));
        Assert.Null(plan.OnNoAddress(Mail));
        Assert.Equal(StepFailure.EndJob, plan.OnFailure(0));
    }

    [Fact]
    public void Defaults_of_drips_wait_three_days_then_skip_and_leave_a_failure_behind()
    {
        var plan = Drip(Mail);

        Assert.Equal(UnavailablePolicy.Wait(TimeSpan.FromDays(3)), plan.OnUnavailable(0));
        Assert.Equal(UnavailablePolicy.Skip, plan.OnNoAddress(Mail));
        Assert.Equal(StepFailure.NextStep, plan.OnFailure(0));
    }

    [Fact]
    public void What_a_step_says_comes_before_the_defaults()
    {
        var step =
            Mail with { OnUnavailable = UnavailablePolicy.Fail, OnNoAddress = UnavailablePolicy.Task(), OnFailure = StepFailure.EndJob };

        Assert.Equal((UnavailablePolicy.Fail, StepFailure.EndJob), (Drip(step).OnUnavailable(0), Drip(step).OnFailure(0)));
        Assert.Equal(UnavailablePolicy.Task(), Drip(step).OnNoAddress(step));
    }

    [Fact]
    public void Contact_steps_in_a_row_are_a_group()
    {
        var plan = Drip(Mail, Mail, Mail, CampaignStep.Wait(Hours(1)), Mail, CampaignStep.Exit(), Mail, Mail);

        Assert.Equal([0, 0, 0], [plan.GroupStart(0), plan.GroupStart(1), plan.GroupStart(2)]);
        Assert.Equal([3, 3, 5, 8], [plan.GroupEnd(0), plan.GroupEnd(2), plan.GroupEnd(4), plan.GroupEnd(6)]);
        Assert.Equal((4, 6), (plan.GroupStart(4), plan.GroupStart(7)));
    }

    [Fact]
    public void Channels_are_those_of_steps_and_of_every_fallback()
    {
        CampaignStep[] steps =
        [
            Mail with { OnUnavailable = UnavailablePolicy.Wait(
                Hours(1), UnavailablePolicy.Fallback("sms", UnavailablePolicy.Fallback("fax"))) },
            Mail with { OnNoAddress = UnavailablePolicy.Fallback("voice") },
        ];

        Assert.Equal(["email", "fax", "sms", "voice"], Plan.ChannelsOf(steps).Order());
    }

    [Fact]
    public void Drip_takes_whoever_can_be_reached_by_one_of_its_steps()
    {
        Assert.Null(Drip(LinkedIn, Mail).ProblemOf(ByMail));
        Assert.Equal("there is no address on any channel of the protocol", Drip(LinkedIn, Mail).ProblemOf(Nowhere));
        Assert.Equal("there is no address on any channel of the protocol", Drip(LinkedIn, Call).ProblemOf(ByMail));
    }

    [Fact]
    public void Fallback_and_a_person_reach_whoever_lacks_the_address()
    {
        Assert.Null(
            Drip(LinkedIn with { OnNoAddress = UnavailablePolicy.Fallback("sms", UnavailablePolicy.Fallback("email")) }).ProblemOf(ByMail));
        Assert.NotNull(Drip(LinkedIn with { OnNoAddress = UnavailablePolicy.Fallback("sms") }).ProblemOf(ByMail));
        Assert.Null(Drip(LinkedIn with { OnNoAddress = UnavailablePolicy.Task() }).ProblemOf(Nowhere));
        Assert.NotNull(Drip(LinkedIn with { OnNoAddress = UnavailablePolicy.Fail }).ProblemOf(Nowhere));
        // without an address, the channel's availability does not matter
        Assert.NotNull(Drip(LinkedIn with { OnUnavailable = UnavailablePolicy.Fallback("email") }).ProblemOf(ByMail));
    }

    [Fact]
    public void Address_is_asked_for_only_where_the_contact_s_branches_lead()
    {
        CampaignStep[] steps =
        [
            CampaignStep.Branch(StepCondition.HasAddress("email"), "mail", "call"),
            Mail with { Name = "mail" }, CampaignStep.Exit(),
            Call with { Name = "call" },
        ];

        Assert.Null(Calls(steps).ProblemOf(ByMail));
        Assert.Null(Calls(steps).ProblemOf(One()));
        Assert.Equal("there is no address on the channel voice", Calls(steps).ProblemOf(Nowhere));
        Assert.Equal([1], Calls(steps).ContactStepsFor(ByMail));
        Assert.Equal([3], Calls(steps).ContactStepsFor(One()));
    }

    [Fact]
    public void Address_is_asked_for_wherever_an_outcome_or_an_event_may_lead()
    {
        CampaignStep[] steps =
        [
            Mail,
            CampaignStep.Branch(StepCondition.LastOutcome(AttemptOutcome.Failed), "call"),
            CampaignStep.WaitFor("opened", Hours(1)) with { OnEvent = "end" },
            Call with { Name = "call" },
            CampaignStep.Exit() with { Name = "end" },
        ];

        Assert.Equal("there is no address on the channel voice", Calls(steps).ProblemOf(ByMail));
        Assert.Equal([0, 3], Calls(steps).ContactStepsFor(ByMail));
    }

    [Fact]
    public void Condition_holds_for_the_data_the_address_or_the_outcome_it_names()
    {
        var gold = new Contact("a", "+15550100001", data: new Dictionary<string, string> { ["tier"] = "gold", ["note"] = "" });

        Assert.True(StepCondition.Data("tier").Holds(gold, AttemptOutcome.None));
        Assert.True(StepCondition.Data("tier", "silver", "gold").Holds(gold, AttemptOutcome.None));
        Assert.False(StepCondition.Data("tier", "Gold").Holds(gold, AttemptOutcome.None));
        Assert.False(StepCondition.Data("note").Holds(gold, AttemptOutcome.None));
        Assert.True(StepCondition.Data("note", "").Holds(gold, AttemptOutcome.None));
        Assert.False(StepCondition.Data("other").Holds(gold, AttemptOutcome.None));
        Assert.True(StepCondition.HasAddress("sms").Holds(gold, AttemptOutcome.None));
        Assert.False(StepCondition.HasAddress("email").Holds(gold, AttemptOutcome.None));
        Assert.True(StepCondition.LastOutcome(AttemptOutcome.Busy, AttemptOutcome.NoAnswer).Holds(gold, AttemptOutcome.NoAnswer));
        Assert.False(StepCondition.LastOutcome(AttemptOutcome.Busy).Holds(gold, AttemptOutcome.None));
    }

    [Fact]
    public void Contact_s_own_protocol_comes_along_as_text_and_what_is_wrong_with_it_is_its_problem()
    {
        var own = new ContactProtocol { Steps = [Mail], Exit = new ExitRules() };
        var wrong = own with { Steps = [Mail with { Channel = "" }, CampaignStep.Wait(Hours(-1))] };

        var contact = ByMail.WithProtocol(own);
        var problem = ByMail.WithProtocol(wrong).Problem;

        Assert.Null(ByMail.ProtocolJson);
        Assert.Null(contact.Problem);
        Assert.Equal(DefinitionJson.Write(own), contact.ProtocolJson);
        Assert.Equal(contact.ProtocolJson, ByMail.WithProtocolJson(contact.ProtocolJson!).ProtocolJson);
        Assert.Equal(("a", "ann@example.com"), (contact.Key, contact.AddressOn("email")));
        Assert.StartsWith("its protocol has 3 problem(s): ", problem, StringComparison.Ordinal);
        Assert.All(wrong.Validate(), each => Assert.Contains(each, problem, StringComparison.Ordinal));
    }

    private static Contact With(params (string Channel, string Address)[] addresses) =>
        new("a", addresses: addresses.ToDictionary(pair => pair.Channel, pair => pair.Address));

    private static Plan Calls(params IReadOnlyList<CampaignStep> steps) => new(new ContactProtocol { Steps = steps });

    private static Plan Drip(params IReadOnlyList<CampaignStep> steps) =>
        new(new ContactProtocol { Steps = steps, Exit = new ExitRules() });
}
