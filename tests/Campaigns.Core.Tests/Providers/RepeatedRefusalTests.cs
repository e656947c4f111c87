using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Providers;

/// <summary>Repeated attempts without result leave a bounded number of rows, and the figures match the rows.</summary>
public sealed class RepeatedRefusalTests
{
    [Fact]
    public void Campaign_that_is_paused_and_resumed_again_and_again_leaves_a_row_a_contact()
    {
        var store = new HookStore(new MemoryJobStore(new Random(1)));
        using var harness = new CampaignHarness(options => options.Store = store);
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Busy));
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Seconds(1)), maxConcurrent: 50) with { KeepOpen = true }, []);
        var pauses = 0;
        store.OnAttempts = Pause;
        harness.Do(client => client.AddContactsAsync(campaign, Many(100)));
        harness.Advance(Hours(1));

        var timelines = Many(100).Select(person => harness.Contact(campaign, person.Key).Timeline).ToList();
        var rows = timelines.SelectMany(timeline => timeline).GroupBy(entry => entry.Outcome).ToDictionary(
            group => group.Key, group => (long)group.Count());
        Assert.Equal(300, rows[AttemptOutcome.Busy]);
        Assert.InRange(rows[AttemptOutcome.NotSent], 50, 300);
        Assert.True(timelines.Max(timeline => timeline[^1].Attempt.Number) > 20, "no attempt was repeated");
        Assert.Equal(rows, harness.Statistics(campaign).Outcomes.ToDictionary());
        harness.Restart();
        Assert.Equal(rows, harness.Statistics(campaign).Outcomes.ToDictionary());

        void Pause()
        {
            store.OnAttempts = ++pauses < 50 ? Pause : null;
            _ = harness.Client.PauseAsync(campaign);
            _ = harness.Client.ResumeAsync(campaign);
        }
    }

    [Fact]
    public void Provider_that_refuses_for_days_leaves_eight_rows_a_contact()
    {
        using var harness = Harnesses.OfOne(
            own => own.CircuitBreaker = new CircuitBreakerOptions { ConsecutiveFailures = int.MaxValue, FailureRatio = 1 },
            options => options.MaxRefusals = 250);
        harness.Provider.Otherwise(_ => DispatchResult.NotPlaced("no"));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), Many(3));
        harness.Advance(TimeSpan.FromDays(3));

        Assert.True(harness.Provider.Dispatches.Count > 3 * 75);
        foreach (var person in Many(3))
        {
            var timeline = harness.Contact(campaign, person.Key).Timeline;
            Assert.Equal(Enumerable.Repeat(AttemptOutcome.NotPlaced, 8), timeline.Select(entry => entry.Outcome));
            Assert.Equal(Enumerable.Range(timeline[0].Attempt.Number, 8), timeline.Select(entry => entry.Attempt.Number));
        }

        Assert.Equal(24, harness.Statistics(campaign).Outcomes[AttemptOutcome.NotPlaced]);
    }

    [Fact]
    public void Provider_that_asks_to_be_left_alone_for_days_leaves_eight_rows_a_contact()
    {
        using var harness = Harnesses.OfOne(own => own.MaxConcurrent = 1);
        harness.Provider.Otherwise(_ => DispatchResult.RetryAt(harness.Now + Seconds(5)));
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), One());
        harness.Advance(TimeSpan.FromDays(1));

        Assert.Equal(8, harness.Contact(campaign, "ann").Timeline.Count);
        Assert.Equal(8, harness.Statistics(campaign).Outcomes[AttemptOutcome.Throttled]);
    }

    [Fact]
    public void Contact_held_back_by_a_pause_is_sent_at_once_when_the_campaign_goes_on()
    {
        var store = new HookStore(new MemoryJobStore(new Random(1)));
        using var harness = new CampaignHarness(options => options.Store = store);
        var campaign = harness.Run(Calls(StepRetryPolicy.None) with { KeepOpen = true });
        harness.Do(client => client.AddContactsAsync(campaign, [One()]));
        for (var i = 0; i < 20; i++)
        {
            harness.Do(client => client.PauseAsync(campaign));
            store.OnAttempts = () => _ = harness.Client.PauseAsync(campaign);
            harness.Do(client => client.ResumeAsync(campaign));
        }

        store.OnAttempts = null;
        harness.Do(client => client.ResumeAsync(campaign));
        Assert.Equal(1, harness.Statistics(campaign).Completed);
    }
}
