using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Sequences;

/// <summary>Channels that become available again while jobs wait for them.</summary>
public class ChannelReturnTests
{
    [Fact]
    public void Channel_that_was_found_unavailable_and_is_back_is_used_while_another_one_is_still_waited_for()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        outreach.Answer = _ => DispatchResult.Unavailable("logged out");
        outreach.Run(Brief, Milan);
        outreach.AdvanceTo(Minutes(5));
        outreach.Answer = _ => DispatchResult.Completed(AttemptOutcome.Completed);
        outreach.AdvanceTo(Days(2));

        Assert.Equal("hello", Assert.Single(outreach.Sent).What);
    }

    [Fact]
    public void Channel_that_comes_back_while_the_campaign_is_paused_is_used_when_it_goes_on()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        outreach.Down(Channels.Email);
        var campaign = outreach.Run(Brief, Milan);
        outreach.Harness.Do(client => client.PauseAsync(campaign));
        outreach.Up(Channels.Email);
        outreach.Harness.Do(client => client.ResumeAsync(campaign));
        outreach.AdvanceTo(Days(1));

        Assert.Equal("hello", Assert.Single(outreach.Sent).What);
    }

    [Fact]
    public void Each_step_of_a_group_waits_for_its_own_channel_as_long_as_it_says()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        var window = ContactWindow.Weekdays(new TimeOnly(8, 0), new TimeOnly(8, 30));
        outreach.AdvanceTo(Days(4)); // Friday
        outreach.Run(
            Drip(LinkedIn("invitation") with { OnUnavailable = UnavailablePolicy.Wait(Days(10)) }, Email("hello") with { Window = window }),
            Milan);
        outreach.AdvanceTo(Days(6) + Hours(20)); // Monday, before the window opens
        outreach.AdvanceTo(Days(6) + Hours(22.5));
        outreach.Down(Channels.Email);
        outreach.AdvanceTo(Days(8) + Hours(10));
        outreach.Up(Channels.Email);
        outreach.AdvanceTo(Days(12));

        Assert.Equal("hello", Assert.Single(outreach.Sent).What);
    }

    [Fact]
    public void Job_that_has_waited_for_its_channel_is_not_overdue()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        var campaign = outreach.Run(Drip(LinkedIn("invitation")) with { Lateness = LatenessPolicy.Skip(Hours(1)) }, Milan);
        outreach.AdvanceTo(Days(1));
        outreach.Up(Channels.LinkedIn);
        outreach.AdvanceTo(Days(2));

        Assert.Equal([("invitation", Days(1))], outreach.Sent);
        Assert.Equal(JobState.Waiting, outreach.State(campaign));
    }
}
