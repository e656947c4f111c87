using Campaigns.Engine;
using Campaigns.Scheduling;
using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Sending;

/// <summary>Each change that can happen between the decision and the send, one at a time.</summary>
public class SendGateTests
{
    private static readonly Now Now = new(Nine.UtcTicks, TimeSpan.TicksPerHour);
    private readonly CampaignEntry _campaign = Intents.Campaign();

    [Fact]
    public void Attempt_passes_once_and_never_after_it_was_withdrawn()
    {
        var sent = Begin(Intents.Of(_campaign, 1));
        Assert.True(SendGate.TryPass(sent, Now, out _));
        Assert.False(SendGate.TryPass(sent, Now, out _));

        var withdrawn = Begin(Intents.Of(_campaign, 2));
        Assert.True(withdrawn.TryMove(DispatchState.Committed, DispatchState.Withdrawn));
        Assert.False(SendGate.TryPass(withdrawn, Now, out var verdict));
        Assert.True(verdict.IsOpen);
    }

    [Fact]
    public void Stop_of_campaign_tenant_or_everything_holds_back_what_was_decided_before_it()
    {
        var everything = Intents.Everything();
        var tenant = new TenantEntry("t", 0, everything);
        foreach (var stop in new[] { (Action<CampaignEntry>)(campaign => campaign.Stop.Stop()), _ => tenant.Stop.Stop(),
            _ => everything.Stop.Stop() })
        {
            var campaign = Intents.Campaign(tenant);
            var before = Begin(Intents.Of(campaign, 1));
            stop(campaign);

            Assert.False(SendGate.TryPass(before, Now, out var verdict));
            Assert.False(verdict.IsOpen);
            Assert.True(SendGate.TryPass(Begin(Intents.Of(campaign, 2)), Now, out _));
        }
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(99, true)]
    [InlineData(100, false)]
    public void Window_and_expiry_are_judged_at_the_send(long afterOpening, bool passes)
    {
        var dispatch = Begin(Intents.Of(_campaign, 1, notBefore: Now.Wall, notAfter: Now.Wall + 100));

        Assert.Equal(passes, SendGate.TryPass(dispatch, Now with { Wall = Now.Wall + afterOpening }, out _));
    }

    [Fact]
    public void Rate_is_judged_at_the_send_and_what_is_held_back_gives_its_reservation_back()
    {
        var rate = RateLimit.PerSecond(10);
        _campaign.Rate.Change(rate, Now.Mono);
        _campaign.Tenant.Rate.Change(rate, Now.Mono);
        Assert.True(SendGate.TryPass(Begin(Reserve(1)), Now, out _));
        Assert.False(SendGate.TryPass(Begin(Reserve(2)), Now with { Mono = Now.Mono + 1 }, out var verdict));
        Assert.Contains("too close", verdict.Reason, StringComparison.Ordinal);

        var late = Now with { Mono = Now.Mono + TimeSpan.TicksPerSecond };
        var stopped = Reserve(3);
        _campaign.Stop.Stop();
        Assert.False(SendGate.TryPass(Begin(stopped), late, out _));
        Assert.True(_campaign.Rate.EnsureAllowance(late.Mono)); // all reservations are returned
        Assert.True(_campaign.Tenant.Rate.EnsureAllowance(late.Mono));
    }

    private Intent Reserve(int number)
    {
        _campaign.Rate.Reserve();
        _campaign.Tenant.Rate.Reserve();
        return Intents.Of(_campaign, number, reserved: (1 << (int)GateScope.Campaign) | (1 << (int)GateScope.Tenant));
    }

    private static Dispatch Begin(Intent intent)
    {
        var dispatch = new Dispatch();
        dispatch.Begin(intent);
        return dispatch;
    }
}
