using Campaigns.Engine;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Providers;

/// <summary>
/// Committed attempts are held back from a throttled provider until the scheduler knows about the throttle, and no longer.
/// </summary>
public class ProviderHoldTests
{
    private readonly VirtualTimeProvider _time = new(Nine);
    private readonly ProviderHold _hold;

    public ProviderHoldTests() => _hold = new ProviderHold(_time);

    private bool IsHeld => _hold.Judge(Clock.Read(_time)) is not null;

    [Fact]
    public void Holds_until_the_instant_and_lets_pass_from_then_on()
    {
        Assert.False(IsHeld);
        _hold.Begin(Nine + Seconds(0.5));
        _time.Advance(Seconds(0.5) - TimeSpan.FromTicks(1));
        Assert.True(IsHeld);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.False(IsHeld);
    }

    [Fact]
    public void Holds_no_longer_than_a_second_whatever_the_instant_is()
    {
        _hold.Begin(Nine + Hours(1));
        _time.Advance(Seconds(1) - TimeSpan.FromTicks(1));
        Assert.True(IsHeld);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.False(IsHeld);
    }

    [Fact]
    public void Shorter_wish_does_not_end_what_a_longer_one_holds()
    {
        _hold.Begin(Nine + Seconds(0.9));
        _hold.Begin(Nine + Seconds(0.1));
        _hold.Begin(Nine - Hours(1));
        _time.Advance(Seconds(0.8));
        Assert.True(IsHeld);
    }
}
