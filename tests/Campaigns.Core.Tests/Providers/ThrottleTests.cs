using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Providers;

/// <summary>"Too many requests, try again at": closes only the gate of the provider that said so, until that time.</summary>
public class ThrottleTests
{
    [Fact]
    public void Throttle_closes_one_provider_s_gate_until_its_instant_and_no_other_s()
    {
        var throttled = new Answering(_ => new(DispatchResult.RetryAt(Nine + Minutes(3))));
        var other = new ScriptedProvider(TimeProvider.System).Accepts();
        var mail = new Answering(_ => new(DispatchResult.Completed(AttemptOutcome.Completed)));
        using var harness = new CampaignHarness(options => options
            .AddProvider("voice", throttled, own => own.Name = "one")
            .AddProvider("voice", other, own => (own.Name, own.MaxConcurrent) = ("two", 20))
            .AddProvider("email", mail));
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 100), Many(40));
        var letters = harness.Run(
            new CampaignDefinition { Name = "mail", Steps = [CampaignStep.Message("email", "hello")] },
            Many(50, "m").Select(p => new Contact(p.Key, addresses: new Dictionary<string, string> { ["email"] = "x@example.com" })));

        Assert.Equal((20, 50), (other.Dispatches.Count, harness.Statistics(letters).Completed));
        var sent = throttled.Calls;
        harness.Advance(Minutes(3) - TimeSpan.FromTicks(1));
        Assert.Equal(sent, throttled.Calls);
        Assert.Equal((ProviderState.Throttled, Nine + Minutes(3)), (harness.Status("one").State, harness.Status("one").AvailableAt));
        Assert.Equal((0, 20), (harness.Statistics(campaign).RetriesAttempted, harness.Statistics(campaign).Live));

        harness.Advance(TimeSpan.FromTicks(1));
        Assert.True(throttled.Calls > sent);
    }

    [Fact]
    public void Nothing_more_is_sent_once_the_provider_has_asked_to_be_left_alone_committed_attempts_included()
    {
        using var harness = Harnesses.OfOne(_ => { });
        harness.Provider.Then(_ => DispatchResult.Accepted()).Otherwise(_ => DispatchResult.RetryAt(harness.Now + Minutes(1)));
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 100), Many(100));

        Assert.Equal(2, harness.Provider.Dispatches.Count);
        harness.Provider.Accepts();
        harness.Advance(Minutes(1));
        Assert.Equal(102 - 1, harness.Provider.Dispatches.Count);
        Assert.Equal(100, harness.Statistics(campaign).Live);
    }

    [Fact]
    public void Throttle_spends_nothing_and_counts_neither_as_a_failure_nor_against_the_breaker()
    {
        using var harness = Harnesses.OfOne(own => own.CircuitBreaker = new CircuitBreakerOptions { ConsecutiveFailures = 2 });
        harness.Provider.Otherwise(_ => DispatchResult.RetryAt(harness.Now + Seconds(1)));
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), One());
        harness.Advance(Seconds(20.5));

        Assert.Equal((21, ProviderState.Throttled), (harness.Provider.Dispatches.Count, harness.Status().State));
        Assert.All(harness.Provider.Dispatches, dispatch => Assert.Equal(1, dispatch.Request.Try));
        Assert.Equal(0, harness.Contact(campaign, "ann").Attempts);
    }

    [Fact]
    public void Shorter_throttle_does_not_open_what_a_longer_one_has_closed()
    {
        var dispatch = new Gathering();
        using var harness = new CampaignHarness(options => options.AddProvider("voice", dispatch));
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 2), Many(5));
        dispatch.Answer(DispatchResult.RetryAt(Nine + Minutes(10)));
        dispatch.Answer(DispatchResult.RetryAt(Nine + Minutes(1)));
        harness.Advance(Minutes(9));
        Assert.Equal(2, dispatch.Calls);

        harness.Advance(Minutes(1));
        Assert.Equal(4, dispatch.Calls);
    }

    [Fact]
    public void Throttled_probe_proves_that_the_provider_answers_and_its_instant_holds()
    {
        using var harness =
            Harnesses.OfOne(own => own.CircuitBreaker = new CircuitBreakerOptions { ConsecutiveFailures = 1, BreakDuration = Seconds(10) });
        harness.Provider.Then(_ => throw new InvalidOperationException()).Then(_ => DispatchResult.RetryAt(Nine + Minutes(1))).Accepts();
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), Many(3));
        harness.Advance(Seconds(59));

        Assert.Equal([0.0, 10], harness.Provider.Dispatches.Select(dispatch => (dispatch.At - Nine).TotalSeconds));
        harness.Advance(Seconds(1));
        Assert.Equal(3, harness.Provider.Dispatches.Count);
        Assert.Equal(ProviderState.Available, harness.Status().State); // the wait was longer than any recovery
    }

    [Fact]
    public void Instant_in_the_past_gives_the_provider_a_second()
    {
        using var harness = Harnesses.OfOne(_ => { });
        harness.Provider.Otherwise(_ => DispatchResult.RetryAt(Nine - Hours(1)));
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), One());
        harness.Advance(Seconds(1));

        Assert.Equal(2, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Pause_that_an_attempt_under_way_ends_for_the_scheduler_is_not_tried_again_and_again() =>
        AssertRests((_, dispatch, _) => dispatch.Answer(DispatchResult.Accepted()));

    [Fact]
    public void Pause_that_a_change_of_the_provider_ends_for_the_scheduler_is_not_tried_again_and_again() =>
        AssertRests((harness, _, _) => harness.Do(operations =>
            operations.ChangeProviderAsync("voice-1", new ProviderSettings { MaxConcurrent = 4 })));

    [Fact]
    public void Pause_that_is_forgotten_in_a_failure_of_the_store_is_not_tried_again_and_again() =>
        AssertRests((harness, _, store) =>
        {
            store.FailsNext = true;
            Assert.Throws<CampaignException>(() => harness.Do(operations =>
                operations.ChangeTenantAsync("default", new TenantSettings { Weight = 2 })));
            harness.Advance(Seconds(0.2));
        });

    /// <summary>Checks that attempts decided while the senders still hold the provider back are held back once, not endlessly.</summary>
    private static void AssertRests(Action<CampaignHarness, Gathering, CountingStore> endPause)
    {
        var (dispatch, store) = (new Gathering(), new CountingStore());
        using var harness = new CampaignHarness(options => options.AddProvider("voice", dispatch).Store = store);
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 3), Many(5));
        dispatch.Answer(DispatchResult.RetryAt(Nine - Hours(1)));
        harness.Settle();

        endPause(harness, dispatch, store);
        harness.Settle();

        Assert.Equal(3, dispatch.Calls);
        Assert.InRange(store.Commits, 1, 30);
        harness.Advance(Seconds(1));
        Assert.True(dispatch.Calls > 3);
    }

    /// <summary>Fails on request, and when the engine never comes to rest, because the test would not end.</summary>
    private sealed class CountingStore() : ForwardingStore(new MemoryJobStore())
    {
        public int Commits { get; private set; }

        public bool FailsNext { get; set; }

        public override ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
        {
            var fails = FailsNext || ++Commits > 1_000;
            FailsNext = false;
            return fails ? throw new IOException("simulated") : base.CommitAsync(batch, cancellationToken);
        }
    }

    [Theory]
    [InlineData(-3_600)]
    [InlineData(0)]
    [InlineData(0.2)]
    public void Provider_that_names_no_time_worth_waiting_for_is_asked_ever_more_seldom(double seconds)
    {
        using var harness = Harnesses.OfOne(own => own.MaxConcurrent = 1);
        harness.Provider.Otherwise(_ => DispatchResult.RetryAt(harness.Now + Seconds(seconds)));
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), One());
        harness.Advance(Seconds(100));
        Assert.InRange(harness.Provider.Dispatches.Count, 6, 9); // after 1, 2, 4, 8, 16, 32, 64 seconds
        var before = harness.Provider.Dispatches.Count;
        harness.Advance(Hours(24));
        Assert.InRange(harness.Provider.Dispatches.Count - before, 24 * 12, 24 * 12 * 1.12);

        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Completed));
        harness.Advance(Minutes(5));
        Assert.Equal(0, harness.Status().Live);
        Assert.Equal(ProviderState.Available, harness.Status().State);
    }

    [Fact]
    public void Change_of_the_provider_ends_a_pause_that_it_has_not_asked_for()
    {
        using var harness = Harnesses.OfOne(own => own.MaxConcurrent = 1);
        harness.Provider.Otherwise(_ => DispatchResult.RetryAt(harness.Now - Seconds(1)));
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), One());
        harness.Advance(Hours(1));
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Completed));
        harness.Do(operations => operations.ChangeProviderAsync("voice-1", new ProviderSettings { MaxConcurrent = 2 }));
        harness.Advance(Seconds(1)); // attempts in progress are held back this long

        Assert.Equal(CampaignState.Completed, harness.Statistics(campaign).State);
    }
}
