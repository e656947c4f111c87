using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Sequences;

/// <summary>A job ends at its expiry even if gates are closed, with the right state, exclusivity, statistics and events.</summary>
public class ExpiryAnywhereTests
{
    private static readonly CampaignDefinition TwoSteps =
        Drip(Email("a"), CampaignStep.Wait(Hours(1)), Email("b")) with { MaxConcurrent = 100, Exit = new ExitRules { After = Days(2) } };

    public static TheoryData<string> Closings =>
        ["paused", "held", "everything held", "capped", "outside its hours", "channel is gone, paused", "capped, paused"];

    [Theory]
    [MemberData(nameof(Closings))]
    public void Job_ends_in_time_whatever_is_closed(string closing)
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(TwoSteps, Milan, Person("ann"));
        outreach.AdvanceTo(Minutes(10));
        Close(outreach, campaign, closing);

        outreach.AdvanceTo(Days(2) - TimeSpan.FromTicks(1));
        Assert.Equal((2, 0), (outreach.Harness.Statistics(campaign).WaitingForRetry, outreach.Harness.Statistics(campaign).Expired));
        outreach.AdvanceTo(Days(2));

        var statistics = outreach.Harness.Statistics(campaign);
        Assert.Equal((0, 2, Nine + Days(2)), (statistics.WaitingForRetry, statistics.Expired, statistics.EndedAt));
        Assert.Equal(JobState.Expired, outreach.State(campaign));
        var next = outreach.Harness.Do(client => client.CreateAsync(TwoSteps with { Name = "next" }));
        Assert.Equal(2, outreach.Harness.Do(client => client.AddContactsAsync(next, [Milan, Person("ann")])).Added);
        Assert.Equal(["a", "a"], outreach.Sent.Select(sent => sent.What));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Job_that_is_monitored_ends_without_a_response_while_its_campaign_is_paused(bool restarts)
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(TwoSteps, Milan);
        outreach.AdvanceTo(Hours(3));
        outreach.Harness.Do(client => client.PauseAsync(campaign));
        if (restarts)
        {
            outreach.Harness.Restart(); // after a restart, no job of the campaign is in memory
        }

        outreach.AdvanceTo(Days(2));

        Assert.Equal(
            (JobState.NoResponse, CampaignState.Completed), (outreach.State(campaign), outreach.Harness.Statistics(campaign).State));
    }

    [Fact]
    public void Job_whose_time_ended_while_nobody_ran_ends_at_the_start_though_its_campaign_is_paused()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(TwoSteps, Milan);
        outreach.AdvanceTo(Minutes(10));
        outreach.Harness.Do(client => client.PauseAsync(campaign));
        outreach.Harness.Time.JumpWall(Days(5));

        outreach.Harness.Restart();
        outreach.Harness.Settle();

        Assert.Equal(JobState.Expired, outreach.State(campaign));
    }

    [Fact]
    public void Job_whose_attempt_is_live_at_its_expiry_ends_with_the_attempt_though_its_campaign_is_paused()
    {
        using var outreach = new Outreach { Answer = _ => DispatchResult.Accepted() };
        var step = Email("a") with { Retry = StepRetryPolicy.Fixed(3, Minutes(1)), Timeout = Days(1) };
        var campaign = outreach.Run(Drip(step) with { Exit = new ExitRules { After = Hours(10) } }, Milan);
        outreach.Harness.Do(client => client.PauseAsync(campaign));
        outreach.AdvanceTo(Hours(11));
        Assert.Equal(JobState.Live, outreach.State(campaign));

        outreach.Harness.Do(reports => reports.ReportAsync(ProviderReport.Ended(outreach.Asked.Single().Attempt, AttemptOutcome.NoAnswer)));

        Assert.Equal(JobState.Expired, outreach.State(campaign));
    }

    [Fact]
    public void Job_that_waits_behind_another_begins_when_that_has_expired_in_a_paused_campaign()
    {
        using var outreach = new Outreach();
        var first = outreach.Run(TwoSteps, Milan);
        var second = outreach.Run(
            TwoSteps with { Name = "second", Exclusivity = new Exclusivity { OnConflict = ExclusivityConflict.QueueAfter } }, Milan);
        outreach.AdvanceTo(Minutes(10));
        outreach.Harness.Do(client => client.PauseAsync(first));

        outreach.AdvanceTo(Days(2) + Minutes(1));

        Assert.Equal(JobState.Expired, outreach.State(first));
        Assert.Equal([Hours(0), Days(2)], outreach.Sent.Select(sent => sent.At));
        Assert.Equal(JobState.Waiting, outreach.State(second));
    }

    [Fact]
    public void Each_job_of_a_paused_campaign_ends_at_its_own_time()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(TwoSteps with { KeepOpen = true });
        for (var hour = 0; hour < 20; hour++)
        {
            outreach.AdvanceTo(Hours(hour));
            outreach.Harness.Do(client => client.AddContactsAsync(campaign, [Person($"p{hour}"), Person($"q{hour}")]));
        }

        outreach.Harness.Do(client => client.PauseAsync(campaign));
        for (var hour = 0; hour < 20; hour++)
        {
            outreach.AdvanceTo(Days(2) + Hours(hour) - TimeSpan.FromTicks(1));
            Assert.Equal(2 * hour, Ended(outreach, campaign));
        }

        outreach.AdvanceTo(Days(2) + Hours(19));
        Assert.Equal(40, Ended(outreach, campaign));
    }

    [Fact]
    public void Many_that_expire_at_once_in_a_paused_campaign_hold_up_nobody_else()
    {
        using var outreach = new Outreach();
        var others =
            outreach.Run(Drip(Email("other")) with { Name = "others", Start = Nine + Days(2), MaxConcurrent = 10 }, Person("other"));
        var campaign = outreach.Run(
            TwoSteps with { MaxConcurrent = 10_000, KeepOpen = true }, Enumerable.Range(0, 5_000).Select(i => Person($"p{i}")));
        outreach.Harness.Do(client => client.PauseAsync(campaign));
        outreach.AdvanceTo(Days(2));

        Assert.Equal(5_000, Ended(outreach, campaign));
        Assert.Single(outreach.SentTo, sent => sent.Key == "other");
        Assert.Equal(JobState.Waiting, outreach.State(others, "other"));
    }

    private static long Ended(Outreach outreach, CampaignId campaign)
    {
        var statistics = outreach.Harness.Statistics(campaign);
        return statistics.Expired + statistics.NoResponse;
    }

    private static void Close(Outreach outreach, CampaignId campaign, string closing)
    {
        switch (closing)
        {
            case "paused":
                outreach.Harness.Do(client => client.PauseAsync(campaign));
                break;
            case "held":
                outreach.Harness.Do(operations => operations.HoldTenantAsync("default"));
                break;
            case "everything held":
                outreach.Harness.Do(operations => operations.HoldAllAsync());
                break;
            case "outside its hours":
                var never = new TenantSettings { Window = ContactWindow.Daily(new TimeOnly(3, 0), new TimeOnly(4, 0)) };
                outreach.Harness.Do(client =>
                    client.ChangeAsync(
                        campaign, settings => settings with { Window = ContactWindow.Daily(new TimeOnly(9, 0), new TimeOnly(12, 0)) }));
                outreach.Harness.Do(operations => operations.ChangeTenantAsync("default", never)); // no hour is in both windows
                break;
            case "channel is gone, paused":
                outreach.Down(Channels.Email);
                outreach.AdvanceTo(Hours(2));
                outreach.Harness.Do(client => client.PauseAsync(campaign));
                break;
            default:
                outreach.Harness.Do(operations =>
                    operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(1, 7)] }));
                outreach.AdvanceTo(Hours(2));
                if (closing == "capped, paused")
                {
                    outreach.Harness.Do(client => client.PauseAsync(campaign));
                }

                break;
        }
    }
}
