using static Campaigns.Tests.People;

namespace Campaigns.Tests.Lifecycle;

public class LifecycleTests
{
    private static readonly StepRetryPolicy TenSeconds = StepRetryPolicy.Fixed(5, Seconds(10));

    [Fact]
    public void Draft_contacts_nobody()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Do(client => client.CreateAsync(Calls(TenSeconds)));
        harness.Do(client => client.AddContactsAsync(campaign, [One()]));

        harness.Advance(Hours(1));

        Assert.Empty(harness.Provider.Dispatches);
        Assert.Equal(CampaignState.Draft, harness.Statistics(campaign).State);
    }

    [Fact]
    public void Pause_stops_scheduled_retries_until_resume()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Busy));
        var campaign = harness.Run(Calls(TenSeconds), One());
        harness.Advance(Seconds(15));
        Assert.Equal(2, harness.Provider.Dispatches.Count);

        harness.Do(client => client.PauseAsync(campaign));
        harness.Advance(Hours(5));

        Assert.Equal(2, harness.Provider.Dispatches.Count);
        Assert.Equal((CampaignState.Paused, 1), (harness.Statistics(campaign).State, harness.Statistics(campaign).WaitingForRetry));

        harness.Do(client => client.ResumeAsync(campaign));
        Assert.Equal(Nine + Hours(5) + Seconds(15), harness.Provider.Dispatches[2].At);
    }

    [Fact]
    public void Paused_campaign_lets_live_attempts_finish_and_records_them()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(TenSeconds, maxConcurrent: 2), Many(3));
        harness.Do(client => client.PauseAsync(campaign));

        harness.Report(harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.Completed);
        harness.Advance(Minutes(1));

        var statistics = harness.Statistics(campaign);
        Assert.Equal((1, 1, 1), (statistics.Completed, statistics.Live, statistics.Pending));
        Assert.Equal(2, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Pause_before_the_start_keeps_the_start()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Run(Calls(TenSeconds) with { Start = Nine + Hours(1) }, One());
        harness.Do(client => client.PauseAsync(campaign));
        harness.Do(client => client.ResumeAsync(campaign));
        Assert.Equal(CampaignState.Scheduled, harness.Statistics(campaign).State);

        harness.Do(client => client.PauseAsync(campaign));
        harness.Advance(Hours(2));
        Assert.Empty(harness.Provider.Dispatches);
        harness.Do(client => client.ResumeAsync(campaign));

        Assert.Equal(Nine + Hours(2), harness.Provider.Dispatches.Single().At);
    }

    [Fact]
    public void Cancel_half_way_ends_what_is_open_and_drains_what_is_live()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Completed, AttemptOutcome.Busy).Accepts();
        var campaign = harness.Run(Calls(TenSeconds, maxConcurrent: 3), Many(10));
        var before = harness.Statistics(campaign);
        Assert.Equal((1, 1, 3, 5), (before.Completed, before.WaitingForRetry, before.Live, before.Pending));

        harness.Do(client => client.CancelAsync(campaign));
        harness.Advance(Seconds(30));
        Assert.Equal(5, harness.Provider.Dispatches.Count);
        foreach (var attempt in harness.Provider.Live.ToList())
        {
            harness.Report(attempt, attempt.Job == 3 ? AttemptOutcome.Completed : AttemptOutcome.NoAnswer);
        }

        harness.Advance(Hours(24));

        var statistics = harness.Statistics(campaign);
        Assert.Equal(CampaignState.Canceled, statistics.State);
        Assert.Equal((2, 8, 0, 10), (statistics.Completed, statistics.Canceled, statistics.Live, statistics.Total));
        Assert.Equal(5, harness.Provider.Dispatches.Count);
        Assert.Equal(JobState.Canceled, harness.Contact(campaign, "p00009").State);
        Assert.Equal(JobState.Canceled, harness.Contact(campaign, "p00002").State);
        Assert.Null(harness.Contact(campaign, "p00002").NextDue);
    }

    [Fact]
    public void Cancel_with_abort_ends_live_attempts_through_the_provider()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(TenSeconds, maxConcurrent: 3), Many(5));
        var other = harness.Run(Calls(TenSeconds, name: "other"), Many(1, "q"));
        harness.Do(reports =>
            reports.ReportAsync(new ProviderReport(harness.Provider.Dispatches[1].Request.Attempt, AttemptState.Ringing)));
        harness.Do(reports =>
            reports.ReportAsync(new ProviderReport(harness.Provider.Dispatches[2].Request.Attempt, AttemptState.Answered)));

        harness.Do(client => client.CancelAsync(campaign, CancelMode.Abort));

        Assert.Equal([1L, 2, 3], harness.Provider.Aborted.Select(attempt => attempt.Job).Order());
        var statistics = harness.Statistics(campaign);
        Assert.Equal((0, 5), (statistics.Live, statistics.Canceled));
        Assert.Equal(3, statistics.Outcomes[AttemptOutcome.Aborted]);
        Assert.Equal(1, harness.Statistics(other).Live);
    }

    [Fact]
    public void Start_is_when_it_first_ran_and_end_when_it_last_ended()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Advance(Minutes(1));
        harness.Do(client => client.PauseAsync(campaign));
        harness.Do(client => client.ResumeAsync(campaign));
        harness.Advance(Minutes(1));
        harness.Report(harness.Provider.Dispatches[^1].Request.Attempt, AttemptOutcome.Busy);
        Assert.Equal((Nine, Nine + Minutes(2)), (harness.Statistics(campaign).StartedAt, harness.Statistics(campaign).EndedAt));

        harness.Advance(Minutes(1));
        harness.Do(client => client.RerunContactAsync(campaign, "ann"));
        Assert.Equal((Nine, (DateTimeOffset?)null), (harness.Statistics(campaign).StartedAt, harness.Statistics(campaign).EndedAt));
        harness.Advance(Minutes(1));
        harness.Report(harness.Provider.Dispatches[^1].Request.Attempt, AttemptOutcome.Busy);
        Assert.Equal((Nine, Nine + Minutes(4)), (harness.Statistics(campaign).StartedAt, harness.Statistics(campaign).EndedAt));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Drip_whose_contacts_all_replied_or_all_kept_silent_has_done_its_work(bool isReplied)
    {
        using var harness = new CampaignHarness();
        var drip = Calls(StepRetryPolicy.None) with { Exit = new ExitRules { After = TimeSpan.FromDays(3) } };
        var campaign = harness.Run(drip, One());
        harness.Do(client => isReplied ? client.Reports().ReportEventAsync(ContactEvent.OfContact("default", "ann")) : Task.CompletedTask);
        harness.Advance(TimeSpan.FromDays(4));

        Assert.Equal(isReplied ? JobState.Replied : JobState.NoResponse, harness.Contact(campaign, "ann").State);
        Assert.Equal(CampaignState.Completed, harness.Statistics(campaign).State);
    }

    [Fact]
    public void Expiry_ends_the_campaign_at_its_instant()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Busy));
        var campaign = harness.Run(Calls(TenSeconds) with { Expiry = Nine + Seconds(20) }, One());

        harness.Advance(Hours(1));

        Assert.Equal([Nine, Nine + Seconds(10)], harness.Provider.Dispatches.Select(d => d.At));
        Assert.Equal(Nine + Seconds(20), harness.Statistics(campaign).EndedAt);
        Assert.Equal((CampaignState.Expired, 1), (harness.Statistics(campaign).State, harness.Statistics(campaign).Expired));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Expiry_that_is_given_or_changed_while_nothing_else_happens_is_kept(bool isPaused)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1) with { Expiry = Nine + Hours(5) }, Many(3));
        harness.Do(client => isPaused ? client.PauseAsync(campaign) : Task.CompletedTask);
        harness.Do(client => client.ChangeAsync(campaign, settings => settings with { Expiry = Nine + Hours(1) }));
        harness.AdvanceTo(Nine + Hours(1) - Seconds(1));
        Assert.Equal(isPaused ? CampaignState.Paused : CampaignState.Running, harness.Statistics(campaign).State);
        harness.Advance(Seconds(1));
        Assert.Equal((CampaignState.Expired, Nine + Hours(1)), (harness.Statistics(campaign).State, harness.Statistics(campaign).EndedAt));

        var other =
            harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1) with { Expiry = Nine + Hours(2), KeepOpen = true }, Many(3, "q"));
        harness.Do(client => client.ChangeAsync(other, settings => settings with { Expiry = Nine + Hours(3) }));
        harness.AdvanceTo(Nine + Hours(3) - Seconds(1));
        Assert.Equal(CampaignState.Running, harness.Statistics(other).State);
        harness.Do(client => client.ChangeAsync(other, settings => settings with { Expiry = Nine + Minutes(1) }));
        Assert.Equal(CampaignState.Expired, harness.Statistics(other).State);
    }

    [Fact]
    public void Expiry_passes_while_paused_and_while_a_draft()
    {
        using var harness = new CampaignHarness();
        var paused = harness.Run(Calls(TenSeconds) with { Start = Nine + Hours(1), Expiry = Nine + Hours(2) }, Many(2));
        harness.Do(client => client.PauseAsync(paused));
        var draft = harness.Do(client => client.CreateAsync(Calls(TenSeconds) with { Expiry = Nine + Hours(2) }));

        harness.Advance(Hours(3));

        Assert.Equal(CampaignState.Expired, harness.Statistics(paused).State);
        Assert.Equal(CampaignState.Expired, harness.Statistics(draft).State);
        Assert.Empty(harness.Provider.Dispatches);
    }

    [Fact]
    public void Campaign_stays_open_when_asked_and_takes_contacts_while_it_runs()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Run(Calls(TenSeconds) with { KeepOpen = true }, Many(2));
        Assert.Equal((CampaignState.Running, 2), (harness.Statistics(campaign).State, harness.Statistics(campaign).Completed));

        harness.Advance(Hours(1));
        harness.Do(client => client.AddContactsAsync(campaign, Many(3, "q")));
        Assert.Equal(5, harness.Statistics(campaign).Completed);

        harness.Do(client => client.ChangeAsync(campaign, settings => settings with { KeepOpen = false }));
        Assert.Equal(CampaignState.Completed, harness.Statistics(campaign).State);
    }

    [Fact]
    public void Ended_campaign_takes_no_contacts_and_says_why()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Run(Calls(TenSeconds), One());

        var refusal = Assert.Throws<CampaignException>(() => harness.Do(client => client.AddContactsAsync(campaign, Many(1))));

        Assert.Equal(CampaignError.IllegalTransition, refusal.Error);
        Assert.Contains("KeepOpen", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Illegal_transitions_are_refused_by_name()
    {
        using var harness = new CampaignHarness();
        var draft = harness.Do(client => client.CreateAsync(Calls(TenSeconds)));
        var ended = harness.Run(Calls(TenSeconds), One());

        Assert.Contains("Draft; it cannot become Paused", Refused(harness, client => client.PauseAsync(draft)), StringComparison.Ordinal);
        Assert.Contains(
            "Completed; it cannot become Paused", Refused(harness, client => client.PauseAsync(ended)), StringComparison.Ordinal);
        Assert.Contains(
            "Completed; it cannot become Canceled", Refused(harness, client => client.CancelAsync(ended)), StringComparison.Ordinal);
        Assert.Contains(
            "Completed; it cannot become Scheduled", Refused(harness, client => client.StartAsync(ended)), StringComparison.Ordinal);
        Assert.Contains("only a paused campaign", Refused(harness, client => client.ResumeAsync(draft)), StringComparison.Ordinal);
        Assert.Contains("no campaign 99", Refused(harness, client => client.PauseAsync(new CampaignId(99))), StringComparison.Ordinal);
    }

    [Fact]
    public void Hold_stops_a_tenant_or_everything_and_outlives_a_restart()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Busy));
        harness.Run(Calls(TenSeconds) with { Tenant = "a" }, Many(1, "a"));
        harness.Run(Calls(TenSeconds) with { Tenant = "b" }, Many(1, "b"));

        harness.Do(operations => operations.HoldTenantAsync("a"));
        harness.Restart();
        harness.Advance(Seconds(10));
        Assert.Equal(
            ["a00001 09:00:00", "b00001 09:00:00", "b00001 09:00:10"],
            harness.Provider.Dispatches.Select(d => $"{d.ContactKey} {d.At:HH:mm:ss}"));

        harness.Do(operations => operations.HoldAllAsync());
        harness.Do(operations => operations.ReleaseTenantAsync("a"));
        harness.Restart();
        harness.Advance(Hours(1));
        Assert.Equal(3, harness.Provider.Dispatches.Count);

        harness.Do(operations => operations.ReleaseAllAsync());
        Assert.Equal(["a00001", "b00001"], harness.Provider.Dispatches.Skip(3).Select(d => d.ContactKey).Order());
    }

    [Theory]
    [InlineData("a")]
    [InlineData(null)]
    public void Hold_leaves_the_settings_and_settings_leave_the_hold_over_a_restart(string? tenant)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        harness.Do(client => client.ChangeAsync(tenant, new TenantSettings { MaxConcurrent = 3 }));
        harness.Do(client => client.HoldAsync(tenant));
        harness.Restart();
        var campaign = harness.Run(Calls(StepRetryPolicy.None) with { Tenant = "a" }, Many(20));
        harness.Do(client => client.ChangeAsync(tenant, new TenantSettings { MaxConcurrent = 4 }));
        harness.Restart();
        harness.Advance(Minutes(1));
        Assert.Empty(harness.Provider.Dispatches);

        harness.Do(client => client.HoldAsync(tenant, isHeld: false));
        harness.Restart();
        harness.Advance(Minutes(1));
        Assert.Equal(4, harness.Statistics(campaign).Live);
    }

    [Fact]
    public void Empty_campaign_completes_at_once_and_nobody_reached_is_failed()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Invalid));

        Assert.Equal(CampaignState.Completed, harness.Statistics(harness.Run(Calls(TenSeconds), [])).State);
        Assert.Equal(CampaignState.Failed, harness.Statistics(harness.Run(Calls(TenSeconds), One())).State);
    }

    private static string Refused(CampaignHarness harness, Func<ICampaignClient, Task> request) =>
        Assert.Throws<CampaignException>(() => harness.Do(request)).Message;
}
