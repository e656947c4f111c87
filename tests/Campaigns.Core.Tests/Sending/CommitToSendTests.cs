using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Sending;

/// <summary>Changes between the commit of an attempt and its dispatch are judged at the send.</summary>
public class CommitToSendTests
{
    private static readonly DateTimeOffset Closing = Nine + Hours(8);
    private static readonly DateTimeOffset Start = Nine + Minutes(1);

    private static readonly ContactWindow NineToFive =
        ContactWindow.Daily(new TimeOnly(9, 0), new TimeOnly(17, 0)) with { Margin = TimeSpan.Zero };

    [Fact]
    public void Attempt_whose_window_closes_between_commit_and_send_is_held_back()
    {
        var (harness, campaign) = Committing(
            Calls(StepRetryPolicy.None) with { Window = NineToFive, Start = Nine + Hours(7.9) }, (h, c) => () => h.Time.JumpWall(Hours(1)));
        using var _ = harness;

        Assert.Empty(harness.Provider.Dispatches);
        Assert.Equal(AttemptOutcome.NotSent, harness.Contact(campaign, "ann").Timeline.Single().Outcome);
    }

    [Fact]
    public void Attempt_before_whose_window_the_clock_is_set_back_between_commit_and_send_is_held_back()
    {
        var (harness, _) = Committing(
            Calls(StepRetryPolicy.None) with { Window = NineToFive, Start = Nine + Minutes(10) },
            (h, c) => () => h.Time.JumpWall(-Hours(1)));
        using var held = harness;

        Assert.Empty(harness.Provider.Dispatches);
    }

    [Fact]
    public void Rate_held_for_an_attempt_that_is_held_back_is_given_back()
    {
        var (harness, _) = Committing(
            Calls(StepRetryPolicy.None) with { Rate = RateLimit.PerMinute(1), Start = Start },
            (h, campaign) => () => _ = h.Client.ChangeInOneStepAsync(campaign, settings => settings with { Weight = 2 }));
        using var held = harness;

        Assert.Equal(Start, harness.Provider.Dispatches.Single().At);
        Assert.Equal(2, harness.Provider.Dispatches.Single().Request.Attempt.Number); // the first was held back
    }

    [Fact]
    public void Hold_of_tenant_or_everything_between_commit_and_send_holds_the_attempt_back()
    {
        foreach (var tenant in new[] { "default", null })
        {
            var (harness, _) =
                Committing(Calls(StepRetryPolicy.None) with { Start = Start }, (h, c) => () => _ = h.Client.HoldAsync(tenant));
            using var held = harness;

            Assert.Empty(harness.Provider.Dispatches);
        }
    }

    [Fact]
    public void Window_set_between_commit_and_send_holds_the_attempt_back()
    {
        var evening = ContactWindow.Daily(new TimeOnly(18, 0), new TimeOnly(19, 0));
        var (harness, _) = Committing(
            Calls(StepRetryPolicy.None) with { Start = Start },
            (h, c) => () => _ = h.Client.ChangeInOneStepAsync(c, settings => settings with { Window = evening }));
        using var first = harness;
        Assert.Empty(harness.Provider.Dispatches);

        var (other, _) = Committing(
            Calls(StepRetryPolicy.None) with { Start = Start },
            (h, c) => () => _ = h.Operations.ChangeTenantAsync("default", new TenantSettings { Window = evening }));
        using var second = other;
        Assert.Empty(other.Provider.Dispatches);
    }

    [Fact]
    public void Suppression_removal_or_another_time_between_commit_and_send_takes_the_attempt_back()
    {
        var (harness, campaign) = Committing(
            Calls(StepRetryPolicy.None) with { Start = Start },
            (h, c) => () => _ = h.Reports.SuppressAsync(Suppression.OfContact("default", "ann")));
        using var first = harness;
        Assert.Empty(harness.Provider.Dispatches);
        Assert.Equal(JobState.Suppressed, harness.Contact(campaign, "ann").State);

        var (other, removed) = Committing(
            Calls(StepRetryPolicy.None) with { Start = Start }, (h, c) => () => _ = h.Client.RemoveContactAsync(c, "ann"));
        using var second = other;
        Assert.Empty(other.Provider.Dispatches);
        Assert.Equal(JobState.Removed, other.Contact(removed, "ann").State);

        var (third, later) = Committing(
            Calls(StepRetryPolicy.None) with { Start = Start },
            (h, c) => () => _ = h.Client.RescheduleContactAsync(c, "ann", Nine + Hours(3)));
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
            Calls(StepRetryPolicy.None) with { Start = Start },
            (h, c) => () => _ = h.Operations.MarkChannelUnavailableAsync("default", Channels.Voice, "logged out"));
        using var held = harness;
        Assert.Empty(harness.Provider.Dispatches);

        harness.Do(operations => operations.MarkChannelAvailableAsync("default", Channels.Voice));
        harness.Advance(Seconds(1));
        Assert.Equal(1, harness.Statistics(campaign).Live);
    }

    [Fact]
    public void Reply_between_commit_and_send_takes_the_attempt_back()
    {
        var (harness, campaign) = Committing(
            Calls(StepRetryPolicy.None) with { Start = Start, Exit = new ExitRules() },
            (h, c) => () => _ = h.Reports.ReportEventAsync(ContactEvent.OfContact("default", "ann")));
        using var held = harness;

        Assert.Empty(harness.Provider.Dispatches);
        Assert.Equal(JobState.Replied, harness.Contact(campaign, "ann").State);
    }

    // Seen elsewhere: a call that a worker takes in time is sent, however long the worker takes.
    [Fact]
    public void Window_that_closes_between_the_decision_and_the_send_holds_the_call_back()
    {
        var store = new HookStore(new MemoryJobStore(new Random(1)));
        using var harness = new CampaignHarness(options => options.Store = store, start: Closing - Seconds(2));
        store.OnAttempts = () => harness.Time.JumpWall(Seconds(3));
        var campaign = harness.Run(Calls(StepRetryPolicy.None) with { Window = NineToFive }, One());
        Assert.Empty(harness.Provider.Dispatches);

        harness.AdvanceTo(Closing + Hours(16));

        Assert.Equal(Closing + Hours(16), harness.Provider.Dispatches.Single().At);
        Assert.Equal(1, harness.Statistics(campaign).Completed);
    }

    private static (CampaignHarness Harness, CampaignId Campaign) Committing(
        CampaignDefinition definition, Func<CampaignHarness, CampaignId, Action> meanwhile)
    {
        var store = new HookStore(new MemoryJobStore(new Random(1)));
        var harness = new CampaignHarness(options => options.Store = store, definition.Start - Minutes(1));
        harness.Provider.Accepts();
        var campaign = harness.Run(definition, One());
        store.OnAttempts = meanwhile(harness, campaign);
        harness.Advance(Minutes(1));
        return (harness, campaign);
    }
}
