using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Sequences;

/// <summary>A reply acknowledged before a send prevents the send, whatever the job's state.</summary>
public class ReplyTests
{
    [Fact]
    public void Reply_while_an_attempt_is_live_lets_it_finish_and_nothing_follow()
    {
        using var outreach = new Outreach { Answer = _ => DispatchResult.Accepted() };
        var campaign = outreach.Run(Drip(Email("one") with { Retry = StepRetryPolicy.Fixed(3, Hours(1)) }, Email("two")), Milan);

        Assert.Equal(1, outreach.Reply());
        Assert.Equal(0, outreach.Reply());
        Assert.Equal(JobState.Live, outreach.State(campaign));
        outreach.Ended(outreach.Asked.Single().Attempt, AttemptOutcome.Rejected);

        Assert.Equal(JobState.Replied, outreach.State(campaign));
        outreach.AdvanceTo(Days(40));
        Assert.Single(outreach.Sent);
    }

    [Fact]
    [Trait("Category", "Sweep")]
    public void Nothing_is_sent_after_a_reply_is_acknowledged_in_whatever_order_the_two_are_handled()
    {
        var sentBefore = new HashSet<int>();
        for (var seed = 0; seed < 50; seed++)
        {
            using var outreach = new Outreach(seed: seed);
            var campaign = outreach.Run(Drip(Email("one"), CampaignStep.Wait(Days(1)), Email("two")), Milan);
            outreach.AdvanceTo(Days(1) - TimeSpan.FromTicks(1));
            outreach.Harness.Time.Advance(TimeSpan.FromTicks(1)); // the second message is due, but the engine has not run yet
            var sent = 0;

            outreach.Harness.Do(async client =>
            {
                await client.Reports().ReportEventAsync(ContactEvent.OfContact("default", "milan"));
                sent = outreach.Sent.Count();
            });
            outreach.AdvanceTo(Days(40));

            Assert.Equal((seed, sent, JobState.Replied), (seed, outreach.Sent.Count(), outreach.State(campaign)));
            sentBefore.Add(sent);
        }

        Assert.Equal([1, 2], sentBefore.Order()); // the reply and the send may come in either order
    }

    [Fact]
    public void Reply_ends_a_job_that_waits_for_a_retry()
    {
        using var outreach = new Outreach { Answer = _ => DispatchResult.Completed(AttemptOutcome.Rejected) };
        var campaign = outreach.Run(Drip(Email("one") with { Retry = StepRetryPolicy.Fixed(3, Hours(1)) }), Milan);
        outreach.AdvanceTo(Minutes(30));

        Assert.Equal(1, outreach.Reply());
        outreach.AdvanceTo(Days(40));

        Assert.Equal((JobState.Replied, 1), (outreach.State(campaign), outreach.Sent.Count()));
    }

    [Fact]
    public void Reply_ends_a_job_that_is_set_aside_and_the_channel_s_return_sends_nothing()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        var campaign = outreach.Run(Brief, Milan);

        Assert.Equal(1, outreach.Reply());
        outreach.Up(Channels.LinkedIn);
        outreach.AdvanceTo(Days(40));

        Assert.Equal((JobState.Replied, 0), (outreach.State(campaign), outreach.Status(campaign).DeferredSteps));
        Assert.Equal([("hello", Days(0))], outreach.Sent);
    }

    [Fact]
    public void Reply_while_monitoring_ends_the_job_as_replied()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Brief, Milan);
        outreach.AdvanceTo(Days(20));

        Assert.Equal(1, outreach.Reply());

        Assert.Equal((JobState.Replied, Nine + Days(20)), (outreach.State(campaign), outreach.Harness.Statistics(campaign).EndedAt));
        Assert.Equal((1, 0), (outreach.Harness.Statistics(campaign).Replied, outreach.Harness.Statistics(campaign).NoResponse));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reply_of_somebody_never_contacted_ends_the_job_before_it_begins(bool isDraft)
    {
        using var outreach = new Outreach();
        var drip = Brief with { Window = ContactWindow.Daily(new TimeOnly(12, 0), new TimeOnly(13, 0)) };
        var campaign = outreach.Harness.Do(client => client.CreateAsync(drip));
        outreach.Harness.Do(client => client.AddContactsAsync(campaign, [Milan, Person("ann")]));
        if (!isDraft)
        {
            outreach.Harness.Do(client => client.StartAsync(campaign));
        }

        Assert.Equal(1, outreach.Reply());
        if (isDraft)
        {
            outreach.Harness.Do(client => client.StartAsync(campaign));
        }

        outreach.AdvanceTo(Days(40));

        Assert.Equal((JobState.Replied, JobState.NoResponse), (outreach.State(campaign), outreach.State(campaign, "ann")));
        Assert.All(outreach.SentTo, sent => Assert.Equal("ann", sent.Key));
    }

    [Fact]
    public void Reply_while_the_campaign_is_paused_counts()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Brief, Milan, Person("ann"));
        outreach.AdvanceTo(Days(1));
        outreach.Harness.Do(client => client.PauseAsync(campaign));

        Assert.Equal(1, outreach.Reply());
        Assert.Equal(JobState.Replied, outreach.State(campaign));
        outreach.Harness.Do(client => client.ResumeAsync(campaign));
        outreach.AdvanceTo(Days(40));

        Assert.Equal(2, outreach.SentTo.Count(sent => sent.Key == "milan"));
        Assert.Equal(4, outreach.SentTo.Count(sent => sent.Key == "ann"));
    }

    [Fact]
    public void Reply_known_by_address_ends_the_jobs_of_everybody_who_has_it()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Brief, Milan, new Contact("wife", addresses: Milan.Addresses), Person("ann"));
        outreach.AdvanceTo(Days(1));

        Assert.Equal(2, outreach.Harness.Do(reports => reports.ReportEventAsync(ContactEvent.OfAddress("default", "milan@example.com"))));

        Assert.Equal(
            [JobState.Replied, JobState.Replied, JobState.Waiting],
            new[] { "milan", "wife", "ann" }.Select(key => outreach.State(campaign, key)));
    }

    [Fact]
    public void Reply_ends_every_drip_of_the_tenant_unless_it_names_one_and_no_other_tenant_s()
    {
        using var outreach = new Outreach();
        var free = Brief with { Exclusivity = Exclusivity.None };
        var one = outreach.Run(free with { Name = "one" }, Milan);
        var two = outreach.Run(free with { Name = "two" }, Milan);
        var three = outreach.Run(free with { Name = "three" }, Milan);
        var other = outreach.Run(free with { Tenant = "other" }, Milan);
        outreach.AdvanceTo(Days(1));

        Assert.Equal(1, outreach.Harness.Do(reports =>
            reports.ReportEventAsync(ContactEvent.OfContact("default", "milan") with { Campaign = one })));
        Assert.Equal(JobState.Waiting, outreach.State(two));
        Assert.Equal(2, outreach.Reply());

        Assert.All([one, two, three], campaign => Assert.Equal(JobState.Replied, outreach.State(campaign)));
        Assert.Equal(JobState.Waiting, outreach.State(other));
    }

    [Fact]
    public void Reply_of_a_stranger_or_to_a_call_campaign_ends_nothing()
    {
        using var outreach = new Outreach { Answer = _ => DispatchResult.Completed(AttemptOutcome.Busy) };
        var calls = outreach.Run(Calls(StepRetryPolicy.Fixed(2, Hours(1))), One());

        Assert.Equal(0, outreach.Reply("ann"));
        Assert.Equal(0, outreach.Reply("nobody"));
        outreach.AdvanceTo(Hours(2));

        Assert.Equal((JobState.Failed, 2), (outreach.State(calls, "ann"), outreach.Asked.Count()));
    }

    [Fact]
    public void Exit_rules_say_which_events_end_a_job()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Brief with { Exit = new ExitRules { Events = ["meeting", "complaint"] } }, Milan);
        outreach.AdvanceTo(Days(1));

        Assert.Equal(0, outreach.Reply());
        Assert.Equal(JobState.Waiting, outreach.State(campaign));
        Assert.Equal(1, outreach.Report("complaint"));

        Assert.Equal(JobState.Replied, outreach.State(campaign));
    }

    [Fact]
    public void Late_news_of_an_early_reply_ends_the_job_too_unless_it_is_from_before_the_enrollment()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Brief, Milan);
        outreach.AdvanceTo(Days(10));

        Assert.Equal(0, outreach.Harness.Do(reports =>
            reports.ReportEventAsync(ContactEvent.OfContact("default", "milan") with { OccurredAt = Nine - Seconds(1) })));
        Assert.Equal(JobState.Waiting, outreach.State(campaign));
        Assert.Equal(1, outreach.Harness.Do(reports =>
            reports.ReportEventAsync(ContactEvent.OfContact("default", "milan") with { OccurredAt = Nine })));

        Assert.Equal(JobState.Replied, outreach.State(campaign));
    }

    [Fact]
    public void Reply_lasts_across_a_restart_and_a_rerun_begins_anew()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Brief with { KeepOpen = true }, Milan);
        outreach.AdvanceTo(Days(3));
        outreach.Reply();
        outreach.Harness.Restart();
        outreach.AdvanceTo(Days(40));
        Assert.Equal((JobState.Replied, 3), (outreach.State(campaign), outreach.Sent.Count()));

        outreach.Harness.Do(client => client.RerunContactAsync(campaign, "milan"));
        outreach.AdvanceTo(Days(41));

        Assert.Equal([("invitation", Days(40)), ("hello", Days(40))], outreach.Sent.Skip(3));
        Assert.Equal(Nine + Days(70), outreach.Status(campaign).ExpiresAt);
    }

    [Fact]
    public void Reply_of_one_leaves_a_thousand_others_alone()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(
            Brief with { MaxConcurrent = 10_000 }, Enumerable.Range(1, 1_000).Select(i => Person($"p{i}")));
        outreach.AdvanceTo(Days(1));

        Assert.Equal(1, outreach.Reply("p500"));
        outreach.AdvanceTo(Days(31));

        var statistics = outreach.Harness.Statistics(campaign);
        Assert.Equal((1, 999, 1_000), (statistics.Replied, statistics.NoResponse, statistics.Total));
        Assert.Equal(999 * 4 + 2, outreach.Sent.Count());
    }
}
