using Campaigns.Engine;
using Campaigns.Scheduling;
using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests;

/// <summary>Bugs that were found by reading and by sabotage; each was red once.</summary>
public class RegressionTests
{
    private static readonly DateTimeOffset Start = Nine + Minutes(1);

    private static T Ask<T>(CampaignHarness harness, Func<Scheduler, T> body) =>
        harness.Do(client => ((CampaignClient)client).AskAsync(body, CancellationToken.None));

    [Fact]
    public void Removed_live_contact_is_not_called_again_after_a_restart()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(RetryPolicy.Fixed(3, Seconds(10))), One());
        harness.Do(client => client.RemoveContactAsync(campaign, "ann"));
        harness.Restart();
        harness.Report(harness.Provider.Live.Single(), Outcome.NoAnswer);
        harness.Advance(Hours(1));

        Assert.Single(harness.Provider.Dispatches);
        Assert.Equal(JobState.Removed, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Call_me_at_five_of_a_live_contact_outlives_a_restart()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(RetryPolicy.Fixed(3, Seconds(10))), One());
        harness.Do(client => client.RescheduleContactAsync(campaign, "ann", Nine + Hours(8)));
        harness.Restart();
        harness.Report(harness.Provider.Live.Single(), Outcome.NoAnswer);
        harness.Advance(Hours(9));

        Assert.Equal(Nine + Hours(8), harness.Provider.Dispatches[1].At);
    }

    [Fact]
    public void Call_me_at_five_is_kept_when_the_live_attempt_is_not_placed()
    {
        var answer = new TaskCompletionSource<DispatchResult>();
        var provider = new Answering(request => request.Attempt.Number == 1 ? new(answer.Task) : new(DispatchResult.Completed(Outcome.Completed)));
        using var harness = new CampaignHarness(options => options.AddProvider("voice", provider));
        var campaign = harness.Run(Calls(RetryPolicy.Fixed(3, Seconds(10))), One());
        harness.Do(client => client.RescheduleContactAsync(campaign, "ann", Nine + Hours(8)));
        answer.SetResult(DispatchResult.NotPlaced("down"));
        harness.Advance(Hours(1));

        Assert.Equal(1, provider.Calls);
        Assert.Equal(Nine + Hours(8), harness.Contact(campaign, "ann").NextDue);
    }

    [Fact]
    public void Low_priority_of_a_tenant_at_its_own_cap_waits_at_most_the_stated_bound()
    {
        using var harness = new CampaignHarness(options => options.Strategy = Strategy.ByPriority(Seconds(12)));
        harness.Provider.Accepts();
        harness.Do(client => client.ChangeTenantAsync("default", new TenantSettings { MaxConcurrent = 2 }));
        harness.Run(Calls(RetryPolicy.None) with { Priority = Priority.High, Start = Start }, Many(5_000, "high"));
        harness.Run(Calls(RetryPolicy.None) with { Priority = Priority.Low, Start = Start }, Many(20, "low").Select(p => new Contact(p.Key, $"+44{p.Phone.Reveal()[2..]}")));
        harness.AdvanceTo(Start);
        for (var i = 0; i < 300; i++)
        {
            harness.Advance(Seconds(5));
            harness.Report(harness.Provider.Live.First(), Outcome.Completed);
        }

        Assert.InRange(harness.Provider.Dispatches.Count(d => d.ContactKey.StartsWith("low", StringComparison.Ordinal)), 1, 4);
    }

    [Fact]
    public void Retry_put_back_by_a_recovery_is_not_taken_for_overdue()
    {
        var store = new FailingStore(new MemoryJobStore(new Random(1)));
        using var harness = new CampaignHarness(options => options.Store = store);
        harness.Provider.Answers(Outcome.Busy);
        var campaign = harness.Run(Calls(RetryPolicy.Fixed(3, Minutes(1))) with { Overdue = Overdue.Skip(Minutes(15)) }, One());
        store.FailAt(1, Fault.After); // the commit of the retry's intent
        harness.Advance(Minutes(5));

        Assert.Equal(2, harness.Provider.Dispatches.Count);
        Assert.Equal(JobState.Completed, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Conversation_that_is_reported_late_leaves_the_contact_alone_too()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        harness.Do(client => client.ChangeTenantAsync("default", new TenantSettings { CoolDown = TimeSpan.FromDays(7) }));
        harness.Run(Calls(RetryPolicy.None), One());
        harness.Advance(Hours(3)); // unknown at its deadline
        harness.Report(harness.Provider.Dispatches[0].Request.Attempt, Outcome.Completed);
        harness.Run(Calls(RetryPolicy.None), One("b"));

        Assert.Single(harness.Provider.Dispatches);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Live_attempt_counts_once_towards_a_cap_whose_history_is_read_while_it_is_live(bool restart)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        if (restart)
        {
            harness.Do(client => client.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(2, 1)] }));
        }

        harness.Run(Calls(RetryPolicy.Fixed(2, Minutes(1))), One());
        if (restart)
        {
            harness.Restart();
        }
        else
        {
            harness.Do(client => client.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(2, 1)] }));
        }

        harness.Report(harness.Provider.Live.Single(), Outcome.NoAnswer);
        harness.Advance(Minutes(2));

        Assert.Equal(2, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Window_that_is_open_again_after_the_wall_clock_was_set_back_is_used()
    {
        using var harness = new CampaignHarness(start: new DateTimeOffset(2026, 1, 5, 16, 30, 0, TimeSpan.Zero));
        harness.Provider.Accepts();
        var window = Window.Daily(new TimeOnly(9, 0), new TimeOnly(17, 0)) with { Margin = TimeSpan.Zero };
        harness.Run(Calls(RetryPolicy.None, maxConcurrent: 1) with { Window = window }, Many(3));
        harness.Time.JumpWall(Hours(1)); // by mistake
        harness.Report(harness.Provider.Live.Single(), Outcome.Completed);
        Assert.Single(harness.Provider.Dispatches);
        harness.Time.JumpWall(-Hours(1)); // and corrected: it is half past four
        harness.Advance(Minutes(2));

        Assert.Equal(2, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Restarted_engine_probes_with_one_attempt_even_if_a_look_up_fails()
    {
        var store = new MemoryJobStore(new Random(1));
        var never = new Answering(_ => new(new TaskCompletionSource<DispatchResult>().Task));
        var crashed = new CampaignHarness(options => options.With(store).AddProvider("voice", never));
        crashed.Run(Calls(RetryPolicy.None, maxConcurrent: 2), Many(2));
        crashed.Do(client => client.HoldAsync("other"));
        crashed.Run(Calls(RetryPolicy.None, maxConcurrent: 50) with { Start = Nine + Seconds(1) }, Many(50, "q").Select(p => new Contact(p.Key, $"+44{p.Phone.Reveal()[2..]}")));
        var hanging = new Hanging();
        using var next = new CampaignHarness(options => options.With(store).AddProvider("voice", hanging));
        next.Advance(Seconds(2));

        Assert.InRange(hanging.Calls, 0, 1);
    }

    private sealed class Hanging : IProvider
    {
        public int Calls { get; private set; }

        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellation)
        {
            Calls++;
            return new(new TaskCompletionSource<DispatchResult>().Task);
        }

        public ValueTask<LookUp> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellation) => throw new IOException("down");
    }

    [Fact]
    public void Rate_that_a_held_back_attempt_gives_back_is_used_by_the_tenants_other_campaign_at_once()
    {
        var store = new HookStore(new MemoryJobStore(new Random(1)));
        using var harness = new CampaignHarness(options => options.Store = store);
        harness.Do(client => client.ChangeTenantAsync("default", new TenantSettings { Rate = RateLimit.PerMinute(1) }));
        var first = harness.Do(client => client.CreateAsync(Calls(RetryPolicy.None) with { Start = Start, Priority = Priority.High }));
        harness.Do(client => client.AddContactsAsync(first, [One()]));
        harness.Do(client => client.StartAsync(first));
        harness.Run(Calls(RetryPolicy.None) with { Start = Start }, new Contact("bob", "+15550100002"));
        store.OnAttempts = () => _ = harness.Client.PauseAsync(first);
        harness.AdvanceTo(Start + Seconds(1));

        Assert.Equal([("bob", Start)], harness.Provider.Dispatches.Select(d => (d.ContactKey, d.At)));
    }

    [Fact]
    public void Campaign_that_is_canceled_in_the_step_that_started_it_leaves_no_jobs_in_memory()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Do(client => client.CreateAsync(Calls(RetryPolicy.None)));
        harness.Do(client => client.AddContactsAsync(campaign, Many(1_000)));
        harness.Do(async client =>
        {
            var start = client.StartAsync(campaign);
            var cancel = client.CancelAsync(campaign);
            await start;
            await cancel;
        });
        harness.Advance(Hours(1));

        Assert.Equal(0, harness.JobsInMemory());
    }

    [Fact]
    public void Enrolment_that_a_store_failure_ends_leaves_the_count_of_enrolments_as_it_was()
    {
        var store = new FailingStore(new MemoryJobStore(new Random(1)));
        using var harness = new CampaignHarness(options => options.Store = store);
        var campaign = harness.Do(client => client.CreateAsync(Calls(RetryPolicy.None)));
        store.FailAt(1, Fault.Before);
        Assert.ThrowsAny<Exception>(() => harness.Do(client => client.AddContactsAsync(campaign, Many(5))));
        harness.Advance(Minutes(1));

        Assert.Equal(0, Ask(harness, scheduler => scheduler.State.Campaign(campaign).Ingestions));
    }

    [Fact]
    public void Contact_rescheduled_twice_to_one_instant_is_set_aside_once()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(Outcome.NoAnswer);
        harness.Do(client => client.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(1, 1)] }));
        var campaign = harness.Run(Calls(RetryPolicy.Fixed(3, Hours(5))), One());
        harness.Do(client => client.RescheduleContactAsync(campaign, "ann", Nine + Hours(2)));
        harness.Do(client => client.RescheduleContactAsync(campaign, "ann", Nine + Hours(2)));
        harness.Advance(Hours(3));

        Assert.Equal(1, harness.Do(client => client.ExplainAsync(campaign))["frequency"]);
    }

    [Fact]
    public void Strategy_that_throws_does_not_end_the_engine()
    {
        using var harness = new CampaignHarness();
        harness.Run(Calls(RetryPolicy.None) with { Start = Start }, Many(2));
        Assert.ThrowsAny<Exception>(() => harness.Do(client => client.ChangeStrategyAsync(new Throwing())));
        harness.Advance(Minutes(2));

        Assert.Equal(2, harness.Provider.Dispatches.Count);
    }

    private sealed class Throwing : IStrategy
    {
        public Rank RankOf(CampaignView campaign) => throw new InvalidOperationException("a bug");
    }

    [Fact]
    public void Retries_count_when_a_report_shows_that_what_was_not_placed_was()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(Outcome.Busy).Then(_ => DispatchResult.NotPlaced("lost")).Accepts();
        var campaign = harness.Run(Calls(RetryPolicy.Fixed(5, Seconds(10))), One());
        harness.Advance(Seconds(10));
        harness.Report(harness.Provider.Dispatches[1].Request.Attempt, Outcome.NoAnswer);

        var fold = harness.Contact(campaign, "ann").Timeline.Count(a => a.Try > 1 && a.Outcome is Outcome.NoAnswer);
        Assert.Equal(fold, harness.Statistics(campaign).RetriesAttempted);
    }

    [Fact]
    public void Ended_campaigns_leave_no_queues_behind()
    {
        using var harness = new CampaignHarness(options => options.Strategy = Strategy.Deadline);
        for (var i = 1; i <= 100; i++)
        {
            harness.Run(Calls(RetryPolicy.None) with { Expiry = Nine + Hours(i) }, One());
        }

        Assert.InRange(Ask(harness, scheduler => scheduler.State.Tenant("default").Queues.Count), 0, 5);
    }
}
