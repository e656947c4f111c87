using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Sequences;

/// <summary>A drip's contact is changed between steps. Each step goes to the contact's address at the time of the send.</summary>
public class ContactChangeTests
{
    private static readonly CampaignDefinition Two =
        Drip(LinkedIn("invitation"), CampaignStep.Wait(Days(1)), Email("hello"), CampaignStep.Wait(Days(1)), LinkedIn("bye"));

    [Fact]
    public void Step_goes_to_the_address_that_the_contact_has_when_its_turn_comes()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Two, Milan);
        Change(outreach, campaign, (Channels.Email, "Milan New <MILAN@new.example.com>"));
        outreach.AdvanceTo(Days(3));

        Assert.Equal(["in/milan", "milan@new.example.com", "in/milan"], outreach.Asked.Select(request => request.Address));
    }

    [Fact]
    public void Step_whose_channel_the_contact_has_lost_is_left_out_and_one_that_it_has_gained_is_sent()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Two, WithoutLinkedIn());
        outreach.AdvanceTo(Hours(1));
        Change(outreach, campaign, (Channels.Email, null), (Channels.LinkedIn, "in/milan"));
        outreach.AdvanceTo(Days(3));

        Assert.Equal(["bye"], outreach.Sent.Select(sent => sent.What)); // "one" waits for its day, but its address is gone
        Assert.Equal(JobState.NoResponse, EndOf(outreach, campaign));
    }

    [Fact]
    public void Retry_on_a_channel_that_the_contact_has_lost_is_left_out()
    {
        using var outreach = new Outreach();
        outreach.Answer = request => DispatchResult.Completed(
            request.Step.Channel == Channels.Email ? AttemptOutcome.Failed : AttemptOutcome.Completed);
        var campaign = outreach.Run(
            Drip(Email("hello") with { Retry = StepRetryPolicy.Fixed(3, Hours(2)) }, CampaignStep.Wait(Days(1)), LinkedIn("bye")), Milan);
        Change(outreach, campaign, (Channels.Email, null));
        outreach.AdvanceTo(Days(3));

        Assert.Equal([Channels.Email, Channels.LinkedIn], outreach.Asked.Select(request => request.Step.Channel));
    }

    [Fact]
    public void Step_that_went_to_its_fallback_for_want_of_an_address_goes_on_the_channel_of_its_own()
    {
        using var outreach = new Outreach();
        var step =
            LinkedIn("hello") with { OnNoAddress = UnavailablePolicy.Fallback(Channels.Email), Retry = StepRetryPolicy.Fixed(2, Hours(2)) };
        outreach.Answer = request => DispatchResult.Completed(
            request.Step.Channel == Channels.Email ? AttemptOutcome.Failed : AttemptOutcome.Completed);
        var campaign = outreach.Run(new CampaignDefinition { Name = "calls", Steps = [step] }, WithoutLinkedIn());
        Change(outreach, campaign, (Channels.LinkedIn, "in/milan"));
        outreach.AdvanceTo(Hours(3));

        Assert.Equal([Channels.Email, Channels.LinkedIn], outreach.Asked.Select(request => request.Step.Channel));
        Assert.Equal((JobState.Completed, Hours(2)), (outreach.State(campaign), outreach.Sent.Last().At));
    }

    [Fact]
    public void Contact_that_is_to_be_left_alone_on_a_channel_of_the_drip_ends_wherever_it_waits()
    {
        using var outreach = new Outreach();
        outreach.Harness.Do(reports => reports.SuppressAsync(Suppression.OfAddress("default", "gone@example.com", Channels.Email)));
        var campaign = outreach.Run(Two, Milan);
        Change(outreach, campaign, (Channels.Email, "gone@example.com"));

        Assert.Equal(JobState.Suppressed, outreach.State(campaign));
    }

    [Fact]
    public void Reply_counts_from_the_address_of_now()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Two, Milan);
        Change(outreach, campaign, (Channels.Email, "new@example.com"));

        Assert.Equal(0, outreach.Harness.Do(reports => reports.ReportEventAsync(ContactEvent.OfAddress("default", "milan@example.com"))));
        Assert.Equal(1, outreach.Harness.Do(reports => reports.ReportEventAsync(ContactEvent.OfAddress("default", "new@example.com"))));
        Assert.Equal(JobState.Replied, outreach.State(campaign));
    }

    private static JobState EndOf(Outreach outreach, CampaignId campaign)
    {
        outreach.AdvanceTo(Days(100));
        return outreach.State(campaign);
    }

    private static void Change(Outreach outreach, CampaignId campaign, params (string Channel, string? Address)[] addresses) =>
        outreach.Harness.Do(client =>
        client.ChangeContactAsync(
            campaign, "milan",
            contact => addresses.Aggregate(contact, (changed, address) => changed.WithAddress(address.Channel, address.Address))));
}
