namespace Campaigns.Tests;

/// <summary>The judge must notice violations, or else it proves nothing.</summary>
public class JudgeTests
{
    [Fact]
    public void Rates_are_judged_over_all_pairs_of_sends()
    {
        var random = new Random(3);
        var (held, broken) = (0, 0);
        for (var round = 0; round < 500; round++)
        {
            var limit = new RateLimit(random.Next(1, 6), TimeSpan.FromTicks(random.Next(10_000, 12_000)), random.Next(1, 4));
            var (counter, sends, mono) = (new SendCounter(), new List<long>(), 0L);
            for (var send = 0; send < 12; send++)
            {
                mono += random.Next(0, (int)(2 * limit.Per.Ticks / limit.Count));
                sends.Add(mono);
                var expected = IsWithin(sends, limit);
                Assert.Equal(expected, counter.Send(mono, limit));
                (held, broken) = (held + (expected ? 1 : 0), broken + (expected ? 0 : 1));
            }
        }

        Assert.InRange(held, 500, int.MaxValue);
        Assert.InRange(broken, 500, int.MaxValue);
    }

    [Theory]
    [InlineData("2026-03-29T00:59:00Z", false)] // 01:59 in Berlin
    [InlineData("2026-03-29T01:00:00Z", true)] // 03:00, because 02:00 is skipped
    [InlineData("2026-03-29T01:28:59Z", true)]
    [InlineData("2026-03-29T01:29:30Z", false)] // a minute before closing at 03:30
    [InlineData("2026-10-25T00:30:00Z", true)] // 02:30, the first time
    [InlineData("2026-10-25T01:30:00Z", false)] // 02:30 again
    public void Windows_are_judged_by_the_clock_on_the_wall(string instant, bool isOpen)
    {
        var window = ContactWindow.Daily(new TimeOnly(2, 0), new TimeOnly(3, 30)) with { Dst = DstPolicy.FirstPassOnly };
        Assert.Equal(
            isOpen, WindowCheck.IsOpen(
                window, "Europe/Berlin", DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_report_with_violations_fails_a_test_and_says_how_to_run_it_again()
    {
        var report = Simulator.Run(new SimulationOptions { Seed = 11, Disturbances = 1 }) with { Violations = ["promise 1: twice"] };

        var failure = Assert.Throws<SimulationException>(() => report.ThrowIfViolated());
        Assert.Contains("Seed = 11", failure.Message, StringComparison.Ordinal);
        Assert.Contains("promise 1: twice", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// The literal definition: any interval t has at most ⌈t·n/T⌉ + burst − 1 sends, where the interval is open at its end.
    /// </summary>
    private static bool IsWithin(List<long> sends, RateLimit limit)
    {
        for (var first = 0; first < sends.Count; first++)
        {
            var count = sends.Count - first;
            var most = ((sends[^1] - sends[first]) * limit.Count / limit.Per.Ticks) + limit.Burst;
            if (count > most)
            {
                return false;
            }
        }

        return true;
    }
}
