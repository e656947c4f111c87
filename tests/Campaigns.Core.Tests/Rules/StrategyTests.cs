using static Campaigns.Tests.People;

namespace Campaigns.Tests.Rules;

/// <summary>Which campaign goes next: strategies, aging, fairness.</summary>
public class StrategyTests
{
    private static readonly DateTimeOffset Start = Nine + Minutes(1);

    [Fact]
    public void Remaining_calls_and_deadline_order_campaigns_and_compose()
    {
        Assert.Equal("bbaaaccc", Order(CampaignStrategies.FewestRemaining));
        Assert.Equal("cccbbaaa", Order(CampaignStrategies.Deadline));
        Assert.Equal("abc", Firsts(Order(CampaignStrategies.StrictPriority.Then(CampaignStrategies.MostRemaining))));
        Assert.Equal("bac", Firsts(Order(CampaignStrategies.StrictPriority.Then(CampaignStrategies.FewestRemaining))));
    }

    [Fact]
    public void Strategy_changes_while_campaigns_run()
    {
        using var harness = new CampaignHarness(options => options.MaxConcurrent = 1);
        harness.Provider.Accepts();
        harness.Run(Calls(StepRetryPolicy.None) with { Priority = CampaignPriority.High, Start = Start }, Many(10, "high"));
        harness.Run(Calls(StepRetryPolicy.None) with { Priority = CampaignPriority.Low, Start = Start }, Many(10, "low"));
        harness.AdvanceTo(Start);
        Serve(harness, 3);
        Assert.All(harness.Provider.Dispatches, d => Assert.StartsWith("high", d.ContactKey, StringComparison.Ordinal));

        harness.Do(operations => operations.ChangeStrategyAsync(CampaignStrategies.FairShare));
        var before = harness.Provider.Dispatches.Count;
        Serve(harness, 8);

        Assert.Equal(4, harness.Provider.Dispatches.Skip(before).Count(d => d.ContactKey.StartsWith("low", StringComparison.Ordinal)));
    }

    [Fact]
    public void Low_priority_waits_at_most_the_stated_bound_under_saturation()
    {
        var aging = Seconds(12); // per point; low priority is 50 points behind high
        using var harness =
            new CampaignHarness(options => (options.MaxConcurrent, options.Strategy) = (2, CampaignStrategies.ByPriority(aging)));
        harness.Provider.Accepts();
        harness.Run(Calls(StepRetryPolicy.None) with { Priority = CampaignPriority.High, Start = Start }, Many(5_000, "high"));
        harness.Run(Calls(StepRetryPolicy.None) with { Priority = CampaignPriority.Low, Start = Start }, Many(20, "low"));
        harness.AdvanceTo(Start);
        for (var i = 0; i < 1_500; i++)
        {
            harness.Advance(Seconds(5));
            harness.Report(harness.Provider.Live.First(), AttemptOutcome.Completed);
        }

        var low =
            harness.Provider.Dispatches.Where(d => d.ContactKey.StartsWith("low", StringComparison.Ordinal)).Select(d => d.At).ToList();
        Assert.InRange(low.Count, 11, 13);
        var waits = low.Prepend(Start).Zip(low, (from, to) => to - from);
        Assert.All(waits, wait => Assert.InRange(wait, Minutes(9), Minutes(10) + Seconds(10)));
    }

    [Theory, Trait("Category", "Sweep")]
    [InlineData(false)]
    [InlineData(true)]
    public void One_large_campaign_or_tenant_beside_99_small_ones_shares_fairly_while_all_are_backlogged(bool eachItsOwnTenant)
    {
        using var harness = new CampaignHarness(options => options.MaxConcurrent = 50);
        harness.Provider.Accepts();
        for (var i = 0; i < 100; i++)
        {
            harness.Run(
                Calls(StepRetryPolicy.None, maxConcurrent: 50) with { Start = Start, Name = $"{i}",
                    Tenant = eachItsOwnTenant ? $"{i}" : "all" },
                Many(i == 0 ? 10_000 : 300).Select(p => new Contact(p.Key, $"+1{i + 200}{p.Phone.Reveal()[3..]}")));
        }

        harness.AdvanceTo(Start);
        Serve(harness, 20_000);

        Assert.InRange(Jain(harness.Provider.Dispatches.CountBy(d => d.Request.Campaign.Name).Select(pair => pair.Value)), 0.99, 1);
    }

    [Fact, Trait("Category", "Sweep")]
    public void Tenant_with_a_thousand_campaigns_gets_no_more_than_one_with_one()
    {
        using var harness = new CampaignHarness(options => options.MaxConcurrent = 50);
        harness.Provider.Accepts();
        for (var i = 0; i < 1_000; i++)
        {
            harness.Run(
                Calls(StepRetryPolicy.None) with { Tenant = "many", Start = Start }, new Contact("k1", $"+155{i:D4}0001"),
                new Contact("k2", $"+155{i:D4}0002"));
        }

        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 50) with { Tenant = "one", Start = Start }, Many(2_000));
        harness.AdvanceTo(Start);
        Serve(harness, 2_000);

        var shares = harness.Provider.Dispatches.CountBy(d => d.Request.Campaign.Tenant).Select(pair => pair.Value).ToList();
        Assert.Equal(2, shares.Count);
        Assert.InRange(shares.Max() - shares.Min(), 0, 1);
    }

    [Fact]
    public void Tenants_share_by_weight()
    {
        using var harness = new CampaignHarness(options => options.MaxConcurrent = 1);
        harness.Provider.Accepts();
        harness.Do(operations => operations.ChangeTenantAsync("heavy", new TenantSettings { Weight = 3 }));
        foreach (var tenant in new[] { "heavy", "light" })
        {
            harness.Run(Calls(StepRetryPolicy.None) with { Tenant = tenant, Start = Start }, Many(400));
        }

        harness.AdvanceTo(Start);
        Serve(harness, 399);

        Assert.InRange(harness.Provider.Dispatches.Count(d => d.Request.Campaign.Tenant == "heavy"), 299, 301);
    }

    [Fact]
    public void Low_priority_of_a_tenant_at_its_own_cap_waits_at_most_the_stated_bound()
    {
        using var harness = new CampaignHarness(options => options.Strategy = CampaignStrategies.ByPriority(Seconds(12)));
        harness.Provider.Accepts();
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { MaxConcurrent = 2 }));
        harness.Run(Calls(StepRetryPolicy.None) with { Priority = CampaignPriority.High, Start = Start }, Many(5_000, "high"));
        harness.Run(Calls(StepRetryPolicy.None) with { Priority = CampaignPriority.Low, Start = Start }, Others(20, "low"));
        harness.AdvanceTo(Start);
        for (var i = 0; i < 300; i++)
        {
            harness.Advance(Seconds(5));
            harness.Report(harness.Provider.Live.First(), AttemptOutcome.Completed);
        }

        Assert.InRange(harness.Provider.Dispatches.Count(d => d.ContactKey.StartsWith("low", StringComparison.Ordinal)), 1, 4);
    }

    [Fact]
    public void Strategy_that_throws_does_not_end_the_engine()
    {
        using var harness = new CampaignHarness();
        harness.Run(Calls(StepRetryPolicy.None) with { Start = Start }, Many(2));
        Assert.ThrowsAny<Exception>(() => harness.Do(operations => operations.ChangeStrategyAsync(new Throwing())));
        harness.Advance(Minutes(2));

        Assert.Equal(2, harness.Provider.Dispatches.Count);
    }

    /// <summary>Jain's fairness index: 1 if all shares are equal, 1/n if one gets everything.</summary>
    private static double Jain(IEnumerable<int> shares)
    {
        var list = shares.Select(share => (double)share).ToList();
        return Math.Pow(list.Sum(), 2) / (list.Count * list.Sum(share => share * share));
    }

    /// <summary>
    /// The order of the campaigns' dispatches. Campaign a has 3 contacts and expires last, b has 2 contacts, and c has 3 contacts, low
    /// priority and the first expiry.
    /// </summary>
    private static string Order(ICampaignStrategy strategy)
    {
        using var harness = new CampaignHarness(options => (options.MaxConcurrent, options.Strategy) = (1, strategy));
        harness.Provider.Accepts();
        harness.Run(Calls(StepRetryPolicy.None) with { Start = Start, Expiry = Start + Hours(9) }, Many(3, "a"));
        harness.Run(Calls(StepRetryPolicy.None) with { Start = Start, Expiry = Start + Hours(5) }, Many(2, "b"));
        harness.Run(
            Calls(StepRetryPolicy.None) with { Start = Start, Expiry = Start + Hours(2), Priority = CampaignPriority.Low }, Many(3, "c"));
        harness.AdvanceTo(Start);
        Serve(harness, 8);
        return string.Concat(harness.Provider.Dispatches.Select(d => d.ContactKey[0]));
    }

    private static string Firsts(string order) => string.Concat(order.Distinct());

    private static void Serve(CampaignHarness harness, int calls)
    {
        for (var i = 0; i < calls && harness.Provider.Live.Count > 0; i++)
        {
            harness.Report(harness.Provider.Live.First(), AttemptOutcome.Completed);
        }
    }

    private sealed class Throwing : ICampaignStrategy
    {
        public CampaignRank RankOf(CampaignView campaign) => throw new InvalidOperationException("a bug");
    }
}
