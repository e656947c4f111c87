using Campaigns.InMemory;
using Campaigns.Storage;

namespace Campaigns.Tests;

/// <summary>What is over is removed after the tenant's retention: nothing younger, and everything older.</summary>
public sealed class RetentionTests : IDisposable
{
    private readonly MemoryJobStore _store = new(new Random(1));
    private readonly CampaignHarness _harness;

    public RetentionTests()
    {
        _harness = new CampaignHarness(options => options.Store = _store);
        _harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Completed));
    }

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Campaign_is_removed_with_everything_of_it_when_it_ended_longer_ago()
    {
        Keep("acme", TimeSpan.FromDays(2));
        var old = Run("acme", contacts: 30);
        _harness.Advance(TimeSpan.FromDays(1));
        var young = Run("acme", contacts: 3);

        _harness.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMinutes(1));
        Assert.True(Exists(old));

        _harness.Advance(TimeSpan.FromHours(2));
        Assert.False(Exists(old));
        Assert.Empty((await _store.ReadJobsAsync(new JobQuery(old, new PageLimits(100)), CancellationToken.None)).Items);
        Assert.Empty(await _store.ReadAttemptsAsync(1, CancellationToken.None));
        Assert.True(Exists(young));

        _harness.Advance(TimeSpan.FromDays(1));
        Assert.False(Exists(young));
    }

    [Fact]
    public void Running_campaigns_and_other_tenants_lose_nothing()
    {
        Keep("acme", TimeSpan.FromDays(1));
        var foreign = Run("bravo", contacts: 2);
        var running = _harness.Run(Calls("acme") with { KeepOpen = true }, People.Many(2));

        _harness.Advance(TimeSpan.FromDays(30));

        Assert.True(Exists(foreign));
        Assert.Equal(2, _harness.Statistics(running).Total);
    }

    [Fact, Trait("Category", "Sweep")]
    public void Without_a_retention_everything_is_kept_and_nothing_is_read()
    {
        var kept = Run("acme", contacts: 2);
        Keep("acme", TimeSpan.FromDays(1));
        _harness.Do(operations => operations.ChangeTenantAsync("acme", settings => settings with { Retention = null }));

        _harness.Advance(TimeSpan.FromDays(400));

        Assert.True(Exists(kept));
    }

    [Fact]
    public void Campaign_is_kept_as_long_as_a_frequency_cap_counts_its_attempts()
    {
        _harness.Do(operations => operations.ChangeTenantAsync(
            "acme", settings => settings with { Retention = TimeSpan.FromDays(1), Caps = [new FrequencyCap(3, 5)] }));
        var capped = Run("acme", contacts: 2);

        _harness.Advance(TimeSpan.FromDays(5));
        Assert.True(Exists(capped));

        _harness.Advance(TimeSpan.FromDays(2));
        Assert.False(Exists(capped));
    }

    [Fact]
    public void Retention_continues_after_a_restart()
    {
        Keep("acme", TimeSpan.FromDays(1));
        var old = Run("acme", contacts: 200);
        _harness.Advance(TimeSpan.FromDays(1));
        _harness.Restart();

        _harness.Advance(TimeSpan.FromHours(2));

        Assert.False(Exists(old));
    }

    [Fact]
    public void Removal_does_not_delay_calls()
    {
        Keep("acme", TimeSpan.FromDays(1));
        Run("acme", contacts: 2_000);
        _harness.Advance(TimeSpan.FromDays(1));
        var begin = _harness.Provider.Dispatches.Count;
        var campaign = _harness.Run(Calls("acme") with { Rate = RateLimit.PerSecond(1) }, People.Many(100, "late"));

        _harness.Advance(TimeSpan.FromSeconds(99));

        Assert.Equal(100, _harness.Provider.Dispatches.Count - begin);
        Assert.Equal(CampaignState.Completed, _harness.Statistics(campaign).State);
    }

    [Fact]
    public async Task Old_events_of_the_tenant_are_removed_and_young_ones_stay()
    {
        Keep("acme", TimeSpan.FromDays(2));
        Ingest("acme", 500, "old");
        Ingest("bravo", 1, "foreign");
        _harness.Advance(TimeSpan.FromDays(1));
        Ingest("acme", 3, "young");

        _harness.Advance(TimeSpan.FromDays(1) + TimeSpan.FromHours(2));

        var left = (await _store.ReadEventsAsync(new EventQuery(new PageLimits(1_000)), CancellationToken.None)).Items;
        Assert.Equal(["foreign 0", "young 0", "young 1", "young 2"], left.Select(row => row.Event.Id).Order(StringComparer.Ordinal));
    }

    /// <summary>Campaigns end at random times, under a random retention, over restarts. Prints its seed when it fails.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Nothing_younger_is_removed_and_everything_older_is_gone(int seed)
    {
        var random = new Random(seed);
        var kept = TimeSpan.FromHours(random.Next(24, 100));
        Keep("acme", kept);
        var ended = new List<(CampaignId Campaign, DateTimeOffset At)>();
        for (var i = 0; i < 40; i++)
        {
            ended.Add((Run("acme", random.Next(1, 20)), _harness.Now));
            _harness.Advance(TimeSpan.FromMinutes(random.Next(1, 600)));
            if (random.Next(10) == 0)
            {
                _harness.Restart();
            }

            foreach (var (campaign, at) in ended)
            {
                var age = _harness.Now - at;
                Assert.True(age > kept || Exists(campaign), $"seed {seed}: {campaign} was removed after {age} of {kept}");
                var isGone = age < kept + TimeSpan.FromHours(2) || !Exists(campaign);
                Assert.True(isGone, $"seed {seed}: {campaign} is left after {age} of {kept}");
            }
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(3651)]
    public void Retention_out_of_range_is_refused(double days)
    {
        var refused = Assert.Throws<CampaignException>(() => Keep("acme", TimeSpan.FromDays(days)));

        Assert.Contains("Retention", refused.Message, StringComparison.Ordinal);
    }

    private void Keep(string tenant, TimeSpan time) =>
        _harness.Do(operations => operations.ChangeTenantAsync(tenant, settings => settings with { Retention = time }));

    private CampaignId Run(string tenant, int contacts)
    {
        var campaign = _harness.Run(Calls(tenant), People.Many(contacts));
        _harness.Settle();
        Assert.Equal(CampaignState.Completed, _harness.Statistics(campaign).State);
        return campaign;
    }

    private bool Exists(CampaignId campaign)
    {
        try
        {
            _harness.Statistics(campaign);
            return true;
        }
        catch (CampaignException missing) when (missing.Error == CampaignError.NotFound)
        {
            return false;
        }
    }

    private void Ingest(string tenant, int count, string prefix) => _harness.Do(reports => reports.IngestAsync(
        [.. Enumerable.Range(0, count).Select(i => new InboundEvent(tenant, $"{prefix} {i}", "noted"))]));

    private static CampaignDefinition Calls(string tenant) =>
        new() { Name = "A", Tenant = tenant, MaxConcurrent = 1_000, Steps = [CampaignStep.Call()] };
}
