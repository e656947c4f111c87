using Campaigns.Engine;
using Campaigns.Scheduling;
using Campaigns.Scheduling.Gates;
using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests;

/// <summary>Each of these goes red when one safeguard is taken away.</summary>
public class GuardTests
{
    private static readonly DateTimeOffset Start = Nine + Minutes(1);
    private static readonly Window NineToFive = Window.Daily(new TimeOnly(9, 0), new TimeOnly(17, 0)) with { Margin = TimeSpan.Zero };

    private static (CampaignHarness Harness, CampaignId Campaign) Committing(CampaignDefinition definition, Func<CampaignHarness, CampaignId, Action> meanwhile)
    {
        var store = new HookStore(new MemoryJobStore(new Random(1)));
        var harness = new CampaignHarness(options => options.Store = store, definition.Start - Minutes(1));
        harness.Provider.Accepts();
        var campaign = harness.Run(definition, One());
        store.OnAttempts = meanwhile(harness, campaign);
        harness.Advance(Minutes(1));
        return (harness, campaign);
    }

    [Fact]
    public void Attempt_whose_window_closes_between_commit_and_send_is_held_back()
    {
        var (harness, campaign) = Committing(
            Calls(RetryPolicy.None) with { Window = NineToFive, Start = Nine + Hours(7.9) }, (h, c) => () => h.Time.JumpWall(Hours(1)));
        using var _ = harness;

        Assert.Empty(harness.Provider.Dispatches);
        Assert.Equal(Outcome.NotSent, harness.Contact(campaign, "ann").Timeline.Single().Outcome);
    }

    [Fact]
    public void Provider_is_told_not_to_send_after_the_campaigns_expiry()
    {
        using var harness = new CampaignHarness();
        harness.Run(Calls(RetryPolicy.None) with { Expiry = Nine + Hours(1) }, One());

        Assert.Equal(Nine + Hours(1), harness.Provider.Dispatches.Single().Request.NotAfter);
    }

    [Fact]
    public void Provider_is_told_not_to_send_after_the_contacts_own_time_is_over()
    {
        using var harness = new CampaignHarness();
        var drip = Calls(RetryPolicy.None) with { Expiry = Nine + Hours(9), Exit = new ExitRules { After = Hours(3) } };
        harness.Run(drip, One());

        Assert.Equal(Nine + Hours(3), harness.Provider.Dispatches.Single().Request.NotAfter);
    }

    [Fact]
    public void Attempt_before_whose_window_the_clock_is_set_back_between_commit_and_send_is_held_back()
    {
        var (harness, _) = Committing(
            Calls(RetryPolicy.None) with { Window = NineToFive, Start = Nine + Minutes(10) }, (h, c) => () => h.Time.JumpWall(-Hours(1)));
        using var held = harness;

        Assert.Empty(harness.Provider.Dispatches);
    }

    [Fact]
    public void Rate_held_for_an_attempt_that_is_held_back_is_given_back()
    {
        var (harness, _) = Committing(
            Calls(RetryPolicy.None) with { Rate = RateLimit.PerMinute(1), Start = Start },
            (h, campaign) => () => _ = h.Client.ChangeAsync(campaign, new CampaignChange { Weight = 2 }));
        using var held = harness;

        Assert.Equal(Start, harness.Provider.Dispatches.Single().At);
        Assert.Equal(2, harness.Provider.Dispatches.Single().Request.Attempt.Number); // the first was held back
    }

    [Fact]
    public void Hold_of_tenant_or_everything_between_commit_and_send_holds_the_attempt_back()
    {
        foreach (var tenant in new[] { "default", null })
        {
            var (harness, _) = Committing(Calls(RetryPolicy.None) with { Start = Start }, (h, c) => () => _ = h.Client.HoldAsync(tenant));
            using var held = harness;

            Assert.Empty(harness.Provider.Dispatches);
        }
    }

    [Fact]
    public void Window_set_between_commit_and_send_holds_the_attempt_back()
    {
        var evening = Window.Daily(new TimeOnly(18, 0), new TimeOnly(19, 0));
        var (harness, _) = Committing(
            Calls(RetryPolicy.None) with { Start = Start }, (h, c) => () => _ = h.Client.ChangeAsync(c, new CampaignChange { Window = evening }));
        using var first = harness;
        Assert.Empty(harness.Provider.Dispatches);

        var (other, _) = Committing(
            Calls(RetryPolicy.None) with { Start = Start }, (h, c) => () => _ = h.Client.ChangeTenantAsync("default", new TenantSettings { Window = evening }));
        using var second = other;
        Assert.Empty(other.Provider.Dispatches);
    }

    [Fact]
    public void Suppression_removal_or_another_time_between_commit_and_send_takes_the_attempt_back()
    {
        var (harness, campaign) = Committing(
            Calls(RetryPolicy.None) with { Start = Start }, (h, c) => () => _ = h.Client.SuppressAsync(Suppression.OfContact("default", "ann")));
        using var first = harness;
        Assert.Empty(harness.Provider.Dispatches);
        Assert.Equal(JobState.Suppressed, harness.Contact(campaign, "ann").State);

        var (other, removed) = Committing(
            Calls(RetryPolicy.None) with { Start = Start }, (h, c) => () => _ = h.Client.RemoveContactAsync(c, "ann"));
        using var second = other;
        Assert.Empty(other.Provider.Dispatches);
        Assert.Equal(JobState.Removed, other.Contact(removed, "ann").State);

        var (third, later) = Committing(
            Calls(RetryPolicy.None) with { Start = Start }, (h, c) => () => _ = h.Client.RescheduleContactAsync(c, "ann", Nine + Hours(3)));
        using var rescheduled = third;
        Assert.Empty(third.Provider.Dispatches);
        Assert.Equal(Nine + Hours(3), third.Contact(later, "ann").NextDue);
        third.AdvanceTo(Nine + Hours(3));
        Assert.Single(third.Provider.Dispatches);
    }

    [Fact]
    public void Channel_that_goes_away_between_commit_and_send_holds_the_attempt_back()
    {
        var (harness, campaign) = Committing(
            Calls(RetryPolicy.None) with { Start = Start }, (h, c) => () => _ = h.Client.ChangeChannelAsync("default", Channels.Voice, "logged out"));
        using var held = harness;
        Assert.Empty(harness.Provider.Dispatches);

        harness.Do(client => client.ChangeChannelAsync("default", Channels.Voice, null));
        harness.Advance(Seconds(1));
        Assert.Equal(1, harness.Statistics(campaign).Live);
    }

    [Fact]
    public void Reply_between_commit_and_send_takes_the_attempt_back()
    {
        var (harness, campaign) = Committing(
            Calls(RetryPolicy.None) with { Start = Start, Exit = new ExitRules() },
            (h, c) => () => _ = h.Client.ReportEventAsync(ContactEvent.OfContact("default", "ann")));
        using var held = harness;

        Assert.Empty(harness.Provider.Dispatches);
        Assert.Equal(JobState.Replied, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Attempt_whose_look_up_never_answers_frees_its_slot_when_its_patience_is_over()
    {
        using var harness = new CampaignHarness(options => options.AddProvider("voice", new Silent()));
        var step = new ContactStep { Channel = "voice", Timeout = Minutes(5) };
        var campaign = harness.Run(new CampaignDefinition { Name = "lost", Steps = [step], MaxConcurrent = 1 }, Many(2));

        harness.Advance(Minutes(6));
        Assert.Equal(JobState.Live, harness.Contact(campaign, "p00001").State);
        harness.Advance(Minutes(6));

        Assert.Equal(JobState.Unknown, harness.Contact(campaign, "p00001").State);
        Assert.Equal(JobState.Live, harness.Contact(campaign, "p00002").State);
    }

    private sealed class Silent : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellation) => new(DispatchResult.Accepted());

        public ValueTask<LookUp> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellation) =>
            new(new TaskCompletionSource<LookUp>().Task);
    }

    [Fact]
    public void Due_retry_of_one_zone_goes_before_contacts_of_another_never_tried()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        harness.Run(
            Calls(RetryPolicy.Fixed(2, Seconds(10)), maxConcurrent: 1),
            [new Contact("paris", "+33199001234", "Europe/Paris"), .. Many(3)]);
        harness.Report(harness.Provider.Live.Single(), Outcome.Busy);
        harness.Advance(Seconds(11));
        harness.Report(harness.Provider.Live.Single(), Outcome.Completed);

        Assert.Equal(["paris", "p00001", "paris"], harness.Provider.Dispatches.Select(d => d.ContactKey));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_not_placed_does_not_count_towards_a_cap(bool restart)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => DispatchResult.NotPlaced("down"));
        harness.Do(client => client.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(1, 1)] }));
        harness.Run(Calls(RetryPolicy.None), One());
        if (restart)
        {
            harness.Restart(); // the history comes from the store
        }

        harness.Advance(Seconds(5));

        Assert.Equal(2, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Limits_of_an_outcome_count_anew_in_each_step()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(Outcome.Busy, Outcome.Completed, Outcome.Busy, Outcome.Completed);
        var retry = RetryPolicy.Fixed(4, Minutes(1)).On(Outcome.Busy, RetryRule.After(Minutes(1), max: 1));
        var campaign = harness.Run(new CampaignDefinition { Name = "two", Steps = [Step.Call(retry), Step.Call(retry)] }, One());
        harness.Advance(Hours(1));

        Assert.Equal(4, harness.Provider.Dispatches.Count);
        Assert.Equal(JobState.Completed, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Retry_due_at_night_is_not_overdue_when_the_window_opens()
    {
        using var harness = new CampaignHarness(start: new DateTimeOffset(2026, 1, 5, 16, 50, 0, TimeSpan.Zero));
        harness.Provider.Answers(Outcome.Busy);
        var campaign = harness.Run(
            Calls(RetryPolicy.Fixed(2, Minutes(20))) with { Window = NineToFive, Overdue = Overdue.Skip(Minutes(15)) }, One());
        harness.Advance(Hours(24));

        Assert.Equal(new DateTimeOffset(2026, 1, 6, 9, 0, 0, TimeSpan.Zero), harness.Provider.Dispatches[1].At);
        Assert.Equal(JobState.Completed, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Restarted_engine_probes_a_provider_with_one_attempt()
    {
        using var harness = new CampaignHarness(options => options.AddProvider("voice", new Answering(_ => new(new TaskCompletionSource<DispatchResult>().Task))));
        var campaign = harness.Run(Calls(RetryPolicy.None) with { Start = Start }, Many(10));
        harness.Restart();
        harness.AdvanceTo(Start);

        Assert.Equal(1, harness.Statistics(campaign).Live);
    }

    [Fact]
    public void Provider_has_no_more_live_attempts_than_its_cap_and_uses_each_freed_slot()
    {
        ScriptedProvider? provider = null;
        using var harness = new CampaignHarness(options => options.AddProvider(
            "voice", provider = new ScriptedProvider(options.Time!).Accepts(), limits => limits.MaxConcurrent = 2));
        var campaign = harness.Run(Calls(RetryPolicy.None), Many(10));
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(2, harness.Statistics(campaign).Live);
            harness.Do(client => client.ReportAsync(ProviderReport.Ended(provider!.Dispatches[i].Request.Attempt, Outcome.Completed)));
        }

        Assert.Equal(10, provider!.Dispatches.Count);
    }

}
