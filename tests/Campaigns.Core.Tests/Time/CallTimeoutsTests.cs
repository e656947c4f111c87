using Campaigns.Engine;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Time;

public class CallTimeoutsTests
{
    private static readonly TimeSpan OneTick = TimeSpan.FromTicks(1);

    private readonly VirtualTimeProvider _time = new();

    [Fact]
    public void Token_is_set_off_between_one_and_one_and_an_eighth_of_the_timeout()
    {
        using var timeouts = new CallTimeouts(Seconds(8), _time);
        var token = timeouts.Token();

        _time.Advance(Seconds(9) - OneTick);
        Assert.False(token.IsCancellationRequested);

        _time.Advance(OneTick);
        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public void No_call_gets_less_than_the_timeout_and_none_more_than_an_eighth_above()
    {
        using var timeouts = new CallTimeouts(Seconds(8), _time);
        var early = new List<double>();
        var late = new List<double>();
        for (var i = 0; i < 500; i++)
        {
            var begun = _time.Elapsed;
            timeouts.Token().Register(() =>
            {
                var lasted = _time.Elapsed - begun;
                (lasted < Seconds(8) ? early : lasted > Seconds(9) ? late : []).Add(lasted.TotalSeconds);
            });
            _time.Advance(Seconds(0.07));
        }

        _time.Advance(Seconds(10));

        Assert.Empty(early);
        Assert.Empty(late);
    }

    [Fact]
    public void Calls_within_an_eighth_of_the_timeout_share_a_token()
    {
        using var timeouts = new CallTimeouts(Seconds(8), _time);
        var first = timeouts.Token();

        _time.Advance(Seconds(1));
        Assert.Equal(first, timeouts.Token());

        _time.Advance(OneTick);
        var second = timeouts.Token();
        Assert.NotEqual(first, second);
        Assert.Equal(second, timeouts.Token());
    }

    [Fact]
    public void First_token_s_end_leaves_the_second_alone()
    {
        using var timeouts = new CallTimeouts(Seconds(8), _time);
        var first = timeouts.Token();
        _time.Advance(Seconds(2));
        var second = timeouts.Token();

        _time.Advance(Seconds(7));
        Assert.Equal((true, false), (first.IsCancellationRequested, second.IsCancellationRequested));

        Assert.False(timeouts.Token().IsCancellationRequested); // removes the first one
        _time.Advance(Seconds(2));
        Assert.True(second.IsCancellationRequested);
    }

    [Fact]
    public void Dispose_sets_off_every_token_at_once_and_leaves_no_timer()
    {
        var timeouts = new CallTimeouts(Seconds(8), _time);
        var tokens = new List<CancellationToken>();
        for (var i = 0; i < 4; i++)
        {
            tokens.Add(timeouts.Token());
            _time.Advance(Seconds(1.5));
        }

        timeouts.Dispose();
        timeouts.Dispose();

        Assert.Equal(4, tokens.Distinct().Count());
        Assert.All(tokens, token => Assert.True(token.IsCancellationRequested));
        Assert.Null(_time.UntilNextTimer);
    }

    [Fact]
    public void Callback_that_throws_at_the_timeout_stays_with_its_call()
    {
        using var timeouts = new CallTimeouts(Seconds(8), _time);
        var token = timeouts.Token();
        token.Register(() => throw new InvalidOperationException("a provider's fault"));

        var error = Record.Exception(() => _time.Advance(Seconds(9)));

        Assert.Null(error); // on the system clock, an exception would end the process
        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public void Timer_that_fires_while_the_timeouts_are_disposed_does_no_harm()
    {
        var time = new LateTimers();
        var timeouts = new CallTimeouts(Seconds(8), time);
        var token = timeouts.Token();
        timeouts.Dispose();

        var error = Record.Exception(time.FireAll); // the timer's thread had already taken them

        Assert.Null(error);
        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public void Callback_that_throws_keeps_no_other_token_from_being_set_off()
    {
        var timeouts = new CallTimeouts(Seconds(8), _time);
        var first = timeouts.Token();
        first.Register(() => throw new InvalidOperationException("a provider's fault"));
        _time.Advance(Seconds(2));
        var second = timeouts.Token();

        var error = Record.Exception(timeouts.Dispose);

        Assert.Null(error); // an exception would prevent the engine's stop
        Assert.True(first.IsCancellationRequested);
        Assert.True(second.IsCancellationRequested);
    }

    /// <summary>Fires timers after their disposal, as a clock with its own thread may do.</summary>
    private sealed class LateTimers : TimeProvider
    {
        private readonly List<Action> _set = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _set.Add(() => callback(state));
            return new VirtualTimeProvider().CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        }

        public void FireAll() => _set.ForEach(fire => fire());
    }
}
