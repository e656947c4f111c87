using Campaigns.Scheduling;

namespace Campaigns.Tests.Structures;

/// <summary>Compares a rate with a list of all sends, and a meter with a list of all events.</summary>
public class RateTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 10, 1)]
    [InlineData(3, 10, 7)]
    [InlineData(4, 600, 30)]
    public void No_more_is_sent_than_the_rate_allows_in_any_time_and_none_less(int seed, int perMinute, int burst)
    {
        var random = new Random(seed);
        var limit = new RateLimit(perMinute, TimeSpan.FromMinutes(1), burst);
        var rate = new RateState();
        rate.Change(limit, 0);
        var interval = limit.Interval;
        var next = long.MinValue / 2; // the generic cell rate algorithm: each send moves the next allowed time by an interval
        var mono = 0L;
        for (var step = 0; step < 20_000; step++)
        {
            mono += random.NextInt64(2 * interval / 3);
            var mayGo = next - ((limit.Burst - 1) * interval) <= mono;

            Assert.Equal(mayGo, rate.EnsureAllowance(mono));

            if (!mayGo)
            {
                Assert.Equal(next - ((limit.Burst - 1) * interval), rate.OpensAt(mono));
                continue;
            }

            rate.Reserve();
            if (random.Next(5) == 0)
            {
                rate.Release(); // the send was held back
                continue;
            }

            Assert.True(rate.TrySend(mono));
            next = Math.Max(next, mono) + interval;
            Assert.Equal(next, rate.NextDue);
        }
    }

    [Fact]
    public void Meter_counts_the_last_minute()
    {
        var (random, meter, times) = (new Random(5), new RateMeter(), new List<long>());
        var mono = 0L;
        for (var step = 0; step < 5_000; step++)
        {
            mono += random.NextInt64(TimeSpan.TicksPerSecond) * (random.Next(200) == 0 ? 120 : 1);
            meter.Add(mono);
            times.Add(mono);
            const long Bucket = 10 * TimeSpan.TicksPerSecond;
            var counted = times.Count(at => at / Bucket > (mono / Bucket) - 6);
            var seconds = Math.Clamp((mono - times[0]) / (double)TimeSpan.TicksPerSecond, 1, 60);

            Assert.Equal(counted / seconds, meter.PerSecond(mono), precision: 9);
        }
    }
}
