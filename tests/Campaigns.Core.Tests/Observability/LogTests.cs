using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Observability;

/// <summary>What the engine logs, when, and how often. Frequent entries are logged once per minute.</summary>
public sealed class LogTests : IDisposable
{
    private readonly Recording _seen = new();

    public void Dispose() => _seen.Dispose();

    [Fact]
    public void Start_stop_and_each_change_of_a_campaign_are_logged()
    {
        using (var harness = New())
        {
            harness.Run(Calls(StepRetryPolicy.None), One());
        }

        Assert.Equal(["1 Started", "6 CampaignChanged", "6 CampaignChanged", "2 Stopped"], Events());
        Assert.Contains("Information 6 CampaignChanged: Campaign 1 is Running |", _seen.Logged[1], StringComparison.Ordinal);
        Assert.Contains("Campaign 1 is Completed", _seen.Logged[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Change_whose_commit_failed_is_not_logged()
    {
        var store = new FailingStore(new MemoryJobStore(new Random(1)));
        using var harness = New(options => options.Store = store);
        var campaign = harness.Run(Calls(StepRetryPolicy.None) with { KeepOpen = true });
        store.FailAt(1, Fault.Before);
        Assert.Throws<CampaignException>(() => harness.Do(client => client.PauseAsync(campaign)));
        harness.Advance(Seconds(1));

        Assert.DoesNotContain(_seen.Logged, entry => entry.Contains("Paused", StringComparison.Ordinal));
    }

    [Fact]
    public void Store_that_stays_down_is_logged_once_a_minute_with_its_exceptions_type_and_the_count()
    {
        var store = new FailingStore(new MemoryJobStore(new Random(1)));
        using var harness = New(options => options.Store = store);
        store.FailAt(1, Fault.Before, forGood: true);
        Assert.Throws<CampaignException>(() => harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None))));
        harness.Advance(Minutes(5));
        store.Mend();
        harness.Advance(Minutes(1));

        var failures = Entries("StoreFailed");
        Assert.InRange(failures.Count, 4, 6);
        Assert.Contains(
            "The store failed in CommitAsync, 1 times since the last such entry: System.IO.IOException (code 0x", failures[0],
            StringComparison.Ordinal);
        Assert.Contains("The store failed in OpenAsync, ", failures[1], StringComparison.Ordinal);
        Assert.Contains("epoch 2", Assert.Single(Entries("StoreRecovered")), StringComparison.Ordinal);
    }

    [Fact]
    public void Recovery_says_how_many_attempts_it_closed_as_not_sent()
    {
        var store = new FailingStore(new MemoryJobStore(new Random(1)));
        using var harness = New(options => options.Store = store);
        var campaign = harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None)));
        harness.Do(client => client.AddContactsAsync(campaign, Many(3)));
        store.FailAt(2, Fault.After); // commit 1 is the start, commit 2 the intents
        harness.Do(client => client.StartAsync(campaign));
        harness.Advance(Seconds(1));

        Assert.Contains("; 3 were closed as not sent", Assert.Single(Entries("StoreRecovered")), StringComparison.Ordinal);
    }

    [Fact]
    public void Start_after_a_crash_says_how_many_attempts_are_to_be_looked_up()
    {
        var store = new MemoryJobStore(new Random(1));
        var never = Answering.Never();
        // never stopped, as after a crash
        var crashed = new CampaignHarness(options => options.With(store).AddProvider("voice", never));
        crashed.Run(Calls(StepRetryPolicy.None), Many(2));

        using var next = New(options => options.With(store));

        Assert.Contains("epoch 2, 2 live attempts, 2 of them to look up", Assert.Single(Entries("Started")), StringComparison.Ordinal);
    }

    [Fact]
    public void Provider_that_throws_is_logged_by_type_once_a_minute_and_when_it_is_left_alone_and_when_it_answers_again()
    {
        using var harness = New();
        harness.Provider.Otherwise(_ => throw new InvalidOperationException("secret words"));
        harness.Run(Calls(StepRetryPolicy.None) with { KeepOpen = true }, Many(30));
        harness.Advance(Seconds(30));
        Assert.Contains("10 times since the last such entry; the last: the provider failed: InvalidOperationException", Assert.Single(
            Entries("DispatchFailed")), StringComparison.Ordinal);
        Assert.Contains(
            "voice-1 fails too often. Its circuit breaker is open for 00:00:30",
            Assert.Single(Entries("ProviderClosed")),
            StringComparison.Ordinal);

        harness.Advance(Seconds(31));
        Assert.Equal(2, Entries("DispatchFailed").Count);
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Completed));
        harness.Advance(Minutes(1));
        Assert.Single(Entries("ProviderClosed"));
        Assert.Single(Entries("ProviderOpened"));
        Assert.DoesNotContain(_seen.Logged, entry => entry.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void Throttle_is_logged_once_a_minute_with_the_count()
    {
        using var harness = New();
        harness.Provider.Otherwise(_ => DispatchResult.RetryAt(harness.Now + Seconds(1)));
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), One());
        harness.Advance(Seconds(90));

        Assert.Equal(2, Entries("ProviderThrottled").Count);
    }

    [Fact]
    public void Fault_is_logged_with_its_stack_trace_and_reaches_the_host_without_its_message()
    {
        Faulty? clock = null;
        using var harness = New(options => options.TimeProvider = clock = new Faulty(options.TimeProvider!));
        clock!.Throws = true;

        Assert.Throws<CampaignException>(() => harness.Run(Calls(StepRetryPolicy.None), One()));

        clock.Throws = false;
        var entry = Assert.Single(Entries("Faulted"));
        Assert.Contains("Critical", entry, StringComparison.Ordinal);
        Assert.Contains("at Campaigns.Tests.Observability.LogTests.Faulty", entry, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", entry, StringComparison.Ordinal);
    }

    private IReadOnlyList<string> Events() => [.. _seen.Logged.Select(entry => string.Join(' ', entry.Split(' ', ':')[1..3]))];

    private IReadOnlyList<string> Entries(string name) => [.. _seen.Logged.Where(entry => entry.Split(' ', ':')[2] == name)];

    private CampaignHarness New(Action<CampaignsOptions>? configure = null) => new(options =>
    {
        options.LoggerFactory = _seen;
        configure?.Invoke(options);
    });

    /// <summary>A failing clock. The engine cannot run without a clock.</summary>
    private sealed class Faulty(TimeProvider time) : TimeProvider
    {
        public bool Throws { get; set; }

        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => Throws ? throw new InvalidOperationException("secret") : time.GetUtcNow();

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(callback, state, dueTime, period);
    }
}
