using static Campaigns.Tests.People;

namespace Campaigns.Tests.Definition;

public class BackoffTests
{
    private const double NoJitter = 0.5;

    private static readonly double JustBelowOne = Math.BitDecrement(1.0);

    /// <summary>
    /// Retry numbers around the limits: 2^n × 1 s overflows a long from about 40 on, and 2^n overflows a double from 1024 on.
    /// </summary>
    private static readonly int[] FarRetries = [1, 2, 3, 40, 63, 64, 65, 310, 1023, 1024, 1025, 100_000, int.MaxValue - 1, int.MaxValue];

    [Fact]
    public void Fixed_delay_is_the_same_before_every_retry()
    {
        var backoff = Backoff.Fixed(Seconds(10));

        Assert.All(FarRetries, retry => Assert.Equal(Seconds(10), backoff.Delay(retry, NoJitter)));
    }

    [Fact]
    public void Exponential_delay_doubles_up_to_its_cap()
    {
        var backoff = Backoff.Exponential(Seconds(10), Seconds(60));

        Assert.Equal([10, 20, 40, 60, 60], Enumerable.Range(1, 5).Select(retry => backoff.Delay(retry, NoJitter).TotalSeconds));
    }

    [Fact]
    public void Exponential_delay_grows_by_the_factor_asked_for()
    {
        var backoff = Backoff.Exponential(Seconds(1), Hours(1), factor: 1.5);

        Assert.Equal([1, 1.5, 2.25, 3.375], Enumerable.Range(1, 4).Select(retry => backoff.Delay(retry, NoJitter).TotalSeconds));
    }

    [Fact]
    public void List_gives_one_delay_for_each_retry_and_the_last_for_all_that_follow()
    {
        var backoff = Backoff.List(Minutes(1), Minutes(5), Minutes(2));

        Assert.Equal([1, 5, 2, 2, 2], Enumerable.Range(1, 5).Select(retry => backoff.Delay(retry, NoJitter).TotalMinutes));
        Assert.Equal(Minutes(2), backoff.Delay(int.MaxValue, NoJitter));
    }

    [Fact]
    public void List_is_a_copy_of_the_caller_s()
    {
        var delays = new List<TimeSpan> { Minutes(1) };
        var backoff = Backoff.List(delays);

        delays[0] = Minutes(9);

        Assert.Equal(Minutes(1), backoff.Delay(1, NoJitter));
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(1.000001)]
    [InlineData(2.0)]
    [InlineData(100.0)]
    public void No_retry_number_overflows(double factor)
    {
        foreach (var first in new[] { TimeSpan.Zero, TimeSpan.FromTicks(1), Seconds(1), TimeSpan.FromDays(365) })
        {
            var backoff = Backoff.Exponential(first, TimeSpan.FromDays(30), factor);
            var delays = FarRetries.Select(retry => backoff.Delay(retry, NoJitter)).ToList();

            Assert.All(delays, delay => Assert.InRange(delay, TimeSpan.Zero, TimeSpan.FromDays(30)));
            Assert.Equal(delays.Order(), delays);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void Retry_before_the_first_counts_as_the_first(int retry)
    {
        Assert.Equal(Seconds(10), Backoff.Exponential(Seconds(10), Hours(1)).Delay(retry, NoJitter));
        Assert.Equal(Seconds(10), Backoff.List(Seconds(10), Seconds(20)).Delay(retry, NoJitter));
    }

    [Fact]
    public void Jitter_moves_a_delay_by_its_share_at_most_up_or_down()
    {
        var backoff = Backoff.Fixed(Seconds(100)).WithJitter(0.1);

        Assert.Equal(Seconds(90), backoff.Delay(1, 0));
        Assert.Equal(Seconds(100), backoff.Delay(1, NoJitter));
        Assert.InRange(backoff.Delay(1, JustBelowOne), Seconds(109.999), Seconds(110));
        Assert.Equal(Seconds(95), backoff.Delay(1, 0.25));
    }

    [Fact]
    public void Jitter_never_leaves_zero_to_cap()
    {
        var backoff = Backoff.Exponential(Seconds(1), Hours(1)).WithJitter(1);

        foreach (var random in new[] { 0, double.Epsilon, 0.25, NoJitter, 0.75, JustBelowOne })
        {
            Assert.All(FarRetries, retry => Assert.InRange(backoff.Delay(retry, random), TimeSpan.Zero, Hours(1)));
        }
    }

    [Fact]
    public void Jitter_still_spreads_retries_whose_delay_has_reached_the_cap()
    {
        var backoff = Backoff.Exponential(Seconds(1), Minutes(10)).WithJitter(0.1);

        var delays = Enumerable.Range(0, 100).Select(i => backoff.Delay(20, i / 100.0)).ToList();

        Assert.All(delays, delay => Assert.InRange(delay, Minutes(9), Minutes(10)));
        Assert.InRange(delays.Distinct().Count(), 40, 100);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Jitter_outside_0_to_1_is_a_problem(double jitter) =>
        Assert.Contains("Delay.Jitter is", Problem(Backoff.Fixed(Seconds(1)).WithJitter(jitter)), StringComparison.Ordinal);

    [Theory]
    [InlineData(0.99)]
    [InlineData(-2)]
    [InlineData(100.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Factor_outside_1_to_100_is_a_problem(double factor) =>
        Assert.Contains("Delay.Factor is", Problem(Backoff.Exponential(Seconds(1), Hours(1), factor)), StringComparison.Ordinal);

    [Fact]
    public void Delay_outside_0_to_365_days_is_a_problem()
    {
        Assert.Equal("Delay is -00:00:01: use 0 to 365 days.", Problem(Backoff.Fixed(Seconds(-1))));
        Assert.Equal("Delay is 366.00:00:00: use 0 to 365 days.", Problem(Backoff.List(Seconds(1), TimeSpan.FromDays(366))));
        Assert.Equal("Delay.Cap is 366.00:00:00: use 0 to 365 days.", Problem(Backoff.Exponential(Seconds(1), TimeSpan.FromDays(366))));
        Assert.Equal("Delay is no delay: give at least one.", Problem(Backoff.List()));
        Assert.Empty(ProblemsOf(Backoff.List(TimeSpan.Zero, Backoff.MaxDelay)));
    }

    private static string Problem(Backoff backoff) => Assert.Single(ProblemsOf(backoff));

    private static IReadOnlyList<string> ProblemsOf(Backoff backoff)
    {
        var problems = new Problems();
        backoff.AddProblems(problems, "Delay");
        return problems.List;
    }
}
