using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Sequences;

/// <summary>
/// Consecutive contact steps form a group: they run one after the other without waiting, and the next delay starts when the last one is
/// settled.
/// </summary>
public class GroupTests
{
    [Fact]
    public void Cap_counts_what_reached_the_address_of_the_step_whatever_channels_came_before()
    {
        using var outreach = new Outreach();
        outreach.Harness.Do(operations =>
            operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(1, 1, Scope: CapScope.Channel)] }));
        outreach.Run(
            Drip(Email("a"), LinkedIn("b"), CampaignStep.Message(
                Channels.Voice, "c"), CampaignStep.Wait(Hours(1)), LinkedIn("d"), Email("e")),
            new Contact("milan", "+1 555 010 0001", addresses: Milan.Addresses));

        outreach.AdvanceTo(Days(3));

        Assert.Equal([("a", Hours(0)), ("b", Hours(0)), ("c", Hours(0)), ("d", Hours(24)), ("e", Hours(24))], outreach.Sent);
    }

    [Fact]
    public void Group_is_sent_in_order_at_one_instant()
    {
        using var outreach = new Outreach();
        outreach.Run(Drip(Email("a"), LinkedIn("b"), Email("c"), LinkedIn("d")), Milan);

        Assert.Equal([("a", Days(0)), ("b", Days(0)), ("c", Days(0)), ("d", Days(0))], outreach.Sent);
    }

    [Fact]
    public void Next_of_a_group_goes_when_the_one_before_has_ended_and_the_delay_begins_with_the_last_end()
    {
        using var outreach = new Outreach { Answer = _ => DispatchResult.Accepted() };
        outreach.Run(Drip(Email("a"), LinkedIn("b"), CampaignStep.Wait(Hours(10)), Email("c")), Milan);
        outreach.AdvanceTo(Minutes(5));
        outreach.Ended(outreach.Asked.Last().Attempt);
        Assert.Equal([("a", Minutes(0)), ("b", Minutes(5))], outreach.Sent);

        outreach.AdvanceTo(Minutes(12));
        outreach.Ended(outreach.Asked.Last().Attempt);
        outreach.AdvanceTo(Days(1));

        Assert.Equal([("a", Minutes(0)), ("b", Minutes(5)), ("c", Minutes(12) + Hours(10))], outreach.Sent);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Member_whose_channel_is_unavailable_blocks_no_other_wherever_it_stands(int place)
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        List<CampaignStep> group = [Email("a"), Email("b")];
        group.Insert(place, LinkedIn("aside"));
        var campaign = outreach.Run(Drip([.. group, CampaignStep.Wait(Days(1)), Email("after")]), Milan);

        Assert.Equal([("a", Days(0)), ("b", Days(0))], outreach.Sent);
        Assert.Equal(1, outreach.Status(campaign).DeferredSteps);
        outreach.AdvanceTo(Days(2));
        outreach.Up(Channels.LinkedIn);
        outreach.AdvanceTo(Days(10));

        Assert.Equal([("a", Days(0)), ("b", Days(0)), ("aside", Days(2)), ("after", Days(3))], outreach.Sent);
        Assert.Equal((0, 4), (outreach.Status(campaign).DeferredSteps, outreach.Status(campaign).Attempts));
    }

    [Fact]
    public void Group_of_which_every_member_is_set_aside_goes_on_as_its_channels_come_back()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        outreach.Down(Channels.Email);
        var campaign = outreach.Run(Drip(LinkedIn("a"), Email("b"), LinkedIn("c"), CampaignStep.Wait(Days(1)), Email("after")), Milan);
        Assert.Empty(outreach.Asked);
        Assert.Equal(3, outreach.Status(campaign).DeferredSteps);

        outreach.AdvanceTo(Hours(5));
        outreach.Up(Channels.LinkedIn);
        outreach.AdvanceTo(Hours(7));
        Assert.Equal(1, outreach.Status(campaign).DeferredSteps);
        outreach.Up(Channels.Email);
        outreach.AdvanceTo(Days(3));

        // Sends after an outage are paced, and a job that waits for several channels checks them one by one.
        Assert.Equal(["a", "b", "c"], outreach.Sent.Take(3).Select(sent => sent.What).Order());
        Assert.Equal("after", outreach.Sent.Last().What);
        Assert.Equal(Hours(24), outreach.Sent.Last().At - outreach.Sent.ElementAt(2).At);
        Assert.Equal("b", outreach.Sent.ElementAt(2).What);
    }

    [Fact]
    public void Steps_set_aside_on_one_channel_follow_in_their_order()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        outreach.Run(Drip(LinkedIn("a"), Email("b"), LinkedIn("c"), LinkedIn("d")), Milan);
        outreach.AdvanceTo(Hours(5));

        outreach.Up(Channels.LinkedIn);
        outreach.AdvanceTo(Hours(6));

        Assert.Equal(["b", "a", "c", "d"], outreach.Sent.Select(sent => sent.What));
    }

    [Fact]
    public void Channel_that_goes_down_in_the_middle_of_a_group_sets_aside_what_is_left_on_it()
    {
        using var outreach = new Outreach { Answer = _ => DispatchResult.Accepted() };
        outreach.Run(Drip(Email("a"), LinkedIn("b"), Email("c"), CampaignStep.Wait(Days(1)), Email("after")), Milan);
        outreach.Down(Channels.LinkedIn);
        outreach.Answer = _ => DispatchResult.Completed(AttemptOutcome.Completed);
        outreach.AdvanceTo(Minutes(1));
        outreach.Ended(outreach.Asked.Single().Attempt);
        outreach.AdvanceTo(Hours(1));
        outreach.Up(Channels.LinkedIn);
        outreach.AdvanceTo(Days(2));

        Assert.Equal([("a", Hours(0)), ("c", Minutes(1)), ("b", Hours(1)), ("after", Hours(25))], outreach.Sent);
    }

    [Theory]
    [InlineData(AttemptOutcome.Rejected)]
    [InlineData(AttemptOutcome.Invalid)]
    [InlineData(AttemptOutcome.Failed)]
    public void Failed_step_of_a_drip_is_left_behind(AttemptOutcome outcome)
    {
        using var outreach = new Outreach();
        outreach.Answer = request => DispatchResult.Completed(request.Content.Body == "a" ? outcome : AttemptOutcome.Completed);
        var campaign = outreach.Run(Drip(Email("a"), LinkedIn("b"), CampaignStep.Wait(Days(1)), Email("c")), Milan);

        outreach.AdvanceTo(Days(30));

        Assert.Equal([("a", Days(0)), ("b", Days(0)), ("c", Days(1))], outreach.Sent);
        Assert.Equal(JobState.NoResponse, outreach.State(campaign));
    }

    [Fact]
    public void Step_that_is_to_end_the_job_when_it_fails_does()
    {
        using var outreach = new Outreach { Answer = _ => DispatchResult.Completed(AttemptOutcome.Failed) };
        var campaign = outreach.Run(Drip(Email("a") with { OnFailure = StepFailure.EndJob }, Email("b")), Milan);

        outreach.AdvanceTo(Days(1));

        Assert.Equal((JobState.Failed, 1), (outreach.State(campaign), outreach.Sent.Count()));
    }

    [Fact]
    public void Opting_out_ends_the_job_and_nothing_follows()
    {
        using var outreach = new Outreach { Answer = _ => DispatchResult.Completed(AttemptOutcome.OptedOut) };
        var campaign = outreach.Run(Brief, Milan);

        outreach.AdvanceTo(Days(40));

        Assert.Equal((JobState.Failed, 1), (outreach.State(campaign), outreach.Sent.Count()));
    }

    [Fact]
    public void Retries_of_the_last_step_come_before_the_delay()
    {
        using var outreach = new Outreach();
        outreach.Answer = request => DispatchResult.Completed(
            request.Content.Body == "b" && request.Try < 3 ? AttemptOutcome.Rejected : AttemptOutcome.Completed);
        outreach.Run(
            Drip(Email("a"), LinkedIn("b") with { Retry = StepRetryPolicy.Fixed(3, Hours(1)) }, CampaignStep.Wait(Days(1)), Email("c")),
            Milan);

        outreach.AdvanceTo(Days(3));

        Assert.Equal([("a", Hours(0)), ("b", Hours(0)), ("b", Hours(1)), ("b", Hours(2)), ("c", Hours(26))], outreach.Sent);
    }

    [Fact]
    public void Step_is_sent_inside_its_own_window_and_the_delay_begins_then()
    {
        using var outreach = new Outreach();
        var evening = ContactWindow.Daily(new TimeOnly(18, 0), new TimeOnly(20, 0)) with { Margin = TimeSpan.Zero };
        var campaign =
            outreach.Run(Drip(Email("a"), LinkedIn("b") with { Window = evening }, CampaignStep.Wait(Hours(20)), Email("c")), Milan);
        Assert.Equal([("a", Hours(0))], outreach.Sent);
        Assert.Equal(Nine + Hours(9), outreach.Harness.Do(client => client.ExplainAsync(campaign, "milan")).Earliest);

        outreach.AdvanceTo(Days(3));

        Assert.Equal([("a", Hours(0)), ("b", Hours(9)), ("c", Hours(29))], outreach.Sent);
    }

    [Fact]
    public void Delay_until_a_business_day_is_the_contact_s_own_morning_past_weekend_and_holiday()
    {
        using var outreach = new Outreach();
        var friday = Days(4) - Hours(1);
        outreach.AdvanceTo(friday); // Friday 9 January 2026, 08:00 UTC
        var holiday = ContactWindow.Daily(new TimeOnly(0, 0), new TimeOnly(0, 0)) with { Margin = TimeSpan.Zero };
        var drip = Drip(
            Email("a"), CampaignStep.WaitUntil(new TimeOnly(10, 0)), Email("b"), CampaignStep.WaitUntil(new TimeOnly(10, 0), 2), Email("c"))
            with { Window = holiday.Except(new DateOnly(2026, 1, 12)), Zone = "America/New_York" };
        outreach.Run(drip, Milan);

        outreach.AdvanceTo(Days(20));

        // 03:00 on Friday in New York; Monday the 12th is closed, so Tuesday the 13th, and then Thursday the 15th, at 15:00 UTC.
        Assert.Equal([("a", friday), ("b", Days(8) + Hours(6)), ("c", Days(10) + Hours(6))], outreach.Sent);
    }
}
