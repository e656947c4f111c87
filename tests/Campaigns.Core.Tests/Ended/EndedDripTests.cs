using Campaigns.Tests.Sequences;
using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Ended;

/// <summary>Ended and evicted campaigns still count for others: caps and exclusivity.</summary>
public class EndedDripTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Caps_look_back_on_what_was_sent_by_providers_and_by_persons(bool restart)
    {
        using var outreach = new Outreach();
        var harness = outreach.Harness;
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(1, 2)] }));
        outreach.Down(Channels.LinkedIn);
        var byHand = Calls(
            StepRetryPolicy.None, name: "by hand") with { Steps = [LinkedIn("hi") with { OnUnavailable = UnavailablePolicy.Task() }] };
        var campaign = outreach.Run(byHand, Milan);
        outreach.Run(Calls(StepRetryPolicy.None, name: "mail") with { Steps = [Email("hi")] }, Person("ann"));
        harness.Do(operations => operations.CompleteTaskAsync(campaign, "milan", ManualTaskResult.Done));
        outreach.Up(Channels.LinkedIn);
        Assert.Equal(0, harness.CampaignsInMemory());
        if (restart)
        {
            harness.Restart();
        }

        outreach.Run(Calls(StepRetryPolicy.None, name: "again") with { Steps = [LinkedIn("again")] }, Milan);
        outreach.Run(Calls(StepRetryPolicy.None, name: "mail again") with { Steps = [Email("again")] }, Person("ann"));
        outreach.AdvanceTo(Days(10));

        Assert.Equal([("hi", Hours(0)), ("again", Days(2)), ("again", Days(2))], outreach.Sent);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Campaigns_of_one_exclusivity_share_it_though_the_first_has_ended(bool restart)
    {
        using var outreach = new Outreach();
        var harness = outreach.Harness;
        var drip = Drip(Email("hello"), CampaignStep.Wait(Days(1)), Email("more"));
        var first = outreach.Run(drip, Milan);
        outreach.Reply();
        Assert.Equal(JobState.Replied, outreach.State(first));
        Assert.Equal(0, harness.CampaignsInMemory());
        if (restart)
        {
            harness.Restart();
            Assert.Equal(0, harness.CampaignsInMemory());
        }

        harness.Do(client => client.RerunContactAsync(first, "milan"));
        var second = harness.Do(client => client.CreateAsync(drip with { Name = "second", KeepOpen = true }));

        Assert.Equal((0, 1), Enroll(second));
        outreach.Reply();
        Assert.Equal((1, 0), Enroll(second));
        Assert.Equal(
            CampaignError.Conflict,
            Assert.Throws<CampaignException>(() => harness.Do(client => client.RerunContactAsync(first, "milan"))).Error);

        (long Added, long Running) Enroll(CampaignId campaign)
        {
            var report = harness.Do(client => client.AddContactsAsync(campaign, [Milan]));
            return (report.Added, report.Running);
        }
    }
}
