using Campaigns.Scheduling;

namespace Campaigns.Tests.Time;

/// <summary>Sums of instants on a clock that may have started after the reference point.</summary>
public class NowTests
{
    [Theory]
    [InlineData(100, 30, 130)]
    [InlineData(-100, 30, -70)] // before the machine started
    [InlineData(-100, 130, 30)]
    [InlineData(0, long.MaxValue, long.MaxValue)]
    [InlineData(100, long.MaxValue, long.MaxValue)]
    [InlineData(-100, long.MaxValue, long.MaxValue - 100)]
    public void Sum_of_an_instant_and_a_delay_stops_at_the_largest_value(long instant, long delay, long sum) =>
        Assert.Equal(sum, Now.After(instant, TimeSpan.FromTicks(delay)));
}
