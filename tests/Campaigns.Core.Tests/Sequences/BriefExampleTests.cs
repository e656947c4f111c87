using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Sequences;

/// <summary>The brief's own example on virtual time, with every instant asserted and with possible events in between.</summary>
public class BriefExampleTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [Fact]
    public void Without_a_reply_everything_is_sent_and_the_job_is_monitored_until_day_30()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Brief, Milan);

        outreach.AdvanceTo(Days(30) - Tick);

        Assert.Equal([("invitation", Days(0)), ("hello", Days(0)), ("follow-up", Days(2)), ("final", Days(7))], outreach.Sent);
        Assert.Equal((JobState.Waiting, WaitingFor.Reply, Nine + Days(30)), outreach.Wait(campaign));
        Assert.Equal(Nine + Days(30), outreach.Status(campaign).ExpiresAt);
        Assert.Equal(1, outreach.Harness.Statistics(campaign).Waiting[WaitingFor.Reply]);

        outreach.Harness.Advance(Tick);

        Assert.Equal((JobState.NoResponse, WaitingFor.Turn, null), outreach.Wait(campaign));
        var statistics = outreach.Harness.Statistics(campaign);
        Assert.True(statistics.State.IsTerminal());
        Assert.Equal((1, 0, Nine + Days(30)), (statistics.NoResponse, statistics.WaitingForRetry, statistics.EndedAt));
        outreach.AdvanceTo(Days(60));
        Assert.Equal(4, outreach.Sent.Count());
    }

    [Fact]
    public void Reply_on_day_3_halts_the_sequence()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Brief, Milan);
        outreach.AdvanceTo(Days(3));

        Assert.Equal(1, outreach.Reply());

        Assert.Equal(JobState.Replied, outreach.State(campaign));
        var statistics = outreach.Harness.Statistics(campaign);
        Assert.Equal((CampaignState.Completed, 1, Nine + Days(3)), (statistics.State, statistics.Replied, statistics.EndedAt));
        outreach.AdvanceTo(Days(60));
        Assert.Equal([("invitation", Days(0)), ("hello", Days(0)), ("follow-up", Days(2))], outreach.Sent);
    }

    [Fact]
    public void LinkedIn_logged_out_on_day_0_and_back_on_day_1_moves_what_follows()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        var campaign = outreach.Run(Brief, Milan);

        Assert.Equal([("hello", Days(0))], outreach.Sent);
        Assert.Equal((JobState.Waiting, WaitingFor.Channel, Nine + Days(3)), outreach.Wait(campaign));
        Assert.Equal((1, 1), (outreach.Status(campaign).DeferredSteps, outreach.Status(campaign).Attempts));
        Assert.Equal(1, outreach.Harness.Statistics(campaign).Waiting[WaitingFor.Channel]);
        Assert.Contains("logged out", outreach.Why(campaign), StringComparison.Ordinal);

        outreach.AdvanceTo(Days(1));
        outreach.Up(Channels.LinkedIn);
        outreach.AdvanceTo(Days(29));

        Assert.Equal([("hello", Days(0)), ("invitation", Days(1)), ("follow-up", Days(3)), ("final", Days(8))], outreach.Sent);
        outreach.AdvanceTo(Days(30));
        Assert.Equal((JobState.NoResponse, Nine + Days(30)), (outreach.State(campaign), outreach.Harness.Statistics(campaign).EndedAt));
    }

    [Fact]
    public void LinkedIn_that_never_comes_back_is_skipped_after_three_days_and_the_follow_up_comes_two_days_later()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        var campaign = outreach.Run(Brief, Milan);

        outreach.AdvanceTo(Days(30));

        Assert.Equal([("hello", Days(0)), ("follow-up", Days(5)), ("final", Days(10))], outreach.Sent);
        Assert.Equal(JobState.NoResponse, outreach.State(campaign));
        Assert.Equal([1, 3, 5], outreach.Status(campaign).Timeline.Select(entry => entry.Step));
    }

    [Fact]
    public void Contact_without_LinkedIn_gets_the_messages_by_e_mail_alone()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Brief, WithoutLinkedIn());

        outreach.AdvanceTo(Days(30));

        Assert.Equal([("hello", Days(0)), ("follow-up", Days(2)), ("final", Days(7))], outreach.Sent);
        Assert.Equal(JobState.NoResponse, outreach.State(campaign));
    }

    [Fact]
    public void E_mail_account_found_out_of_use_by_its_provider_is_probed_until_it_is_back()
    {
        using var outreach = new Outreach();
        outreach.Answer = request => request.Step.Channel == Channels.Email && outreach.Harness.Now < Nine + Hours(24) - Minutes(1)
            ? DispatchResult.Unavailable("wrong credentials")
            : DispatchResult.Completed(AttemptOutcome.Completed);
        var campaign = outreach.Run(Brief, Milan);

        Assert.Equal([("invitation", Days(0))], outreach.Sent);
        Assert.Equal((1, 1), (outreach.Status(campaign).DeferredSteps, outreach.Status(campaign).Attempts));
        var channel = Assert.Single(outreach.Harness.UnavailableChannels());
        Assert.Equal(("default", Channels.Email, "wrong credentials"), (channel.Tenant, channel.Channel, channel.Unavailable));
        Assert.Equal(Nine + Minutes(15), channel.NextProbe);

        outreach.AdvanceTo(Days(29));

        Assert.Equal([("invitation", Days(0)), ("hello", Days(1)), ("follow-up", Days(3)), ("final", Days(8))], outreach.Sent);
        Assert.Equal(4, outreach.Status(campaign).Attempts);
        Assert.Empty(outreach.Harness.UnavailableChannels());
    }

    [Fact]
    public void Reply_between_the_two_messages_of_day_0_holds_back_the_second()
    {
        using var outreach = new Outreach { Answer = _ => DispatchResult.Accepted() };
        var campaign = outreach.Run(Brief, Milan);
        Assert.Equal([("invitation", Days(0))], outreach.Sent);

        Assert.Equal(1, outreach.Reply());
        outreach.Ended(outreach.Asked.Single().Attempt);
        outreach.AdvanceTo(Days(40));

        Assert.Equal([("invitation", Days(0))], outreach.Sent);
        Assert.Equal(JobState.Replied, outreach.State(campaign));
    }

    [Fact]
    public void Unsubscribing_ends_the_sequence()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Brief, Milan);
        outreach.AdvanceTo(Days(1));

        outreach.Harness.Do(reports => reports.SuppressAsync(Suppression.OfContact("default", "milan")));

        Assert.Equal(JobState.Suppressed, outreach.State(campaign));
        outreach.AdvanceTo(Days(40));
        Assert.Equal([("invitation", Days(0)), ("hello", Days(0))], outreach.Sent);
    }

    [Fact]
    public void Person_who_brings_a_protocol_is_led_through_that_one_across_a_restart()
    {
        using var outreach = new Outreach();
        var own = new ContactProtocol { Steps = [Email("mine"), CampaignStep.Wait(Days(3)), Email("mine again")],
            Exit = new ExitRules { After = Days(5) } };
        var campaign = outreach.Run(Brief, Milan.WithProtocol(own), Person("ann"));
        outreach.Harness.Restart();
        outreach.AdvanceTo(Days(4));
        outreach.Harness.Restart();
        outreach.AdvanceTo(Days(5));

        Assert.Equal(["mine", "mine again"], outreach.SentTo.Where(sent => sent.Key == "milan").Select(sent => sent.What));
        Assert.Equal(["invitation", "hello", "follow-up"], outreach.SentTo.Where(sent => sent.Key == "ann").Select(sent => sent.What));
        Assert.Equal(
            (JobState.NoResponse, 0, 1),
            (outreach.State(campaign), outreach.Status(campaign).ProtocolVersion, outreach.Status(campaign, "ann").ProtocolVersion));
    }

    [Fact]
    public void What_is_wrong_with_a_protocol_that_a_person_brings_is_that_row_s_error()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Harness.Do(client => client.CreateAsync(Brief));
        var broken = new ContactProtocol { Steps = [CampaignStep.Wait(Days(1)), Email("late")], Exit = new ExitRules() };

        var report = outreach.Harness.Do(client => client.AddContactsAsync(campaign, [Person("ann").WithProtocol(broken), Milan]));

        Assert.Equal((1, 1), (report.Added, report.Invalid));
        Assert.Contains("Steps[0]", Assert.Single(report.Refused).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, Channels.Email)]
    [InlineData(1, Channels.LinkedIn)]
    [InlineData(20, Channels.Email)]
    public void Unsubscribing_from_a_channel_of_the_protocol_ends_it(int day, string channel)
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Brief, Milan);
        outreach.AdvanceTo(Days(day));
        var sent = outreach.Sent.Count();

        outreach.Harness.Do(reports => reports.SuppressAsync(Suppression.OfContact("default", "milan", channel)));
        outreach.AdvanceTo(Days(40));

        Assert.Equal((JobState.Suppressed, sent), (outreach.State(campaign), outreach.Sent.Count()));
    }

    /// <summary>One tick before each instant at which a message is sent or a decision is made.</summary>
    [Theory]
    [InlineData(2, 2)]
    [InlineData(7, 3)]
    [InlineData(30, 4)]
    public void Reply_a_tick_before_a_boundary_prevents_what_would_have_followed(int day, int sent)
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Brief, Milan);
        outreach.AdvanceTo(Days(day) - Tick);

        Assert.Equal(1, outreach.Reply());
        outreach.AdvanceTo(Days(60));

        Assert.Equal(sent, outreach.Sent.Count());
        Assert.Equal(JobState.Replied, outreach.State(campaign));
        Assert.Equal(Nine + Days(day) - Tick, outreach.Harness.Statistics(campaign).EndedAt);
    }
}
