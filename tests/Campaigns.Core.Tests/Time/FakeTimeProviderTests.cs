using Campaigns.Engine;
using Campaigns.Scheduling;
using Microsoft.Extensions.Time.Testing;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Time;

/// <summary>
/// A user's FakeTimeProvider, moved in steps while the engine runs, or by a whole day in one leap: nothing is early, missing or hanging.
/// </summary>
public class FakeTimeProviderTests
{
    private const int Repetitions = 200;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly DateTimeOffset Sunday = Nine - Hours(21);

    public static TheoryData<bool, bool> Ways => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    [Theory]
    [MemberData(nameof(Ways))]
    [Trait("Category", "Sweep")]
    public async Task Retry_comes_after_its_pause(bool hasThreads, bool isLeap)
    {
        for (var seed = 1; seed <= Repetitions; seed++)
        {
            await using var run = FakeClockRun.New(
                hasThreads, Nine, request => DispatchResult.Completed(request.Try == 1 ? AttemptOutcome.Busy : AttemptOutcome.Completed),
                seed);
            await run.RunAsync(Calls(StepRetryPolicy.Fixed(3, Seconds(10))));
            await run.UntilAsync(contact => contact.State == JobState.Waiting);

            await MoveAsync(run, Seconds(10), isLeap, seed, ann => Assert.Equal((JobState.Waiting, 1), (ann.State, run.Calls.Count)));

            await run.UntilAsync(contact => contact.State == JobState.Completed);
            Assert.Equal([Nine, Nine + (isLeap ? Day : Seconds(10))], run.Calls);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    [Trait("Category", "Sweep")]
    public async Task Window_opens_tomorrow(bool hasThreads, bool isLeap)
    {
        for (var seed = 1; seed <= Repetitions; seed++)
        {
            var window = ContactWindow.Weekdays(new TimeOnly(9, 0), new TimeOnly(17, 0));
            await using var run = FakeClockRun.New(hasThreads, Sunday, _ => DispatchResult.Completed(AttemptOutcome.Completed), seed);
            await run.RunAsync(Calls(StepRetryPolicy.None) with { Window = window });

            await MoveAsync(run, Nine - Sunday, isLeap, seed, contact => Assert.Equal((JobState.New, 0), (contact.State, run.Calls.Count)));

            await run.UntilAsync(contact => contact.State == JobState.Completed);
            Assert.Equal([isLeap ? Sunday + Day : Nine], run.Calls);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    [Trait("Category", "Sweep")]
    public async Task Lost_callback_is_unknown_at_its_deadline(bool hasThreads, bool isLeap)
    {
        for (var seed = 1; seed <= Repetitions; seed++)
        {
            await using var run = FakeClockRun.New(hasThreads, Nine, _ => DispatchResult.Accepted(), seed);
            await run.RunAsync(Calls(StepRetryPolicy.None));
            await run.UntilAsync(contact => contact.Timeline is [{ State: AttemptState.Accepted }]);

            await MoveAsync(run, Minutes(30), isLeap, seed, contact => Assert.Equal(JobState.Live, contact.State));

            var ended = await run.UntilAsync(contact => contact.State == JobState.Unknown);
            Assert.Equal(Nine + (isLeap ? Day : Minutes(30)), Assert.Single(ended.Timeline).EndedAt);
            Assert.Single(run.Calls);
        }
    }

    [Fact]
    public void Clock_that_is_moved_while_the_engine_sets_its_timer_makes_nothing_late()
    {
        var clock = new MovedBySetting(Seconds(4));
        using var harness = new CampaignHarness(options => options.TimeProvider = clock);
        harness.Provider.Answers(AttemptOutcome.Busy);
        clock.MovesAtNextTimer = true;
        harness.Run(Calls(StepRetryPolicy.Fixed(3, Seconds(10))), One());
        Assert.Equal((false, Nine + Seconds(4)), (clock.MovesAtNextTimer, harness.Now));

        clock.Fake.Advance(Seconds(6));
        harness.Settle();

        Assert.Equal([Nine, Nine + Seconds(10)], harness.Provider.Dispatches.Select(dispatch => dispatch.At));
    }

    [Fact]
    public void Both_clocks_are_read_at_one_instant()
    {
        var clock = new MovedBetween(Day);

        var now = Clock.Read(clock);

        Assert.Equal(new Now((clock.Start + Day).UtcTicks, Day.Ticks), now);
    }

    [Fact]
    public void Clock_that_moves_at_each_look_is_read_all_the_same()
    {
        var clock = new FakeTimeProvider(Nine) { AutoAdvanceAmount = Seconds(1) };

        Assert.InRange(Clock.Read(clock).Wall, Nine.UtcTicks, (Nine + Minutes(1)).UtcTicks);
    }

    [Fact]
    public void Harness_with_a_clock_that_moves_at_each_look_says_so_and_does_not_run_forever()
    {
        var clock = new FakeTimeProvider(Nine) { AutoAdvanceAmount = Seconds(1) };

        var refusal = Assert.Throws<InvalidOperationException>(() => new CampaignHarness(options => options.TimeProvider = clock));

        Assert.Contains("AutoAdvanceAmount", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Monotonic_clock_is_read_to_the_tick()
    {
        var clock = new FakeTimeProvider(Nine);
        var before = Clock.Mono(clock);

        clock.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(before + 1, Clock.Mono(clock));
    }

    [Fact]
    public void Harness_with_another_clock_does_not_pretend_to_move_it()
    {
        var clock = new FakeTimeProvider(Nine);
        using var harness = new CampaignHarness(options => options.TimeProvider = clock);
        harness.Run(Calls(StepRetryPolicy.None), One());

        Assert.Throws<InvalidOperationException>(() => harness.Advance(Seconds(1)));
        Assert.Equal((Nine, Nine), (harness.Now, harness.Provider.Dispatches.Single().At));
    }

    /// <summary>
    /// Moves the clock by a day in one leap, or in random steps while the engine runs. Checks the status just before the end.
    /// </summary>
    private static async Task MoveAsync(FakeClockRun run, TimeSpan by, bool isLeap, int seed, Action<ContactStatus> before)
    {
        if (isLeap)
        {
            run.Clock.Advance(Day);
            return;
        }

        var random = new Random(seed);
        for (var left = by - Tick; left > TimeSpan.Zero;)
        {
            var step = TimeSpan.FromMilliseconds(Math.Min(left.TotalMilliseconds, random.NextInt64(1, (long)by.TotalMilliseconds / 5)));
            run.Clock.Advance(step);
            left -= step;
        }

        before(await run.LookAsync());
        run.Clock.Advance(Tick);
    }

    /// <summary>A clock that is moved just before a timer with a due time of seconds is set.</summary>
    private sealed class MovedBySetting(TimeSpan by) : TimeProvider
    {
        public FakeTimeProvider Fake { get; } = new(Nine);

        public TimeSpan By => by;

        public bool MovesAtNextTimer { get; set; }

        public override long TimestampFrequency => Fake.TimestampFrequency;

        public override long GetTimestamp() => Fake.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => Fake.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new Timer(this, Fake.CreateTimer(callback, state, dueTime, period));

        private sealed class Timer(MovedBySetting clock, ITimer timer) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                if (clock.MovesAtNextTimer && dueTime == Seconds(10))
                {
                    clock.MovesAtNextTimer = false;
                    clock.Fake.Advance(clock.By);
                }

                return timer.Change(dueTime, period);
            }

            public void Dispose() => timer.Dispose();

            public ValueTask DisposeAsync() => timer.DisposeAsync();
        }
    }

    /// <summary>A clock that is moved once, after its wall clock has been read.</summary>
    private sealed class MovedBetween(TimeSpan by) : TimeProvider
    {
        private TimeSpan _elapsed;

        public DateTimeOffset Start => Nine;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _elapsed.Ticks;

        public override DateTimeOffset GetUtcNow()
        {
            var now = Start + _elapsed;
            _elapsed = by;
            return now;
        }
    }
}
