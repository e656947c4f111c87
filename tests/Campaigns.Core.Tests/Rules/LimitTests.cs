using Campaigns.Scheduling;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Rules;

/// <summary>Caps and rates of campaign, tenant and engine: exact at every instant, and changeable while running.</summary>
public class LimitTests
{
    [Fact]
    public void Tenant_and_global_concurrency_hold_over_campaigns_and_change_while_running()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        harness.Do(operations => operations.ChangeTenantAsync("a", new TenantSettings { MaxConcurrent = 3 }));
        foreach (var tenant in new[] { "a", "b" })
        {
            harness.Run(Calls(StepRetryPolicy.None) with { Tenant = tenant }, Many(20, $"{tenant}1"));
            harness.Run(Calls(StepRetryPolicy.None) with { Tenant = tenant }, Others(20, $"{tenant}2"));
        }

        Assert.Equal((3, 20), (LiveOf(harness, "a"), LiveOf(harness, "b")));
        harness.Report(First(harness, "a"), AttemptOutcome.Completed);
        Assert.Equal(3, LiveOf(harness, "a"));

        harness.Do(operations => operations.ChangeTenantAsync("a", new TenantSettings { MaxConcurrent = 5 }));
        Assert.Equal(5, LiveOf(harness, "a"));
        harness.Do(operations => operations.ChangeLimitsAsync(new EngineLimits { MaxConcurrent = 24 }));
        harness.Report(First(harness, "b"), AttemptOutcome.Completed);
        Assert.Equal(24, LiveOf(harness, "a") + LiveOf(harness, "b"));
        harness.Report(First(harness, "b"), AttemptOutcome.Completed);
        Assert.Equal(24, LiveOf(harness, "a") + LiveOf(harness, "b"));
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(10, 4)]
    [InlineData(3, 2)]
    public void Rate_is_exact_in_every_interval_and_used_to_the_full(int perSecond, int burst)
    {
        using var harness = new CampaignHarness();
        var rate = new RateLimit(perSecond, Seconds(1), burst);
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1000) with { Rate = rate }, Many(200));
        harness.Advance(Seconds(8));

        var sends = harness.Provider.Dispatches.Select(d => d.At.UtcTicks).ToList();
        CheckRate(sends, rate);
        Assert.InRange(sends.Count, (8 * perSecond) - 1, (8 * perSecond) + burst);
    }

    [Fact]
    public void Tenant_rate_holds_over_its_campaigns_and_global_rate_over_all()
    {
        using var harness = new CampaignHarness();
        harness.Do(operations => operations.ChangeTenantAsync("a", new TenantSettings { Rate = RateLimit.PerSecond(5) }));
        harness.Do(operations => operations.ChangeLimitsAsync(new EngineLimits { Rate = RateLimit.PerSecond(8) }));
        foreach (var (tenant, name) in new[] { ("a", "a1"), ("a", "a2"), ("b", "b1") })
        {
            harness.Run(Calls(StepRetryPolicy.None) with { Tenant = tenant }, Many(200, name).Select(
                p => new Contact(p.Key, $"+1{(char)(name[1] + 2)}{p.Phone.Reveal()[2..]}")));
        }

        harness.Advance(Seconds(10));

        CheckRate([.. harness.Provider.Dispatches.Where(d => d.ContactKey[0] == 'a').Select(d => d.At.UtcTicks)], RateLimit.PerSecond(5));
        CheckRate([.. harness.Provider.Dispatches.Select(d => d.At.UtcTicks)], RateLimit.PerSecond(8));
        Assert.InRange(harness.Provider.Dispatches.Count, 79, 82);
        var shares = harness.Provider.Dispatches.GroupBy(d => d.ContactKey[0]).ToDictionary(group => group.Key, group => group.Count());
        Assert.InRange(shares['a'], 35, 45); // two tenants share eight per second
    }

    [Fact]
    public void Rate_changes_while_running()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Run(Calls(StepRetryPolicy.None) with { Rate = RateLimit.PerMinute(1) }, Many(500));
        harness.Advance(Minutes(3));
        Assert.InRange(harness.Provider.Dispatches.Count, 3, 4);

        harness.Do(client => client.ChangeAsync(campaign, settings => settings with { Rate = RateLimit.PerSecond(10) }));
        harness.Advance(Seconds(10));
        Assert.InRange(harness.Provider.Dispatches.Count, 100, 106);

        harness.Do(client => client.ChangeAsync(campaign, settings => settings with { Rate = null }));
        Assert.Equal(500, harness.Provider.Dispatches.Count);
    }

    [Theory]
    [InlineData("campaign")]
    [InlineData("tenant")]
    [InlineData("everything")]
    public void Rate_starts_empty_after_a_restart(string scope)
    {
        using var harness = new CampaignHarness();
        var rate = new RateLimit(6, Minutes(1), Burst: 3);
        RunAt(harness, scope, rate);
        harness.Advance(Seconds(25));
        harness.Restart();
        harness.Advance(Minutes(1));

        CheckRate([.. harness.Provider.Dispatches.Select(d => d.At.UtcTicks)], rate);
        Assert.InRange(harness.Provider.Dispatches.Count, 8, 12);
    }

    [Theory]
    [InlineData("campaign")]
    [InlineData("tenant")]
    [InlineData("everything")]
    public void Rate_holds_over_changes_that_leave_it_as_it_is(string scope)
    {
        using var harness = new CampaignHarness();
        var rate = new RateLimit(6, Minutes(1), Burst: 3);
        var campaign = RunAt(harness, scope, rate);
        for (var weight = 1; weight <= 30; weight++)
        {
            harness.Advance(Seconds(7));
            harness.Do(client => scope == "campaign"
                ? client.ChangeAsync(campaign, settings => settings with { Weight = weight })
                : client.ChangeAsync(
                    scope == "tenant" ? "default" : null, new TenantSettings { Rate = rate, MaxConcurrent = 100 + weight }));
        }

        CheckRate([.. harness.Provider.Dispatches.Select(d => d.At.UtcTicks)], rate);
        Assert.InRange(harness.Provider.Dispatches.Count, 21, 25);
    }

    [Fact]
    public void Tenant_at_its_rate_uses_up_nothing_of_the_rate_of_everything()
    {
        using var harness = new CampaignHarness();
        harness.Do(operations => operations.ChangeLimitsAsync(new EngineLimits { Rate = new RateLimit(10, Hours(1), Burst: 10) }));
        harness.Do(operations => operations.ChangeTenantAsync("a", new TenantSettings { Rate = new RateLimit(1, Hours(1)) }));
        harness.Run(Calls(StepRetryPolicy.None) with { Tenant = "a" }, Many(50, "a"));
        harness.Run(Calls(StepRetryPolicy.None) with { Tenant = "b" }, Many(100, "b").Skip(50));
        harness.Advance(Minutes(1));

        var sent = harness.Provider.Dispatches.ToLookup(dispatch => dispatch.ContactKey[0]);
        Assert.Equal((1, 9), (sent['a'].Count(), sent['b'].Count()));
    }

    [Fact]
    public void Lower_rate_holds_for_the_next_decision()
    {
        var rate = new RateState();
        rate.Change(new RateLimit(10, Seconds(1), 20), 0);
        var second = TimeSpan.TicksPerSecond;
        Assert.True(rate.EnsureAllowance(second));
        rate.Reserve();
        Assert.True(rate.TrySend(second));

        rate.Change(new RateLimit(10, Seconds(1), 1), second);

        Assert.False(rate.EnsureAllowance(second)); // not only at the send, because each attempt that is decided and held back costs a row
        Assert.True(rate.EnsureAllowance(second + (second / 10)));
    }

    [Fact]
    public void Rate_counts_sends_and_not_decisions_and_gives_back_what_was_held_back()
    {
        var rate = new RateState();
        rate.Change(new RateLimit(10, Seconds(1), 2), 0);
        var second = TimeSpan.TicksPerSecond;
        Assert.True(rate.EnsureAllowance(second));
        rate.Reserve();
        rate.Reserve();
        Assert.False(rate.EnsureAllowance(second));
        Assert.True(rate.TrySend(second + 5)); // sent slightly late; the next interval counts from here
        rate.Release();
        Assert.True(rate.EnsureAllowance(second + 5));
        rate.Reserve();
        Assert.True(rate.TrySend(second + 6));
        Assert.Equal(second + 5 + (second / 10), rate.OpensAt(second + 6));
        rate.Reserve();
        Assert.False(rate.TrySend(second + 4 + (second / 10)));
        rate.Reserve();
        Assert.True(rate.TrySend(second + 5 + (second / 10)));
    }

    /// <summary>Runs a hundred contacts with a rate at the given scope.</summary>
    private static CampaignId RunAt(CampaignHarness harness, string scope, RateLimit rate)
    {
        if (scope != "campaign")
        {
            harness.Do(client => client.ChangeAsync(scope == "tenant" ? "default" : null, new TenantSettings { Rate = rate }));
        }

        return harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 100) with { Rate = scope == "campaign" ? rate : null }, Many(100));
    }

    /// <summary>Checks that any interval t has at most ⌈t·n/T⌉ + burst − 1 sends, over all pairs of sends.</summary>
    private static void CheckRate(List<long> sends, RateLimit rate)
    {
        for (var first = 0; first < sends.Count; first++)
        {
            for (var last = first; last < sends.Count; last++)
            {
                var interval = sends[last] - sends[first] + 1;
                var allowed = Math.Ceiling(interval * (double)rate.Count / rate.Per.Ticks) + rate.Burst - 1;
                Assert.True(last - first + 1 <= allowed, $"{last - first + 1} sends in {TimeSpan.FromTicks(interval)}");
            }
        }
    }

    private static int LiveOf(CampaignHarness harness, string tenant) =>
        (int)harness.Campaigns(tenant).Sum(statistics => statistics.Live);

    private static AttemptId First(CampaignHarness harness, string tenant) =>
        harness.Provider.Live.First(
            attempt => harness.Provider.Dispatches.Single(d => d.Request.Attempt == attempt).Request.Campaign.Tenant == tenant);
}
