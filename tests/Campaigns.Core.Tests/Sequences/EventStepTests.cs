using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Sequences;

/// <summary>Steps that wait for an event, with a timeout.</summary>
public class EventStepTests
{
    private static CampaignDefinition UntilOpened => Drip(Email("a"), CampaignStep.WaitFor("opened", Days(3)), Email("b"));

    [Fact]
    public void Event_lets_the_job_go_on_at_once()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(UntilOpened, Milan);
        Assert.Equal((JobState.Waiting, WaitingFor.Event, Nine + Days(3)), outreach.Wait(campaign));
        Assert.Equal(1, outreach.Harness.Statistics(campaign).Waiting[WaitingFor.Event]);

        outreach.AdvanceTo(Hours(7));
        Assert.Equal(1, outreach.Report("opened"));

        Assert.Equal([("a", Hours(0)), ("b", Hours(7))], outreach.Sent);
    }

    [Fact]
    public void Without_the_event_the_job_goes_on_at_the_timeout()
    {
        using var outreach = new Outreach();
        outreach.Run(UntilOpened, Milan);

        Assert.Equal(0, outreach.Report("clicked"));
        Assert.Equal(0, outreach.Report("opened", "ann"));
        outreach.AdvanceTo(Days(10));

        Assert.Equal([("a", Days(0)), ("b", Days(3))], outreach.Sent);
    }

    [Theory]
    [InlineData(true, "thanks")]
    [InlineData(false, "reminder")]
    public void Event_and_timeout_lead_to_steps_of_their_own(bool isOpened, string sent)
    {
        using var outreach = new Outreach();
        var wait = CampaignStep.WaitFor("opened", Days(3)) with { OnEvent = "thanks", OnTimeout = "reminder" };
        outreach.Run(
            Drip(Email("a"), wait, Email("never"), Email("reminder") with { Name = "reminder" }, CampaignStep.Exit(), Email("thanks") with { Name = "thanks" }), Milan);
        outreach.AdvanceTo(Days(1));
        if (isOpened)
        {
            outreach.Report("opened");
        }

        outreach.AdvanceTo(Days(40));

        Assert.Equal([("a", Days(0)), (sent, Days(isOpened ? 1 : 3))], outreach.Sent);
    }

    [Fact]
    public void Event_from_before_the_wait_does_not_count()
    {
        using var outreach = new Outreach();
        outreach.Run(Drip(Email("a"), CampaignStep.Wait(Days(1)), Email("b"), CampaignStep.WaitFor("opened", Days(3)), Email("c")), Milan);
        Assert.Equal(0, outreach.Report("opened"));
        outreach.AdvanceTo(Days(2));
        Assert.Equal(0, outreach.Harness.Do(reports => reports.ReportEventAsync(
            ContactEvent.OfContact("default", "milan", "opened") with { OccurredAt = Nine + Hours(1) })));

        outreach.AdvanceTo(Days(10));

        Assert.Equal([("a", Days(0)), ("b", Days(1)), ("c", Days(4))], outreach.Sent);
    }

    [Fact]
    public void Event_that_occurs_as_the_wait_begins_counts()
    {
        using var outreach = new Outreach();
        outreach.Run(Drip(Email("a"), CampaignStep.Wait(Hours(1)), CampaignStep.WaitFor("opened", Days(3)), Email("c")), Milan);
        outreach.AdvanceTo(Hours(2));

        Assert.Equal(1, outreach.Harness.Do(reports => reports.ReportEventAsync(
            ContactEvent.OfContact("default", "milan", "opened") with { OccurredAt = Nine + Hours(1) })));
    }

    [Fact]
    public void Wait_that_is_longer_than_the_job_s_time_ends_with_it()
    {
        using var outreach = new Outreach();
        var drip = Drip(Email("a"), CampaignStep.WaitFor("opened", Days(10)), Email("b")) with { Exit = new ExitRules { After = Days(3) } };
        var campaign = outreach.Run(drip, Milan);
        outreach.AdvanceTo(Days(3) - Seconds(1));
        Assert.Equal(JobState.Waiting, outreach.State(campaign));
        outreach.AdvanceTo(Days(3));

        Assert.Equal(JobState.Expired, outreach.State(campaign));
    }

    [Fact]
    public void Doubled_report_leads_past_one_wait_only()
    {
        using var outreach = new Outreach();
        outreach.Run(Drip(Email("a"), CampaignStep.WaitFor("opened", Days(3)), CampaignStep.WaitFor("opened", Days(3)), Email("b")), Milan);
        outreach.AdvanceTo(Hours(2));
        var opened = ContactEvent.OfContact("default", "milan", "opened") with { OccurredAt = Nine + Hours(1) };

        Assert.Equal(1, outreach.Harness.Do(reports => reports.ReportEventAsync(opened)));
        Assert.Equal(0, outreach.Harness.Do(reports => reports.ReportEventAsync(opened)));
        outreach.AdvanceTo(Days(10));

        Assert.Equal([("a", Hours(0)), ("b", Hours(74))], outreach.Sent);
    }

    [Fact]
    public void Event_of_the_exit_rules_ends_a_job_that_waits_for_it()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Drip(Email("a"), CampaignStep.WaitFor(ContactEvent.Reply, Days(3)), Email("b")), Milan);

        Assert.Equal(1, outreach.Reply());
        outreach.AdvanceTo(Days(10));

        Assert.Equal((JobState.Replied, 1), (outreach.State(campaign), outreach.Sent.Count()));
    }

    [Fact]
    public void Wait_at_the_end_lets_the_job_be_monitored_afterwards()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Drip(Email("a"), CampaignStep.WaitFor("opened", Days(3))), Milan);

        outreach.AdvanceTo(Days(3));

        Assert.Equal((JobState.Waiting, WaitingFor.Reply, Nine + Days(30)), outreach.Wait(campaign));
    }

    [Fact]
    public void Call_campaign_may_wait_for_an_event_too()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(
            new CampaignDefinition { Name = "calls",
                Steps = [CampaignStep.Call(), CampaignStep.WaitFor("form", Days(3)), CampaignStep.Call()] }, One());
        outreach.AdvanceTo(Hours(1));

        Assert.Equal(1, outreach.Report("form", "ann"));

        Assert.Equal((JobState.Completed, 2), (outreach.State(campaign, "ann"), outreach.Asked.Count()));
    }

    [Fact]
    public void Event_while_the_campaign_is_paused_counts_when_it_goes_on()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(UntilOpened, Milan);
        outreach.Harness.Do(client => client.PauseAsync(campaign));
        Assert.Equal(1, outreach.Report("opened"));
        outreach.AdvanceTo(Hours(3));
        Assert.Single(outreach.Sent);

        outreach.Harness.Do(client => client.ResumeAsync(campaign));

        Assert.Equal([("a", Hours(0)), ("b", Hours(3))], outreach.Sent);
    }

    [Fact]
    public void Event_of_an_address_that_several_contacts_share_reaches_those_whose_memory_was_given_back_meanwhile()
    {
        using var outreach = new Outreach(options => (options.MaxWaitingInMemory, options.PageSize) = (2, 2));
        var people = Enumerable.Range(1, 3).Select(
            i => new Contact($"p{i}", addresses: new Dictionary<string, string> { [Channels.Email] = "office@example.com" }));
        outreach.Run(Drip(
            Email("hello"), CampaignStep.WaitFor("opened", Days(20)), CampaignStep.Wait(Days(1)), Email("more"), CampaignStep.Wait(Days(9)),
            Email("last")), people);
        outreach.AdvanceTo(Hours(1));
        Assert.Equal((1, 1), (outreach.Report("opened", "p2"), outreach.Report("opened", "p3")));
        outreach.AdvanceTo(Days(2));

        Assert.Equal(1, outreach.Harness.Do(reports =>
            reports.ReportEventAsync(ContactEvent.OfAddress("default", "office@example.com", "opened"))));
        Assert.Equal(3, outreach.Harness.Do(reports => reports.ReportEventAsync(ContactEvent.OfAddress("default", "office@example.com"))));
    }
}
