using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Sequences;

/// <summary>A job ends at its expiry, whatever it is waiting for.</summary>
public class ExpiryTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [Fact]
    public void Steps_beyond_the_expiry_are_warned_of_accepted_and_never_sent()
    {
        using var outreach = new Outreach();
        var drip = Brief with { Steps = [Email("a"), CampaignStep.Wait(Days(20)), Email("b"), CampaignStep.Wait(Days(10)), Email("c"),
            Email("d")] };
        Assert.Empty(drip.Validate());
        var warnings = new ContactProtocol { Steps = drip.Steps, Exit = drip.Exit }.Warnings();
        Assert.Equal(["Steps[4]", "Steps[5]"], warnings.Select(warning => warning[..8]));
        var campaign = outreach.Run(drip, Milan);

        outreach.AdvanceTo(Days(30) - Tick);
        Assert.Equal(JobState.Waiting, outreach.State(campaign));
        outreach.AdvanceTo(Days(60));

        Assert.Equal([("a", Days(0)), ("b", Days(20))], outreach.Sent);
        Assert.Equal((JobState.Expired, Nine + Days(30)), (outreach.State(campaign), outreach.Harness.Statistics(campaign).EndedAt));
    }

    [Fact]
    public void Time_counts_from_the_moment_at_which_the_turn_of_the_job_first_comes()
    {
        using var outreach = new Outreach();
        var noon = ContactWindow.Daily(new TimeOnly(12, 0), new TimeOnly(13, 0)) with { Margin = TimeSpan.Zero };
        var campaign = outreach.Run(Brief with { Window = noon }, Milan);
        Assert.Null(outreach.Status(campaign).ExpiresAt);

        outreach.AdvanceTo(Days(1));

        Assert.Equal(Nine + Hours(3) + Days(30), outreach.Status(campaign).ExpiresAt);
    }

    [Fact]
    public void Exit_rules_say_how_long_a_job_goes_on_and_whether_it_is_monitored()
    {
        using var outreach = new Outreach();
        var brief = outreach.Run(Brief with { Exit = new ExitRules { After = Days(4) } }, Milan);
        var unmonitored = outreach.Run(
            Drip(Email("a"), CampaignStep.Wait(Days(1)), Email("b")) with { Exit = new ExitRules { Monitor = false } }, Person("ann"));

        outreach.AdvanceTo(Days(10));

        Assert.Equal((JobState.Expired, Nine + Days(4)), (outreach.State(brief), outreach.Harness.Statistics(brief).EndedAt));
        Assert.Equal(
            (JobState.Completed, Nine + Days(1)), (outreach.State(unmonitored, "ann"), outreach.Harness.Statistics(unmonitored).EndedAt));
    }

    [Fact]
    public void Job_expires_while_its_channel_is_down()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        var campaign = outreach.Run(Drip(LinkedIn("a") with { OnUnavailable = UnavailablePolicy.Wait(Days(300)) }, Email("b")), Milan);
        Assert.Equal(Nine + Days(30), outreach.Wait(campaign).Due);

        outreach.AdvanceTo(Days(30));
        Assert.Equal((JobState.Expired, 0), (outreach.State(campaign), outreach.Status(campaign).DeferredSteps));
        outreach.Up(Channels.LinkedIn);
        outreach.AdvanceTo(Days(40));

        Assert.Equal([("b", Days(0))], outreach.Sent);
    }

    [Fact]
    public void Live_attempt_finishes_after_the_expiry_and_nothing_follows()
    {
        using var outreach = new Outreach { Answer = _ => DispatchResult.Accepted() };
        var campaign = outreach.Run(
            Drip(Email("a") with { Timeout = Days(20) }, Email("b")) with { Exit = new ExitRules { After = Hours(1) } }, Milan);

        outreach.AdvanceTo(Hours(2));
        Assert.Equal(JobState.Live, outreach.State(campaign));
        outreach.Ended(outreach.Asked.Single().Attempt);
        outreach.AdvanceTo(Days(2));

        Assert.Equal((JobState.Expired, 1), (outreach.State(campaign), outreach.Sent.Count()));
    }

    [Fact]
    public void Last_attempt_that_ends_after_the_expiry_leaves_no_response()
    {
        using var outreach = new Outreach { Answer = _ => DispatchResult.Accepted() };
        var campaign = outreach.Run(Drip(Email("a") with { Timeout = Days(20) }) with { Exit = new ExitRules { After = Hours(1) } }, Milan);

        outreach.AdvanceTo(Hours(2));
        outreach.Ended(outreach.Asked.Single().Attempt);

        Assert.Equal(JobState.NoResponse, outreach.State(campaign));
    }

    [Fact]
    public void Retry_that_would_come_after_the_expiry_does_not()
    {
        using var outreach = new Outreach { Answer = _ => DispatchResult.Completed(AttemptOutcome.Rejected) };
        var campaign = outreach.Run(
            Drip(Email("a") with { Retry = StepRetryPolicy.Fixed(5, Hours(1)) }) with { Exit = new ExitRules { After = Hours(2) } }, Milan);

        outreach.AdvanceTo(Days(2));

        Assert.Equal([("a", Hours(0)), ("a", Hours(1))], outreach.Sent);
        Assert.Equal((JobState.Expired, Nine + Hours(2)), (outreach.State(campaign), outreach.Harness.Statistics(campaign).EndedAt));
    }

    [Fact]
    public void Outcome_of_the_exit_rules_ends_the_job()
    {
        using var outreach = new Outreach();
        outreach.Answer = request => DispatchResult.Completed(
            request.Contact.Key == "ann" ? AttemptOutcome.Invalid : AttemptOutcome.Completed);
        var rules = new ExitRules { Outcomes = [AttemptOutcome.Completed, AttemptOutcome.Invalid] };
        var campaign = outreach.Run(Drip(Email("a"), Email("b")) with { Exit = rules }, Milan, Person("ann"));

        Assert.Equal((JobState.Completed, JobState.Failed), (outreach.State(campaign), outreach.State(campaign, "ann")));
        Assert.Equal(2, outreach.Sent.Count());
    }

    [Fact]
    public void Jobs_expire_each_at_its_own_instant_across_a_restart()
    {
        using var outreach = new Outreach(options => options.MaxWaitingInMemory = 2);
        var campaign = outreach.Run(Brief with { KeepOpen = true });
        for (var day = 0; day < 5; day++)
        {
            outreach.AdvanceTo(Days(day));
            outreach.Harness.Do(client => client.AddContactsAsync(campaign, [Person($"a{day}"), Person($"b{day}")]));
        }

        for (var day = 30; day < 35; day++)
        {
            outreach.AdvanceTo(Days(day) - Tick);
            Assert.Equal(2 * (day - 30), outreach.Harness.Statistics(campaign).NoResponse);
            outreach.Harness.Restart();
            outreach.AdvanceTo(Days(day));
            Assert.Equal(2 * (day - 29), outreach.Harness.Statistics(campaign).NoResponse);
        }

        Assert.Equal(40, outreach.Sent.Count());
    }

    [Fact]
    public void Job_whose_time_is_over_in_a_pause_ends_in_the_pause()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Brief, Milan);
        outreach.AdvanceTo(Days(1));
        outreach.Harness.Do(client => client.PauseAsync(campaign));
        outreach.AdvanceTo(Days(40));

        Assert.Equal((JobState.Expired, 2), (outreach.State(campaign), outreach.Sent.Count()));
    }
}
