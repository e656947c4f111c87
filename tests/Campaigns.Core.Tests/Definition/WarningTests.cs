using static Campaigns.Tests.People;

namespace Campaigns.Tests.Definition;

/// <summary>Warnings about steps that no job reaches in time. A wrong warning is worse than none, so the shortest path counts.</summary>
public class WarningTests
{
    private static readonly ContactStep Mail = CampaignStep.Message(Channels.Email, "Hi");

    [Fact]
    public void Steps_beyond_the_expiry_are_accepted_and_warned_about()
    {
        var protocol =
            Drip(Mail, CampaignStep.Wait(Days(29)), Mail, CampaignStep.Wait(Days(1)), Mail, Mail, CampaignStep.Wait(Hours(12)), Mail);

        Assert.Empty(protocol.Validate());
        Assert.Equal([4, 5, 7], Warned(protocol));
        Assert.Equal(
            "Steps[7] comes 30.5 days after the start at the earliest, and the job expires after 30: it is never sent. "
            + "Shorten the delays, or increase Exit.After.",
            protocol.Warnings()[^1]);
        Assert.Equal(protocol.Warnings(), new CampaignDefinition { Name = "x", Steps = protocol.Steps, Exit = protocol.Exit }.Warnings());
    }

    [Fact]
    public void Calls_do_not_expire() => Assert.Empty((Drip(Mail, CampaignStep.Wait(Days(300)), Mail) with { Exit = null }).Warnings());

    [Fact]
    public void Step_that_a_jump_leads_to_sooner_is_not_warned_about()
    {
        var jump = CampaignStep.Branch(StepCondition.LastOutcome(AttemptOutcome.Completed), "soon");

        Assert.Empty(Drip(Mail, jump, CampaignStep.Wait(Days(40)), Mail with { Name = "soon" }).Warnings());
        Assert.Equal([3], Warned(Drip(Mail, jump, CampaignStep.Wait(Days(40)), Mail, Mail with { Name = "soon" })));
    }

    [Fact]
    public void Event_may_come_at_once_but_its_timeout_may_not()
    {
        var wait = CampaignStep.WaitFor("opened", Days(31));

        Assert.Empty(Drip(Mail, wait, Mail).Warnings());
        Assert.Equal([2], Warned(Drip(Mail, wait with { OnEvent = "opened" }, Mail, Mail with { Name = "opened" })));
        Assert.Equal([4], Warned(Drip(Mail, wait with { OnTimeout = "late" }, Mail, CampaignStep.Exit(), Mail with { Name = "late" })));
    }

    [Theory]
    [InlineData(1, 0)] // at the last moment of a Sunday, Monday 00:00 is next
    [InlineData(5, 4)]
    [InlineData(6, 7)]
    [InlineData(21, 28)]
    public void Business_days_are_at_least_so_many_days(int businessDays, int days)
    {
        var protocol = Drip(Mail, CampaignStep.WaitUntil(new TimeOnly(2, 0), businessDays), Mail);

        Assert.Empty((protocol with { Exit = new ExitRules { After = Days(days) + Hours(1) + TimeSpan.FromTicks(1) } }).Warnings());
        Assert.Single((protocol with { Exit = new ExitRules { After = Days(days) + Hours(1) } }).Warnings());
    }

    [Fact]
    public void Step_that_nothing_leads_to_is_warned_about_in_calls_too()
    {
        CampaignStep[] steps = [Mail, CampaignStep.Exit(), Mail, CampaignStep.Wait(Days(1)), Mail with { Name = "unnamed by others" }];

        Assert.Equal([2, 3, 4], Warned(Drip(steps)));
        Assert.Equal(
            "Steps[2] is never reached: lead to it by its name, or remove it.", (Drip(steps) with { Exit = null }).Warnings()[0]);
    }

    private static ContactProtocol Drip(params IReadOnlyList<CampaignStep> steps) => new() { Steps = steps, Exit = new ExitRules() };

    private static TimeSpan Days(double days) => TimeSpan.FromDays(days);

    private static IEnumerable<int> Warned(ContactProtocol protocol) =>
        protocol.Warnings().Select(warning => int.Parse(warning[6..warning.IndexOf(']', StringComparison.Ordinal)], null));
}
