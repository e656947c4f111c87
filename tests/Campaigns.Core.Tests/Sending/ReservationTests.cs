using Campaigns.Engine;
using Campaigns.Scheduling;
using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Sending;

/// <summary>
/// Each attempt reserves a place in the rates of campaign, tenant, engine and provider. A sent attempt uses the places up. An attempt held
/// back, for any reason and at any time, returns each place exactly once.
/// </summary>
public class ReservationTests
{
    private const int Reserved =
        (1 << (int)GateScope.Campaign) | (1 << (int)GateScope.Tenant) | (1 << (int)GateScope.Everything) | (1 << (int)GateScope.Route);

    private static readonly Now Now = new(Nine.UtcTicks, TimeSpan.TicksPerHour);
    private readonly CampaignEntry _campaign = Intents.Campaign();
    private readonly ProviderEntry _provider = new(0, "voice-1", "voice", new ProviderOptions { Rate = RateLimit.PerSecond(10) });

    public ReservationTests()
    {
        foreach (var rate in Rates[..3])
        {
            rate.Change(RateLimit.PerSecond(10), Now.Mono);
        }
    }

    private RateState[] Rates => [_campaign.Rate, _campaign.Tenant.Rate, _campaign.Tenant.Everything.Rate, _provider.Rate];

    [Fact]
    public void What_is_sent_uses_up_one_place_in_each_rate()
    {
        Assert.True(SendGate.TryPass(Reserve(), Now, out _));

        Assert.All(Rates, rate => Assert.Equal(Now.Mono + (TimeSpan.TicksPerSecond / 10), rate.OpensAt(Now.Mono)));
    }

    [Fact]
    public void What_a_stop_holds_back_gives_each_place_back_once()
    {
        var stopped = Reserve();
        _campaign.Stop.Stop();

        Assert.False(SendGate.TryPass(stopped, Now, out _));
        Assert.All(Rates, AssertIsFull);
    }

    [Fact]
    public void What_its_hours_hold_back_gives_each_place_back_once()
    {
        Assert.False(SendGate.TryPass(Reserve(notAfter: Now.Wall), Now, out _));
        Assert.All(Rates, AssertIsFull);
    }

    [Fact]
    public void What_is_kept_from_a_provider_that_asks_to_be_left_alone_gives_each_place_back_once()
    {
        var time = new VirtualTimeProvider(Nine);
        var hold = new ProviderHold(time);
        hold.Begin(Nine + Seconds(30));

        Assert.False(SendGate.TryPass(Reserve(), Clock.Read(time), out _, hold));
        Assert.All(Rates, AssertIsFull);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_one_rate_holds_back_gives_that_place_back_once_and_every_place_behind_it(int used)
    {
        Rates[used].Reserve();
        Assert.True(Rates[used].TrySend(Now.Mono));
        var opensAt = Rates[used].OpensAt(Now.Mono);
        var order = new[] { 3, 0, 1, 2 }; // the provider's rate is judged first; rates judged before the one that holds back are used up
        var behind = order[(Array.IndexOf(order, used) + 1)..];

        Assert.False(SendGate.TryPass(Reserve(), Now, out _));

        Assert.Equal(opensAt, Rates[used].OpensAt(Now.Mono));
        Assert.All(behind, rate => AssertIsFull(Rates[rate]));
        Assert.All(order.Except(behind).Except([used]), rate => Assert.Equal(opensAt, Rates[rate].OpensAt(Now.Mono)));
    }

    /// <summary>
    /// Holds back far more attempts than the burst allows. If even a few places were lost, nothing would ever be sent again.
    /// </summary>
    [Theory]
    [InlineData("campaign")]
    [InlineData("tenant")]
    [InlineData("everything")]
    [InlineData("provider")]
    public void Rate_is_used_to_the_full_after_a_provider_asked_to_be_left_alone(string scope)
    {
        var rate = new RateLimit(10, Seconds(1), 5);
        using var harness = Harness(scope, rate);
        harness.Provider.Otherwise(
            _ => harness.Now < Nine + Seconds(30) ? DispatchResult.RetryAt(harness.Now + Seconds(2)) : DispatchResult.Accepted());
        harness.Run(Campaign(scope, rate), Many(400));
        harness.Advance(Seconds(31));

        var before = harness.Provider.Dispatches.Count;
        harness.Advance(Seconds(10));
        Assert.InRange(harness.Provider.Dispatches.Count - before, 100, 106);
        Assert.InRange(before, 1, 40); // a few after each throttle
    }

    [Theory]
    [InlineData("campaign")]
    [InlineData("tenant")]
    [InlineData("everything")]
    [InlineData("provider")]
    public void Rate_is_used_to_the_full_after_attempts_were_taken_back_before_they_were_sent(string scope)
    {
        var rate = new RateLimit(10, Seconds(1), 5);
        CampaignHarness? harness = null;
        var removals = new List<Task>();
        var store = new CommitStore(batch =>
        {
            foreach (ref readonly var attempt in batch.Attempts)
            {
                if (removals.Count < 200 && attempt.State < AttemptState.Sending)
                {
                    removals.Add(harness!.Client.RemoveContactAsync(new CampaignId(1), $"p{attempt.Job:D5}"));
                }
            }
        });
        using var running = harness = Harness(scope, rate, options => options.Store = store, seed: 1); // a removal may overtake a sender
        harness.Provider.Accepts();
        var campaign = harness.Run(Campaign(scope, rate), Many(1_000));
        harness.Advance(Seconds(30));

        var before = harness.Provider.Dispatches.Count;
        Assert.All(removals, removal => Assert.True(removal.IsCompletedSuccessfully));
        Assert.InRange(harness.Statistics(campaign).Removed, 20, 200);
        harness.Advance(Seconds(5));
        Assert.InRange(harness.Provider.Dispatches.Count - before, 50, 56);
    }

    private static CampaignHarness Harness(string scope, RateLimit rate, Action<CampaignsOptions>? configure = null, int? seed = null)
    {
        var harness = new CampaignHarness(configure, seed: seed, voice: provider => provider.Rate = scope == "provider" ? rate : null);
        if (scope is "tenant" or "everything")
        {
            harness.Do(client => client.ChangeAsync(scope == "tenant" ? "default" : null, new TenantSettings { Rate = rate }));
        }

        return harness;
    }

    private static CampaignDefinition Campaign(string scope, RateLimit rate) =>
        Calls(StepRetryPolicy.None, maxConcurrent: 1_000) with { Rate = scope == "campaign" ? rate : null };

    private static void AssertIsFull(RateState rate) => Assert.Equal(Now.Mono, rate.OpensAt(Now.Mono));

    private Dispatch Reserve(long? notAfter = null)
    {
        var intent = Intents.Of(_campaign, 1, notAfter: notAfter, reserved: Reserved, provider: _provider);
        Array.ForEach(Rates, rate => rate.Reserve());
        var dispatch = new Dispatch();
        dispatch.Begin(intent);
        return dispatch;
    }

    /// <summary>A store that lets a test inspect each batch as it is committed.</summary>
    private sealed class CommitStore(Action<CommitBatch> onCommit) : ForwardingStore(new MemoryJobStore(new Random(1)))
    {
        public override ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
        {
            onCommit(batch);
            return base.CommitAsync(batch, cancellationToken);
        }
    }
}
