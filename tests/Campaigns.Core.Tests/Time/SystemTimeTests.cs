using System.Runtime.CompilerServices;
using Campaigns.Engine;

namespace Campaigns.Tests.Time;

/// <summary>
/// The real clock. Tests wait for timers that must fire. For timers that must not fire, they wait for a timer that is due later on the same
/// thread. A test whose own thread was delayed too long to prove anything starts again with more time.
/// </summary>
public class SystemTimeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5); // catches hangs, not slowness
    private static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;

    [Theory]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(1.7)]
    [InlineData(5)]
    [InlineData(33.3333)]
    public async Task Timer_fires_and_never_before_its_time(double milliseconds)
    {
        using var time = new SystemTime();
        var due = TimeSpan.FromMilliseconds(milliseconds);
        for (var i = 0; i < 10; i++)
        {
            var start = time.GetTimestamp();
            var fired = new Firing(time);
            using var timer = time.CreateTimer(fired.Fire, null, due, Never);

            var at = await fired.WaitAsync();

            Assert.True(time.GetElapsedTime(start, at) >= due, $"{time.GetElapsedTime(start, at)} of {due}");
        }
    }

    [Fact]
    public async Task Timer_of_no_delay_fires_at_once_on_a_thread_that_is_not_the_pool_s()
    {
        using var time = new SystemTime();
        var fired = new Firing(time);

        using var timer = time.CreateTimer(fired.Fire, "state", TimeSpan.Zero, Never);

        await fired.WaitAsync();
        Assert.Equal("state", fired.State);
        Assert.False(fired.Thread!.IsThreadPoolThread);
        Assert.True(fired.Thread.IsBackground); // does not keep the process alive
        Assert.Same(fired.Thread, ThreadOf(time));
    }

    [Fact]
    public async Task Timer_put_off_fires_at_the_later_time_and_only_then()
    {
        using var time = new SystemTime();
        for (var due = TimeSpan.FromMilliseconds(20); ; due *= 2)
        {
            var fired = new Firing(time);
            var start = time.GetTimestamp();
            using var timer = time.CreateTimer(fired.Fire, null, due, Never);
            var changed = time.GetTimestamp();
            Assert.True(timer.Change(2 * due, Never));
            if (time.GetElapsedTime(start) >= due)
            {
                continue; // the timer may have been due before the change
            }

            var at = await fired.WaitAsync();

            Assert.True(time.GetElapsedTime(changed, at) >= 2 * due, $"{time.GetElapsedTime(changed, at)} of {2 * due}");
            Assert.Equal(1, fired.Count);
            return;
        }
    }

    [Fact]
    public async Task Timer_brought_forward_fires_at_the_earlier_time()
    {
        using var time = new SystemTime();
        var waiting = new Firing(time);
        var fired = new Firing(time);
        using var other = time.CreateTimer(waiting.Fire, null, TimeSpan.FromHours(1), Never); // the thread sleeps until this timer
        using var timer = time.CreateTimer(fired.Fire, null, TimeSpan.FromHours(2), Never);

        var changed = time.GetTimestamp();
        timer.Change(TimeSpan.FromMilliseconds(5), Never);

        Assert.True(time.GetElapsedTime(changed, await fired.WaitAsync()) >= TimeSpan.FromMilliseconds(5));
        Assert.Equal(0, waiting.Count);
    }

    [Fact]
    public async Task Disposed_timer_does_not_fire()
    {
        using var time = new SystemTime();
        for (var due = TimeSpan.FromMilliseconds(20); ; due *= 2)
        {
            var disposed = new Firing(time);
            var later = new Firing(time);
            var start = time.GetTimestamp();
            var timer = time.CreateTimer(disposed.Fire, null, due, due);
            timer.Dispose();
            if (time.GetElapsedTime(start) >= due)
            {
                continue; // the timer may have been due before its disposal
            }

            using var after = time.CreateTimer(later.Fire, null, 3 * due, Never);
            await later.WaitAsync();

            Assert.Equal(0, disposed.Count);
            return;
        }
    }

    [Fact]
    public async Task Disposed_timer_stays_disposed_when_it_is_changed()
    {
        using var time = new SystemTime();
        var disposed = new Firing(time);
        var later = new Firing(time);
        var timer = time.CreateTimer(disposed.Fire, null, Never, Never);
        timer.Dispose();

        var changed = timer.Change(TimeSpan.Zero, Never);
        using var after = time.CreateTimer(later.Fire, null, TimeSpan.FromMilliseconds(20), Never);
        await later.WaitAsync();

        Assert.Equal(0, disposed.Count);
        Assert.False(changed);
    }

    [Fact]
    public async Task Periodic_timer_keeps_to_its_times_and_never_runs_ahead_of_them()
    {
        using var time = new SystemTime();
        var (due, period) = (TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(7));
        var fired = new Firing(time, awaited: 10);
        var start = time.GetTimestamp();

        using var timer = time.CreateTimer(fired.Fire, null, due, period);
        await fired.WaitAsync();

        var all = fired.All;
        for (var i = 0; i < all.Count; i++)
        {
            Assert.True(time.GetElapsedTime(start, all[i]) >= due + (i * period), $"firing {i} after {time.GetElapsedTime(start, all[i])}");
        }
    }

    [Fact]
    public async Task Timers_fire_in_the_order_of_their_times()
    {
        using var time = new SystemTime();
        for (var unit = TimeSpan.FromMilliseconds(5); ; unit *= 2)
        {
            var order = new List<int>();
            var last = new Firing(time);
            var start = time.GetTimestamp();
            foreach (var units in new[] { 5, 2, 4, 3 })
            {
                time.CreateTimer(_ => order.Add(units), null, units * unit, Never);
            }

            time.CreateTimer(last.Fire, null, 7 * unit, Never);
            var isOrderKnown = time.GetElapsedTime(start) < unit;
            await last.WaitAsync();
            if (isOrderKnown)
            {
                Assert.Equal([2, 3, 4, 5], order);
                return;
            }
        }
    }

    [Fact]
    public async Task Dispose_ends_the_thread_and_no_later_timer_starts_it_again()
    {
        var time = new SystemTime();
        var fired = new Firing(time);
        using var pending = time.CreateTimer(_ => { }, null, TimeSpan.FromHours(1), Never);
        using var timer = time.CreateTimer(fired.Fire, null, TimeSpan.Zero, Never);
        await fired.WaitAsync();
        Assert.True(fired.Thread!.IsAlive);

        time.Dispose();
        Assert.False(fired.Thread.IsAlive); // Dispose has waited for the thread

        var late = new Firing(time);
        using var afterwards = time.CreateTimer(late.Fire, null, TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
        timer.Change(TimeSpan.Zero, Never);
        Assert.Same(fired.Thread, ThreadOf(time));
        Assert.Equal((0, 1), (late.Count, fired.Count));
        time.Dispose();
    }

    [Fact]
    public async Task Dispose_waits_for_the_callback_under_way()
    {
        var time = new SystemTime();
        var begun = new Firing(time);
        using var mayEnd = new ManualResetEventSlim();
        time.CreateTimer(
            state =>
            {
                begun.Fire(state);
                mayEnd.Wait(Limit);
            },
            null,
            TimeSpan.Zero,
            Never);
        await begun.WaitAsync();

        var disposing = new Thread(time.Dispose);
        disposing.Start();
        SpinWait.SpinUntil(() => !disposing.IsAlive || IsBlockedIn(disposing, time), Limit); // a Dispose that does not wait returns

        var hasWaited = disposing.IsAlive;
        mayEnd.Set();

        Assert.True(disposing.Join(Limit));
        Assert.True(hasWaited);
    }

    [Fact]
    public void Dispose_before_the_first_timer_leaves_no_thread_to_start()
    {
        var time = new SystemTime();
        time.Dispose();

        using var timer = time.CreateTimer(_ => { }, null, TimeSpan.Zero, Never);

        Assert.Null(ThreadOf(time));
    }

    [Fact]
    public async Task Callback_may_dispose_the_clock_it_runs_on()
    {
        var time = new SystemTime();
        var disposed = new Firing(time);

        time.CreateTimer(
            state =>
            {
                time.Dispose();
                disposed.Fire(state);
            },
            null,
            TimeSpan.Zero,
            Never);

        await disposed.WaitAsync();
        Assert.True(disposed.Thread!.Join(Limit));
    }

    [Fact]
    public void Timer_that_is_not_set_starts_no_thread()
    {
        using var time = new SystemTime();

        using var timer = time.CreateTimer(_ => { }, null, Never, Never);
        timer.Change(Never, TimeSpan.FromSeconds(1));

        Assert.Null(ThreadOf(time));
    }

    [Fact]
    public async Task Timer_may_set_itself_again_from_its_callback()
    {
        using var time = new SystemTime();
        var fired = new Firing(time, awaited: 5);
        ITimer? timer = null;
        timer = time.CreateTimer(
            state =>
            {
                fired.Fire(state);
                timer!.Change(TimeSpan.FromMilliseconds(1), Never);
            },
            null,
            Never,
            Never);

        timer.Change(TimeSpan.Zero, Never);

        await fired.WaitAsync();
    }

    [Fact]
    public void Clock_is_the_system_s()
    {
        using var time = new SystemTime();

        Assert.Equal(TimeProvider.System.TimestampFrequency, time.TimestampFrequency);
        Assert.InRange(time.GetUtcNow(), TimeProvider.System.GetUtcNow() - Limit, TimeProvider.System.GetUtcNow() + Limit);
        Assert.True(time.GetTimestamp() <= TimeProvider.System.GetTimestamp());
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_thread")]
    private static extern ref Thread? ThreadOf(SystemTime time);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_isDisposed")]
    private static extern ref bool IsDisposed(SystemTime time);

    /// <summary>Whether a thread that disposes the clock waits for running callbacks.</summary>
    private static bool IsBlockedIn(Thread disposing, SystemTime time) =>
        Volatile.Read(ref IsDisposed(time)) && disposing.ThreadState.HasFlag(ThreadState.WaitSleepJoin);

    /// <summary>Records that it was fired, and on which thread.</summary>
    private sealed class Firing(SystemTime time, int awaited = 1)
    {
        private readonly Lock _lock = new();
        private readonly List<long> _all = [];
        private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<long> All
        {
            get
            {
                lock (_lock)
                {
                    return [.. _all];
                }
            }
        }

        public int Count => All.Count;

        public object? State { get; private set; }

        public Thread? Thread { get; private set; }

        public void Fire(object? state)
        {
            var now = time.GetTimestamp();
            lock (_lock)
            {
                State = state;
                Thread = Thread.CurrentThread;
                _all.Add(now);
                if (_all.Count == awaited)
                {
                    _done.SetResult(now);
                }
            }
        }

        public Task<long> WaitAsync() => _done.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
    }
}
