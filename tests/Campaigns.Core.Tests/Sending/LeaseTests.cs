using Campaigns.Engine;
using Campaigns.Storage;
using Campaigns.Tests.HostRules;
using Campaigns.Tests.Observability;
using Microsoft.Extensions.Logging.Abstractions;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Sending;

/// <summary>An engine whose store gives leases sends nothing after the end of its lease: another engine may own the store then.</summary>
public sealed class LeaseTests : IDisposable
{
    private static readonly TimeSpan Length = Seconds(8);
    private static readonly TimeSpan Patience = Minutes(5); // of the real clock: catches hangs, not slowness
    private readonly MemoryJobStore _memory = new(new Random(1));
    private readonly Recording _seen = new();
    private readonly LeasedStore _store;

    public LeaseTests() => _store = new LeasedStore(_memory, Length);

    public void Dispose() => _seen.Dispose();

    [Fact]
    public void Idle_engine_renews_its_lease_in_time_and_not_more_often_than_needed()
    {
        using var harness = New();
        for (var second = 0; second < 600; second++)
        {
            harness.Advance(Seconds(1));
            Assert.True(_store.End > harness.Now, $"the lease ended in second {second}");
        }

        Assert.InRange(_store.Commits, 600 / 8, 600 * 3 / 8);
    }

    [Fact]
    public void Timer_that_is_early_does_not_lose_a_renewal()
    {
        var time = new VirtualTimeProvider();
        var wake = new Signal();
        var lease = new Lease(new EarlyTimers(time), time, wake, NullLogger.Instance);
        lease.Renew(lease.Ask(), Length);
        var (waiting, wasDue) = (wake.WaitAsync(), false);
        for (var step = 0; step < 100; step++)
        {
            time.Advance(Length / 200);
            if (waiting.IsCompleted)
            {
                wasDue |= lease.IsRenewalDue;
                waiting = wake.WaitAsync();
            }
        }

        Assert.True(wasDue, "nobody woke the engine in half of the lease");
        lease.Close();
    }

    [Fact]
    public void Store_without_leases_gets_no_empty_commits()
    {
        var commits = 0;
        using var harness = new CampaignHarness(options => options.Store = new CountingStore(_memory, () => commits++));
        harness.Advance(Minutes(10));

        Assert.Equal(0, commits);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(60)] // longer than the deadline of the store: the engine reads it again
    public void Process_that_stood_still_sends_nothing_before_it_has_renewed_the_lease(int seconds)
    {
        var late = new List<string>();
        using var harness = New();
        harness.Provider.Otherwise(request =>
        {
            if (harness.Now >= _store.End || request.NotAfter > _store.End)
            {
                late.Add($"{request.Contact.Key} at {harness.Now:O}, lease until {_store.End:O}");
            }

            return DispatchResult.Completed(AttemptOutcome.Completed);
        });
        var campaign = harness.Run(Calls(StepRetryPolicy.None) with { KeepOpen = true });
        _store.OnAttempts = () => harness.Time.Advance(Seconds(seconds)); // between the commit and its receipt
        var before = _store.Commits;
        harness.Do(client => client.AddContactsAsync(campaign, Many(20)));
        harness.Advance(Seconds(1));

        Assert.Empty(late);
        Assert.Equal(20, harness.Provider.Dispatches.Count);
        Assert.True(_store.Commits > before + 1);
        Assert.Equal(20, harness.Statistics(campaign).Outcomes[AttemptOutcome.Completed]);
    }

    [Fact]
    public void Process_that_was_replaced_while_it_stood_still_sends_nothing_more_and_ends()
    {
        using var harness = New();
        var campaign = harness.Run(Calls(StepRetryPolicy.None) with { KeepOpen = true });
        _store.OnAttempts = () =>
        {
            harness.Time.Advance(Seconds(20));
            _ = _memory.OpenAsync(harness.Now, CancellationToken.None); // another owner
        };

        Assert.Throws<CampaignException>(() => harness.Do(client => client.AddContactsAsync(campaign, Many(20))));
        Assert.Empty(harness.Provider.Dispatches);
        Assert.Contains("4 Faulted", Events());
    }

    [Fact]
    public async Task Attempts_that_were_committed_before_the_store_hung_are_held_back_at_the_end_of_the_lease()
    {
        var answers = new TaskCompletionSource<CheckResult>();
        using var harness = New(options =>
        {
            options.AddCheck("slow", new Asking((_, _) => new(answers.Task)));
            options.CheckTimeout = Minutes(1);
        });
        harness.Run(Calls(StepRetryPolicy.None) with { Check = "slow" }, Many(3));
        _store.Hang();
        var pending = harness.Client.CreateAsync(Calls(StepRetryPolicy.None), TestContext.Current.CancellationToken);
        harness.Advance(Length);
        answers.SetResult(CheckResult.Allow); // a thread of the pool brings the answer to the engine
        Assert.True(SpinWait.SpinUntil(() => HasHeldBack(harness), Patience), "Nothing was held back.");
        Assert.Empty(harness.Provider.Dispatches);
        _store.Go();
        harness.Advance(Seconds(1));
        Assert.True(SpinWait.SpinUntil(() => HasSent(harness), Patience), "Nothing was sent again.");
        Assert.Contains("23 LeaseRenewed", Events());
        await pending;
    }

    [Fact]
    public void Lease_ends_when_either_clock_says_so()
    {
        var time = new VirtualTimeProvider();
        var lease = new Lease(time, time, new Signal(), NullLogger.Instance);
        lease.Renew(lease.Ask(), Length);
        Assert.Equal(Length, lease.TimeLeft);
        time.JumpWall(Hours(1)); // the machine was suspended, and its monotonic clock stood still
        Assert.Equal(TimeSpan.Zero, lease.TimeLeft);
        Assert.True(lease.IsRenewalDue);

        lease.Renew(lease.Ask(), Length);
        time.JumpWall(-Hours(1)); // somebody set the clock back
        time.Advance(Length);
        Assert.Equal(TimeSpan.Zero, lease.TimeLeft);
    }

    private CampaignHarness New(Action<CampaignsOptions>? configure = null) => new(options =>
    {
        (options.Store, options.LoggerFactory) = (_store, _seen);
        _store.Time = (VirtualTimeProvider)options.TimeProvider!;
        configure?.Invoke(options);
    });

    private bool HasHeldBack(CampaignHarness harness)
    {
        harness.Settle();
        return Events().Contains("22 LeaseEnded");
    }

    private static bool HasSent(CampaignHarness harness)
    {
        harness.Settle();
        return harness.Provider.Dispatches.Count == 3;
    }

    private IReadOnlyList<string> Events() => [.. _seen.Logged.Select(entry => string.Join(' ', entry.Split(' ', ':')[1..3]))];

    private sealed class CountingStore(IJobStore inner, Action onCommit) : ForwardingStore(inner)
    {
        public override ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
        {
            onCommit();
            return base.CommitAsync(batch, cancellationToken);
        }
    }

    /// <summary>A clock whose timers end half a millisecond before their time, as those of the system may.</summary>
    private sealed class EarlyTimers(VirtualTimeProvider inner) : TimeProvider
    {
        public override long TimestampFrequency => inner.TimestampFrequency;

        public override long GetTimestamp() => inner.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new Early(inner.CreateTimer(callback, state, dueTime, period));

        private sealed class Early(ITimer inner) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) =>
                inner.Change(dueTime > TimeSpan.FromMilliseconds(0.5) ? dueTime - TimeSpan.FromMilliseconds(0.5) : dueTime, period);

            public void Dispose() => inner.Dispose();

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
