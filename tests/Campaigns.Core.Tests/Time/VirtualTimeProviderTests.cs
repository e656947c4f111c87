using static Campaigns.Tests.People;

namespace Campaigns.Tests.Time;

public class VirtualTimeProviderTests
{
    private readonly VirtualTimeProvider _time = new();
    private readonly List<(string Name, TimeSpan At)> _fired = [];

    [Fact]
    public void Clock_stands_still_at_the_start_asked_for_until_it_is_moved()
    {
        var paris = new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.FromHours(2));

        Assert.Equal(Nine, _time.GetUtcNow());
        Assert.Equal(DayOfWeek.Monday, _time.GetUtcNow().DayOfWeek);
        var now = new VirtualTimeProvider(paris).GetUtcNow();
        Assert.Equal((paris.UtcTicks, TimeSpan.Zero), (now.UtcTicks, now.Offset));
        Assert.Equal((0L, TimeSpan.Zero), (_time.GetTimestamp(), _time.Elapsed));
        Assert.Equal(TimeZoneInfo.Utc, _time.LocalTimeZone);
    }

    [Fact]
    public void Advance_moves_both_clocks()
    {
        _time.Advance(TimeSpan.FromTicks(1));
        _time.Advance(Hours(30));

        Assert.Equal(Nine + Hours(30) + TimeSpan.FromTicks(1), _time.GetUtcNow());
        Assert.Equal(Hours(30) + TimeSpan.FromTicks(1), _time.GetElapsedTime(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _time.Advance(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public void Timers_fire_in_the_order_of_their_times_each_at_exactly_its_own()
    {
        Set("c", Seconds(3));
        Set("a", Seconds(1));
        Set("late", Seconds(11));
        Set("b", Seconds(2));

        _time.Advance(Seconds(10));

        Assert.Equal([("a", Seconds(1)), ("b", Seconds(2)), ("c", Seconds(3))], _fired);
        Assert.Equal(Seconds(10), _time.Elapsed);
        Assert.Equal(Seconds(1), _time.UntilNextTimer);
    }

    [Fact]
    public void Timers_of_one_instant_fire_in_the_order_in_which_they_were_set()
    {
        var first = Set("first", Hours(1));
        foreach (var name in new[] { "second", "third", "fourth" })
        {
            Set(name, Seconds(5));
        }

        first.Change(Seconds(5), Timeout.InfiniteTimeSpan); // now the last one set
        _time.Advance(Seconds(5));

        Assert.Equal(["second", "third", "fourth", "first"], _fired.Select(f => f.Name));
    }

    [Fact]
    public void Wall_clock_shows_the_timer_s_instant_while_it_fires()
    {
        var seen = DateTimeOffset.MinValue;
        _time.CreateTimer(_ => seen = _time.GetUtcNow(), null, Minutes(7), Timeout.InfiniteTimeSpan);

        _time.Advance(Hours(1));

        Assert.Equal(Nine + Minutes(7), seen);
    }

    [Fact]
    public void Timer_set_by_a_timer_fires_in_the_same_advance_if_it_falls_due()
    {
        _time.CreateTimer(
            _ =>
            {
                Note("outer");
                Set("inner", Seconds(2));
                Set("at once", TimeSpan.Zero);
                Set("too late", Hours(2));
            },
            null,
            Seconds(1),
            Timeout.InfiniteTimeSpan);
        Set("between", Seconds(2));

        _time.Advance(Hours(1));

        Assert.Equal([("outer", Seconds(1)), ("at once", Seconds(1)), ("between", Seconds(2)), ("inner", Seconds(3))], _fired);
    }

    [Fact]
    public void Timer_that_sets_itself_again_fires_as_often_as_time_allows()
    {
        ITimer? timer = null;
        timer = _time.CreateTimer(
            _ =>
            {
                Note("tick");
                timer!.Change(Minutes(1), Timeout.InfiniteTimeSpan);
            },
            null,
            Minutes(1),
            Timeout.InfiniteTimeSpan);

        _time.Advance(Minutes(5));

        Assert.Equal([1, 2, 3, 4, 5], _fired.Select(f => f.At.TotalMinutes));
    }

    [Fact]
    public void Loop_that_delays_on_the_clock_sees_every_minute()
    {
        var tasks = new StepTaskScheduler();
        Task.Factory.StartNew(TickAsync, CancellationToken.None, TaskCreationOptions.None, tasks);
        tasks.RunUntilIdle();

        while (_time.AdvanceToNextTimer(Minutes(5) - _time.Elapsed))
        {
            tasks.RunUntilIdle();
        }

        Assert.Equal([1, 2, 3, 4, 5], _fired.Select(f => f.At.TotalMinutes));

        async Task TickAsync()
        {
            while (true)
            {
                await Task.Delay(Minutes(1), _time);
                Note("tick");
            }
        }
    }

    [Fact]
    public void Periodic_timer_fires_at_every_period_until_it_is_disposed_by_its_own_callback()
    {
        ITimer? timer = null;
        timer = _time.CreateTimer(
            _ =>
            {
                Note("tick");
                if (_fired.Count == 3)
                {
                    timer!.Dispose();
                }
            },
            null,
            Seconds(1),
            Seconds(10));

        _time.Advance(Hours(1));

        Assert.Equal([1, 11, 21], _fired.Select(f => f.At.TotalSeconds));
        Assert.Null(_time.UntilNextTimer);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Timer_without_a_period_fires_once(int period)
    {
        _time.CreateTimer(_ => Note("once"), null, Seconds(1), TimeSpan.FromMilliseconds(period));

        _time.Advance(Hours(1));

        Assert.Single(_fired);
    }

    [Fact]
    public void Timer_disposed_by_another_timer_of_the_same_instant_does_not_fire()
    {
        ITimer? victim = null;
        _time.CreateTimer(_ => victim!.Dispose(), null, Seconds(1), Timeout.InfiniteTimeSpan);
        victim = Set("victim", Seconds(1));

        _time.Advance(Hours(1));

        Assert.Empty(_fired);
    }

    [Fact]
    public void Disposed_timer_stays_disposed_when_it_is_changed()
    {
        var timer = Set("disposed", Seconds(1));
        timer.Dispose();

        var changed = timer.Change(Seconds(1), Seconds(1));

        _time.Advance(Minutes(1));
        Assert.Empty(_fired);
        Assert.False(changed);
    }

    [Fact]
    public void Change_replaces_the_time_and_the_period()
    {
        var earlier = Set("earlier", Hours(1));
        var later = _time.CreateTimer(_ => Note("later"), null, Seconds(1), Seconds(1));
        var never = Set("never", Seconds(1));

        Assert.True(earlier.Change(Seconds(1), Timeout.InfiniteTimeSpan));
        Assert.True(later.Change(Seconds(30), Timeout.InfiniteTimeSpan));
        Assert.True(never.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        _time.Advance(Hours(2));

        Assert.Equal([("earlier", Seconds(1)), ("later", Seconds(30))], _fired);
    }

    [Fact]
    public void Timer_of_no_delay_waits_until_time_is_asked_to_move()
    {
        Set("at once", TimeSpan.Zero);
        Assert.Empty(_fired);
        Assert.Equal(TimeSpan.Zero, _time.UntilNextTimer);

        _time.Advance(TimeSpan.Zero);

        Assert.Equal([("at once", TimeSpan.Zero)], _fired);
    }

    [Fact]
    public void Timer_due_beyond_the_end_of_time_never_fires()
    {
        _time.Advance(Seconds(1));
        Set("never", TimeSpan.MaxValue);

        _time.Advance(Hours(1));

        Assert.Empty(_fired);
    }

    [Fact]
    public void Advance_to_the_next_timer_stops_there_and_moves_nowhere_without_one()
    {
        Set("a", Seconds(5));
        Set("b", Seconds(7));

        Assert.False(_time.AdvanceToNextTimer(Seconds(4)));
        Assert.Equal(TimeSpan.Zero, _time.Elapsed);
        Assert.True(_time.AdvanceToNextTimer(Hours(1)));
        Assert.Equal(Seconds(5), _time.Elapsed);
        Assert.True(_time.AdvanceToNextTimer(Hours(1)));
        Assert.False(_time.AdvanceToNextTimer(Hours(1)));

        Assert.Equal(Seconds(7), _time.Elapsed);
        Assert.Null(_time.UntilNextTimer);
    }

    [Fact]
    public void Jump_of_the_wall_clock_moves_no_timer_and_no_timestamp()
    {
        Set("a", Minutes(1));

        _time.JumpWall(Hours(5));
        Assert.Equal((Nine + Hours(5), TimeSpan.Zero), (_time.GetUtcNow(), _time.Elapsed));
        Assert.Equal(Minutes(1), _time.UntilNextTimer);
        Assert.Empty(_fired);

        _time.JumpWall(Hours(-7));
        _time.Advance(Minutes(1));
        Assert.Equal(Nine - Hours(2) + Minutes(1), _time.GetUtcNow());
        Assert.Equal([("a", Minutes(1))], _fired);
    }

    [Fact]
    public void Many_timers_fire_in_order_without_a_scan_for_each()
    {
        const int Count = 100_000; // a scan for each timer would take most of a minute
        var random = new Random(7);
        var due = Enumerable.Range(0, Count).Select(_ => random.Next(1, 1_000_000)).ToArray();
        var fired = new List<int>(Count);
        foreach (var tick in due)
        {
            var timer = _time.CreateTimer(_ => fired.Add(tick), null, Hours(1), Timeout.InfiniteTimeSpan);
            timer.Change(TimeSpan.FromTicks(tick), Timeout.InfiniteTimeSpan);
        }

        _time.Advance(Hours(2));

        Assert.Equal(due.Order(), fired);
        Assert.Null(_time.UntilNextTimer);
    }

    [Fact]
    public void Timers_may_be_set_and_disposed_by_other_threads_while_time_moves()
    {
        const int Threads = 4;
        const int Each = 500;
        var fired = new int[Threads * Each];
        var timers = new ITimer[fired.Length];
        var threads = Enumerable.Range(0, Threads).Select(thread => new Thread(() => Churn(thread))).ToList();
        threads.ForEach(thread => thread.Start());
        while (threads.Exists(thread => thread.IsAlive))
        {
            _time.Advance(Seconds(0.001));
        }

        threads.ForEach(thread => thread.Join());
        Array.Clear(fired);
        _time.Advance(Hours(20_000));

        Assert.Equal(Enumerable.Range(0, fired.Length).Select(i => i % 2), fired); // the odd timers still run, the even ones are disposed
        Assert.Null(_time.UntilNextTimer);

        void Churn(int thread)
        {
            for (var i = thread * Each; i < (thread + 1) * Each; i++)
            {
                var index = i;
                timers[i] = _time.CreateTimer(_ => Interlocked.Increment(ref fired[index]), null, Seconds(0.001), Seconds(0.001));
                timers[i].Change(Seconds(0.002), Seconds(0.003));
                timers[i].Change(Hours(10_000), Timeout.InfiniteTimeSpan);
                if (i % 2 == 0)
                {
                    timers[i].Dispose();
                }
            }
        }
    }

    [Fact]
    public async Task Cancellation_and_delays_of_the_framework_run_on_the_clock()
    {
        using var cancel = new CancellationTokenSource(Minutes(3), _time);
        var delay = Task.Delay(Minutes(2), _time, TestContext.Current.CancellationToken);

        _time.Advance(Minutes(2));
        await delay;
        Assert.False(cancel.IsCancellationRequested);

        _time.Advance(Minutes(1));
        Assert.True(cancel.IsCancellationRequested);
    }

    private ITimer Set(string name, TimeSpan due) => _time.CreateTimer(_ => Note(name), null, due, Timeout.InfiniteTimeSpan);

    private void Note(string name) => _fired.Add((name, _time.Elapsed));
}
