using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Sequences;

/// <summary>An event counts at the time when it occurred, not when it was reported. An event with an id counts once.</summary>
public class EventTimeTests
{
    private static readonly CampaignStep[] Offer =
    [
        Email("offer"),
        CampaignStep.WaitFor("clicked", TimeSpan.FromDays(3)) with { OnEvent = "hot", OnTimeout = "cold" },
        Email("hot") with { Name = "hot" },
        CampaignStep.Exit(),
        Email("cold") with { Name = "cold" },
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reply_of_before_the_enrollment_that_is_told_again_does_not_end_the_next_drip(bool restart)
    {
        using var outreach = new Outreach();
        var reply = Told(ContactEvent.Reply) with { OccurredAt = Nine + Hours(1) };
        var drip = Drip(Email("one"), CampaignStep.Wait(TimeSpan.FromDays(2)), Email("two"));
        var first = outreach.Run(drip, Milan);
        outreach.AdvanceTo(Hours(1));
        Assert.Equal(1, Tell(outreach, reply));
        outreach.AdvanceTo(TimeSpan.FromDays(30));
        var second = outreach.Run(drip with { Start = Nine + TimeSpan.FromDays(31) }, Milan);
        Restart(outreach, restart);

        Assert.Equal(0, Tell(outreach, reply)); // a job without attempts does not count
        outreach.AdvanceTo(TimeSpan.FromDays(32));
        Assert.Equal(0, Tell(outreach, reply)); // neither does a running job
        outreach.AdvanceTo(TimeSpan.FromDays(34));

        Assert.Equal((JobState.Replied, JobState.Waiting), (outreach.State(first), outreach.State(second)));
        Assert.Equal(["one", "one", "two"], outreach.Sent.Select(sent => sent.What));
        Assert.Equal(1, Tell(outreach, reply with { OccurredAt = Nine + TimeSpan.FromDays(30) + Hours(1) }));
        Assert.Equal(JobState.Replied, outreach.State(second));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reply_of_before_a_rerun_does_not_end_the_rerun(bool restart)
    {
        using var outreach = new Outreach();
        var reply = Told(ContactEvent.Reply) with { OccurredAt = Nine + Hours(1) };
        var campaign =
            outreach.Run(Drip(Email("one"), CampaignStep.Wait(TimeSpan.FromDays(2)), Email("two")) with { KeepOpen = true }, Milan);
        outreach.AdvanceTo(Hours(1));
        Assert.Equal(1, Tell(outreach, reply));
        outreach.AdvanceTo(TimeSpan.FromDays(5));
        outreach.Harness.Do(client => client.RerunContactAsync(campaign, "milan"));
        Restart(outreach, restart);
        Assert.Equal(0, Tell(outreach, reply));
        Assert.Equal(1, Tell(outreach, Told(ContactEvent.Reply)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Click_that_is_told_before_the_delivery_of_its_message_leads_on_at_once(bool restart)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        harness.Run(new CampaignDefinition { Name = "offer",
            Steps = [.. Offer.Select(step => step is ContactStep mail ? mail with { Channel = Channels.Voice } : step)],
            Exit = new ExitRules() }, One());
        harness.Advance(Seconds(20));
        Assert.Equal(1, harness.Do(reports =>
            reports.ReportEventAsync(ContactEvent.OfContact("default", "ann", "clicked") with { OccurredAt = harness.Now })));
        if (restart)
        {
            harness.Restart();
        }

        harness.Advance(Seconds(5));
        harness.Report(harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.Completed);
        harness.Advance(Minutes(1));
        Assert.Equal("hot", harness.Provider.Dispatches[1].Request.Content.Body);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Click_during_a_delay_or_a_wait_for_something_else_counts_for_the_wait_after_it(bool isDelay, bool restart)
    {
        using var outreach = new Outreach();
        CampaignStep between = isDelay ? CampaignStep.Wait(Hours(1)) : CampaignStep.WaitFor("opened", Hours(1));
        outreach.Run(Drip([Offer[0], between, .. Offer[1..]]), Milan);
        outreach.AdvanceTo(Minutes(10));
        Assert.Equal(1, outreach.Report("clicked"));
        Assert.Equal(0, outreach.Report("clicked"));
        Restart(outreach, restart);
        outreach.AdvanceTo(TimeSpan.FromDays(4));
        Assert.Equal([("offer", default), ("hot", Hours(1))], outreach.Sent);
    }

    [Fact]
    public void Click_that_is_told_late_counts_if_it_came_after_the_message_and_not_if_before()
    {
        using var outreach = new Outreach();
        outreach.Run(Drip([Email("before"), CampaignStep.Wait(Hours(2)), Offer[0], CampaignStep.Wait(Hours(1)), .. Offer[1..]]), Milan);
        outreach.AdvanceTo(Hours(1));
        Assert.Equal(0, outreach.Report("clicked")); // the offer was not sent yet
        outreach.AdvanceTo(Hours(4));
        Assert.Equal(0, Tell(outreach, Told("clicked") with { OccurredAt = Nine + Hours(2) - Seconds(1) }));
        Assert.Equal(1, Tell(outreach, Told("clicked") with { OccurredAt = Nine + Hours(2.5) }));
        outreach.AdvanceTo(TimeSpan.FromDays(1));
        Assert.Equal("hot", outreach.Sent.Last().What);
    }

    [Fact]
    public void One_early_event_leads_past_one_wait_of_its_name_and_each_name_past_its_own()
    {
        using var outreach = new Outreach();
        outreach.Run(
            Drip(Email("a"), CampaignStep.Wait(Hours(1)), CampaignStep.WaitFor("opened", Hours(5)), CampaignStep.WaitFor(
                "clicked", Hours(5)), CampaignStep.WaitFor("opened", Hours(5)), Email("b")),
            Milan);
        outreach.AdvanceTo(Minutes(30));
        Assert.Equal(1, outreach.Report("opened"));
        Assert.Equal(1, outreach.Report("clicked"));
        outreach.AdvanceTo(TimeSpan.FromDays(1));
        Assert.Equal([("a", default), ("b", Hours(6))], outreach.Sent);
    }

    [Fact]
    public void Event_with_an_id_counts_once_across_restarts_for_as_long_as_is_documented()
    {
        using var harness = new CampaignHarness(options => options.EventIdAge = TimeSpan.FromDays(3));
        var drip = new CampaignDefinition { Name = "drip",
            Steps = [CampaignStep.Call(), CampaignStep.WaitFor("paid", Hours(100)), CampaignStep.Call(),
                CampaignStep.WaitFor("paid", Hours(100)), CampaignStep.Call()], Exit = new ExitRules(), KeepOpen = true };
        var campaign = harness.Run(drip, One());
        var paid = ContactEvent.OfContact("default", "ann", "paid") with { Id = "evt_1" };
        harness.Advance(Hours(1));
        Assert.Equal(1, Tell(paid));
        Assert.Equal(0, Tell(paid));
        Assert.Equal(0, Tell(paid with { Campaign = campaign, OccurredAt = harness.Now })); // whatever the other fields are
        harness.Restart();
        harness.Advance(Hours(71));
        Assert.Equal(0, Tell(paid));
        Assert.Equal(0, Tell(ContactEvent.OfContact("other", "ann", "paid") with { Id = "evt_1" })); // no contact matches in another tenant
        harness.Advance(Hours(3));
        Assert.Equal(1, Tell(paid with { Id = "evt_2" }));
        harness.Restart();
        harness.Run(drip with { Name = "later" }, new Contact("bob", "+15550100002"));
        harness.Advance(Hours(1));
        // the id is forgotten after three days
        Assert.Equal(1, Tell(ContactEvent.OfContact("default", "bob", "paid") with { Id = "evt_1" }));

        int Tell(ContactEvent contactEvent) => harness.Do(reports => reports.ReportEventAsync(contactEvent));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(null)]
    public void Id_that_is_no_id_is_refused(string? id)
    {
        using var outreach = new Outreach();
        var error = Assert.Throws<CampaignException>(() => Tell(outreach, Told("clicked") with { Id = id ?? new string('x', 201) }));
        Assert.Contains("Id is ", error.Message, StringComparison.Ordinal);
    }

    private static ContactEvent Told(string name) => ContactEvent.OfContact("default", "milan", name);

    private static int Tell(Outreach outreach, ContactEvent contactEvent) =>
        outreach.Harness.Do(reports => reports.ReportEventAsync(contactEvent));

    private static void Restart(Outreach outreach, bool wanted)
    {
        if (wanted)
        {
            outreach.Harness.Restart();
        }
    }
}
