using Campaigns.Scheduling;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Providers;

/// <summary>The circuit breaker alone: against a model of its documentation, and in cases that random runs rarely reach.</summary>
public class BreakerStateTests
{
    [Fact]
    public void Breaker_does_what_its_documentation_says_whatever_happens_in_whatever_order()
    {
        var seed = Environment.GetEnvironmentVariable("CAMPAIGNS_BREAKER_SEED") is { } given ? int.Parse(given, null) : 20260105;
        for (var run = 0; run < 400; run++)
        {
            var random = new Random(seed + run);
            var step = 0;
            try
            {
                Play(random, ref step);
            }
            catch (Xunit.Sdk.XunitException difference)
            {
                Assert.Fail($"CAMPAIGNS_BREAKER_SEED={seed + run}, step {step}: {difference.Message}");
            }
        }
    }

    [Fact]
    public void Pause_ends_to_the_tick_and_a_pause_near_the_end_of_time_does_not_overflow()
    {
        var breaker = new BreakerState(new CircuitBreakerOptions { ConsecutiveFailures = 1, BreakDuration = Seconds(10) });
        var mark = breaker.Admit(5);
        breaker.RecordFailure(ref mark, 5);
        var end = 5 + Seconds(10).Ticks;
        Assert.Equal((false, true, end), (breaker.IsOpen(end - 1), breaker.IsOpen(end), breaker.OpensAt(5)));

        mark = breaker.Admit(end);
        breaker.RecordFailure(ref mark, long.MaxValue - 10);
        Assert.False(breaker.IsOpen(long.MaxValue - 9));
    }

    [Theory]
    [InlineData(0.14, 50, 7)] // in binary floating point, 0.14 × 50 is slightly more than 7
    [InlineData(0.07, 43, 4)] // 3.01
    [InlineData(0.29, 50, 15)] // 14.5
    [InlineData(1, 64, 64)]
    public void Share_of_failures_is_reckoned_as_a_person_would(double ratio, int sample, int breaks)
    {
        Assert.False(IsBrokenAfter(breaks - 1));
        Assert.True(IsBrokenAfter(breaks));

        bool IsBrokenAfter(int failures)
        {
            var breaker = new BreakerState(
                new CircuitBreakerOptions { ConsecutiveFailures = 1_000, FailureRatio = ratio, MinimumThroughput = sample });
            for (var i = 0; i < sample; i++)
            {
                var mark = breaker.Admit(i);
                if (i < sample - failures)
                {
                    breaker.RecordAnswer(ref mark, i);
                }
                else
                {
                    breaker.RecordFailure(ref mark, i);
                }
            }

            return breaker.IsBroken;
        }
    }

    [Theory]
    [InlineData(60, false)] // one failure per hour is no sign of trouble
    [InlineData(6, false)]
    [InlineData(0.4, true)]
    public void Failures_far_apart_do_not_break_a_provider(double minutesBetween, bool isBroken)
    {
        var breaker = new BreakerState(new CircuitBreakerOptions { MinimumThroughput = 10, FailureRatio = 0.5 });
        for (var i = 0; i < 10; i++)
        {
            var now = Minutes(minutesBetween * i).Ticks;
            var mark = breaker.Admit(now);
            breaker.RecordFailure(ref mark, now);
        }

        Assert.Equal(isBroken, breaker.IsBroken);
    }

    [Fact]
    public void Recovery_lets_as_many_through_in_each_second_as_it_says_and_everything_after_ten()
    {
        var breaker = new BreakerState(new CircuitBreakerOptions { ConsecutiveFailures = 1, BreakDuration = Seconds(10), ProbeCount = 2 });
        var mark = breaker.Admit(0);
        breaker.RecordFailure(ref mark, 0);
        var at = Seconds(10).Ticks;
        BreakerMark[] probes = [breaker.Admit(at), breaker.Admit(at)];
        Assert.False(breaker.IsOpen(at));
        breaker.RecordAnswer(ref probes[0], at);
        Assert.True(breaker.IsBroken);
        breaker.RecordAnswer(ref probes[1], at);

        for (var second = 0; second < 10; second++)
        {
            var sent = 0;
            for (var now = at + (second * TimeSpan.TicksPerSecond) + 7; breaker.IsOpen(now) && sent < 5_000; now++, sent++)
            {
                breaker.Admit(now);
            }

            Assert.Equal(2 << second, sent);
            Assert.Equal(at + ((second + 1) * TimeSpan.TicksPerSecond), breaker.OpensAt(at + (second * TimeSpan.TicksPerSecond) + 7));
        }

        Assert.True(breaker.IsOpen(at + Seconds(10).Ticks));
        Assert.False(breaker.IsRecovering(at + Seconds(10).Ticks));
    }

    /// <summary>Plays one random history on a breaker and its model, and compares them after each event.</summary>
    private static void Play(Random random, ref int step)
    {
        var options = new CircuitBreakerOptions
        {
            ConsecutiveFailures = random.Next(1, 6),
            FailureRatio = random.Next(1, 51) / 50.0,
            MinimumThroughput = random.Next(2, 13),
            SamplingDuration = Seconds(random.Next(2) == 0 ? 86_400 : random.Next(1, 60)),
            BreakDuration = Seconds(random.Next(1, 20)),
            MaxBreakDuration = Seconds(random.Next(20, 60)),
            ProbeCount = random.Next(1, 4),
        };
        var (breaker, model) = (new BreakerState(options), new BreakerModel(options));
        var live = new List<(BreakerMark Mark, BreakerModel.Sent Sent)>();
        var (now, sound) = (random.NextInt64(TimeSpan.TicksPerDay), random.NextDouble());
        if (random.Next(3) == 0)
        {
            breaker.Distrust();
            model.Distrust();
        }

        for (step = 0; step < 400; step++)
        {
            now += random.Next(4) == 0 ? random.NextInt64(Seconds(5).Ticks) : random.Next(1000);
            sound = random.Next(40) == 0 ? random.NextDouble() : sound;
            Assert.Equal((model.IsBroken, model.IsOpen(now)), (breaker.IsBroken, breaker.IsOpen(now)));
            if (model.IsBroken)
            {
                Assert.Equal(model.ProbeAt, breaker.ProbeAt);
                Assert.InRange(model.LiveProbes, 0, options.ProbeCount);
            }

            if (breaker.IsOpen(now) && random.Next(2) == 0)
            {
                live.Add((breaker.Admit(now), model.Send(now)));
            }
            else if (live.Count > 0)
            {
                var index = random.Next(live.Count);
                var (mark, sent) = live[index];
                var goesOn = Happen(random.NextDouble() < sound, random.Next(5), breaker, model, ref mark, sent, now);
                live[index] = (mark, sent);
                if (!goesOn)
                {
                    live.RemoveAt(index);
                }
            }
        }
    }

    /// <returns>Whether more events may follow for the attempt.</returns>
    private static bool Happen(
        bool isGood, int kind, BreakerState breaker, BreakerModel model, ref BreakerMark mark, BreakerModel.Sent sent, long now)
    {
        switch (isGood, kind)
        {
            case (true, <= 1):
                breaker.RecordAnswer(ref mark, now);
                model.Accept(sent, now);
                return true;
            case (true, _):
                breaker.RecordOutcome(ref mark, now, isAnswer: kind == 2);
                model.Hear(sent, now, isAnswer: kind == 2);
                return false;
            case (false, <= 1):
                breaker.RecordLoss(ref mark, now);
                model.Lose(sent, now);
                return false;
            case (false, <= 3):
                breaker.RecordFailure(ref mark, now);
                model.Fail(sent, now);
                return false;
            default:
                breaker.Release(ref mark);
                model.Withdraw(sent);
                return false;
        }
    }
}
