using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Rules;

/// <summary>Only delays by a stop count as lateness. Delays by the contact's caps, its address, limits or providers do not.</summary>
public class LatenessTests
{
    private static readonly ContactWindow NineToFive =
        ContactWindow.Daily(new TimeOnly(9, 0), new TimeOnly(17, 0)) with { Margin = TimeSpan.Zero };

    private static readonly CampaignDefinition Skipping =
        Calls(StepRetryPolicy.Fixed(2, Hours(1))) with { Lateness = LatenessPolicy.Skip(Minutes(30)) };

    private static void Ends(CampaignHarness harness, CampaignId campaign, JobState state) =>
        Assert.Equal(state, harness.Contact(campaign, "ann").State);

    [Fact]
    public void Retry_that_a_cap_puts_off_to_the_next_day_is_made_then_also_after_a_restart()
    {
        foreach (var restarts in new[] { false, true })
        {
            using var harness = new CampaignHarness();
            harness.Provider.Answers(AttemptOutcome.NoAnswer, AttemptOutcome.Completed);
            harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(1, 1)] }));
            var campaign = harness.Run(Skipping, One());
            harness.Advance(Hours(12));
            if (restarts)
            {
                harness.Restart();
            }

            harness.Advance(Hours(36));
            Ends(harness, campaign, JobState.Completed);
        }
    }

    [Fact]
    public void Retry_that_waits_for_a_busy_address_is_made_after_it()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(request => request.Campaign.Name == "other" ? DispatchResult.Accepted()
            : DispatchResult.Completed(request.Try == 1 ? AttemptOutcome.NoAnswer : AttemptOutcome.Completed));
        var campaign = harness.Run(Skipping, One());
        harness.Advance(Minutes(30));
        harness.Run(
            new CampaignDefinition { Name = "other", Steps = [new ContactStep { Channel = Channels.Voice, Timeout = Hours(5) }] },
            One("b"));
        harness.Advance(Minutes(40));
        harness.Do(client => client.PauseAsync(campaign)); // a short pause in between does not count
        harness.Advance(Minutes(1));
        harness.Do(client => client.ResumeAsync(campaign));
        harness.Advance(Hours(2));
        harness.Report(harness.Provider.Live.Single(), AttemptOutcome.Completed);
        Ends(harness, campaign, JobState.Completed);
    }

    [Theory]
    [InlineData("rate")]
    [InlineData("cap")]
    [InlineData("tenant throttled")]
    [InlineData("provider throttled")]
    [InlineData("down")]
    [InlineData("refused")]
    [InlineData("off")]
    public void Own_limits_and_the_provider_s_troubles_make_nobody_late(string what)
    {
        using var harness = new CampaignHarness();
        var ends = Nine + Hours(4);
        harness.Provider.Answers(AttemptOutcome.NoAnswer)
            .Otherwise(_ => harness.Now >= ends ? DispatchResult.Completed(AttemptOutcome.Completed) : what switch
        {
            "tenant throttled" => DispatchResult.RetryAt(ends),
            "provider throttled" => DispatchResult.RetryAt(ends, ThrottleScope.Provider),
            "down" => DispatchResult.ProviderDown("503"),
            "refused" => DispatchResult.NotPlaced("no"),
            _ => DispatchResult.Completed(AttemptOutcome.Completed),
        });
        var campaign = harness.Run(Skipping, One());
        harness.Do(client => what switch
        {
            "rate" => client.ChangeAsync(campaign, settings => settings with { Rate = new RateLimit(1, Hours(4)) }),
            "cap" => client.Operations().ChangeLimitsAsync(new EngineLimits { MaxConcurrent = 1 }),
            "off" => client.Operations().ChangeProviderAsync("voice-1", new ProviderSettings { Switch = ProviderSwitch.Off }),
            _ => Task.CompletedTask,
        });
        harness.Advance(Hours(4));
        harness.Do(client => what == "off" ? client.Operations().ResetProviderAsync("voice-1") : Task.CompletedTask);
        harness.Advance(Hours(4));
        Ends(harness, campaign, JobState.Completed);
    }

    [Theory]
    [InlineData("pause", JobState.Expired)]
    [InlineData("hold", JobState.Expired)]
    [InlineData("tenant hold", JobState.Expired)]
    [InlineData("short pause", JobState.Completed)]
    [InlineData("pause before it was due", JobState.Completed)]
    public void Stops_do(string what, JobState expected)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.NoAnswer, AttemptOutcome.Completed);
        var campaign = harness.Run(Skipping, One());
        harness.Advance(Minutes(what == "pause before it was due" ? 10 : 59));
        harness.Do(client => what switch
        {
            "hold" => client.Operations().HoldAllAsync(),
            "tenant hold" => client.Operations().HoldTenantAsync("default"),
            _ => client.PauseAsync(campaign),
        });
        harness.Advance(
            Minutes(what.StartsWith("short", StringComparison.Ordinal)
                ? 20
                : what.StartsWith("pause b", StringComparison.Ordinal) ? 45 : 40));
        harness.Do(client => what switch
        {
            "hold" => client.Operations().ReleaseAllAsync(),
            "tenant hold" => client.Operations().ReleaseTenantAsync("default"),
            _ => client.ResumeAsync(campaign),
        });
        harness.Advance(Minutes(10));
        Ends(harness, campaign, expected);
    }

    [Fact]
    public void Time_that_no_process_ran_is_lateness()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.NoAnswer, AttemptOutcome.Completed);
        var campaign = harness.Run(Skipping, One());
        harness.Do(client => client.PauseAsync(campaign));
        harness.Advance(Hours(3));
        harness.Restart();
        harness.Do(client => client.ResumeAsync(campaign));
        Ends(harness, campaign, JobState.Expired);
    }

    [Fact]
    public void Contact_that_is_put_on_a_time_just_gone_is_called_at_once_also_after_a_restart()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.NoAnswer, AttemptOutcome.Completed);
        var campaign = harness.Run(Skipping, One());
        harness.Advance(Minutes(1));
        harness.Restart();
        harness.Advance(Minutes(1));
        harness.Do(client => client.RescheduleContactAsync(campaign, "ann", harness.Now - Hours(1)));
        harness.Advance(Seconds(5));
        Ends(harness, campaign, JobState.Completed);
    }

    [Theory]
    [InlineData("machine", 8, JobState.Expired)]
    [InlineData("process", 8, JobState.Expired)]
    [InlineData("machine", 1.25, JobState.Completed)]
    public void Time_in_which_machine_or_process_stood_still_makes_late(string what, double hours, JobState state)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.NoAnswer, AttemptOutcome.Completed);
        var campaign = harness.Run(Skipping, One());
        harness.Advance(Minutes(1));
        if (what == "machine")
        {
            harness.Time.JumpWall(Hours(hours)); // the monotonic clock stands still too
        }
        else
        {
            harness.Time.Advance(Hours(hours)); // in one leap: nothing runs meanwhile
        }

        harness.Advance(Minutes(1));
        Ends(harness, campaign, state);
    }

    [Fact]
    public void Retry_put_back_by_a_recovery_is_not_taken_for_overdue()
    {
        var store = new FailingStore(new MemoryJobStore(new Random(1)));
        using var harness = new CampaignHarness(options => options.Store = store);
        harness.Provider.Answers(AttemptOutcome.Busy);
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(1))) with { Lateness = LatenessPolicy.Skip(Minutes(15)) }, One());
        store.FailAt(1, Fault.After); // the commit of the retry's intent
        harness.Advance(Minutes(5));

        Assert.Equal(2, harness.Provider.Dispatches.Count);
        Assert.Equal(JobState.Completed, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Retry_due_at_night_is_not_overdue_when_the_window_opens()
    {
        using var harness = new CampaignHarness(start: new DateTimeOffset(2026, 1, 5, 16, 50, 0, TimeSpan.Zero));
        harness.Provider.Answers(AttemptOutcome.Busy);
        var campaign = harness.Run(
            Calls(StepRetryPolicy.Fixed(2, Minutes(20))) with { Window = NineToFive, Lateness = LatenessPolicy.Skip(Minutes(15)) }, One());
        harness.Advance(Hours(24));

        Assert.Equal(new DateTimeOffset(2026, 1, 6, 9, 0, 0, TimeSpan.Zero), harness.Provider.Dispatches[1].At);
        Assert.Equal(JobState.Completed, harness.Contact(campaign, "ann").State);
    }
}
