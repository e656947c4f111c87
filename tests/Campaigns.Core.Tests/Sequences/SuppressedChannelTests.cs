using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Sequences;

/// <summary>Do-not-contact entries for one channel and drips that use several.</summary>
public class SuppressedChannelTests
{
    [Fact]
    public void Entry_for_a_channel_that_a_drip_comes_to_later_ends_it_at_once_as_one_after_the_enrollment_does()
    {
        using var outreach = new Outreach();
        outreach.Harness.Do(reports => reports.SuppressAsync(Suppression.OfAddress("default", "milan@example.com", Channels.Email)));
        outreach.Harness.Do(reports => reports.SuppressAsync(Suppression.OfContact("default", "somebody else")));
        var campaign = outreach.Run(Drip(LinkedIn("invitation"), CampaignStep.Wait(Hours(1)), LinkedIn("again"), Email("hello")), Milan);
        outreach.AdvanceTo(Days(1));

        Assert.Empty(outreach.Sent);
        Assert.Equal(JobState.Suppressed, outreach.State(campaign));
    }

    [Theory]
    [InlineData(Channels.Email, JobState.Suppressed)]
    [InlineData(Channels.LinkedIn, JobState.Suppressed)]
    [InlineData(Channels.Voice, JobState.Waiting)]
    public void Entry_for_any_channel_that_a_drip_uses_ends_it_wherever_it_stands(string channel, JobState state)
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(
            Drip(LinkedIn("invitation"), CampaignStep.Wait(Days(1)), LinkedIn("again"), CampaignStep.Wait(Days(1)), Email("hello")), Milan);
        outreach.AdvanceTo(Hours(1));
        outreach.Harness.Do(reports => reports.SuppressAsync(Suppression.OfContact("default", "milan", channel)));

        Assert.Equal(state, outreach.State(campaign));
    }

    [Fact]
    public void Step_without_an_address_is_skipped_where_there_are_no_exit_rules_too()
    {
        using var outreach = new Outreach();
        var calls = new CampaignDefinition { Name = "calls",
            Steps = [LinkedIn("invitation") with { OnNoAddress = UnavailablePolicy.Skip }, Email("hello")] };
        outreach.Run(calls, WithoutLinkedIn());

        Assert.Equal([(Channels.Email, "hello")], outreach.Asked.Select(asked => (asked.Step.Channel, asked.Content.Body!)));
    }
}
