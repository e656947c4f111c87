using Campaigns.Tests.Providers;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Refusals;

/// <summary>A provider's answer about one tenant's account or list slows no other tenant down.</summary>
public class TenantAccountTests
{
    private static CampaignDefinition Of(string tenant) =>
        Calls(StepRetryPolicy.None, maxConcurrent: 50, name: tenant) with { Tenant = tenant };

    private static IEnumerable<Contact> People(int count, int from) =>
        Enumerable.Range(from, count).Select(i => new Contact($"p{i}", $"+1777{i:D7}"));

    private static CampaignHarness Answering(params (string Tenant, Func<DispatchResult> Answer)[] tenants)
    {
        var harness = new CampaignHarness();
        harness.Provider.Otherwise(request => tenants.FirstOrDefault(one => one.Tenant == request.Campaign.Tenant).Answer?.Invoke()
            ?? DispatchResult.Completed(AttemptOutcome.Completed));
        return harness;
    }

    [Theory]
    [InlineData("throttled")]
    [InlineData("throttled in the past")]
    [InlineData("refused")]
    public void Two_tenants_that_a_provider_refuses_hold_a_third_up_for_no_second(string how)
    {
        CampaignHarness? harness = null;
        DispatchResult Refuse() => how switch
        {
            "throttled" => DispatchResult.RetryAt(harness!.Now + Hours(1)),
            "refused" => DispatchResult.NotPlaced("400"),
            _ => DispatchResult.RetryAt(harness!.Now - Hours(1)),
        };
        using var running = harness = Answering(("one", Refuse), ("two", Refuse));
        harness.Run(Of("one"), People(200, 1));
        harness.Run(Of("two"), People(200, 1_000));
        var third = harness.Run(Of("three") with { KeepOpen = true }, People(2_000, 10_000));

        Assert.Equal(2_000, harness.Statistics(third).Completed);
        Assert.Equal(["one", "two"], harness.Status().ThrottledTenants);
        Assert.Equal(ProviderState.Available, harness.Status().State);
    }

    [Fact]
    public void Tenant_whose_account_is_throttled_is_sent_nothing_before_its_instant_committed_attempts_included()
    {
        CampaignHarness? harness = null;
        using var running = harness = Answering(("one", () => DispatchResult.RetryAt(Nine + Hours(1))));
        harness.Run(Of("one"), People(100, 1));
        Assert.Single(harness.Provider.Dispatches);
        harness.Advance(Hours(1) - TimeSpan.FromTicks(1));
        Assert.Single(harness.Provider.Dispatches);
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Completed));
        harness.Advance(Seconds(1));
        Assert.Equal(101, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Throttle_of_the_provider_holds_for_every_tenant()
    {
        using var harness = Answering(("one", () => DispatchResult.RetryAt(Nine + Hours(1), ThrottleScope.Provider)));
        harness.Run(Of("one"), People(1, 1));
        var other = harness.Run(Of("two"), People(10, 1_000));
        harness.Advance(Hours(1) - TimeSpan.FromTicks(1));
        Assert.Equal((0L, ProviderState.Throttled), (harness.Statistics(other).Completed, harness.Status().State));
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Completed));
        harness.Advance(Seconds(1));
        Assert.Equal(10, harness.Statistics(other).Completed);
    }

    [Fact]
    public void Throttled_tenant_goes_to_another_provider_and_the_one_that_throttles_it_goes_on_with_others()
    {
        var one = new Answering(
            request => new(request.Campaign.Tenant == "a" ? DispatchResult.RetryAt(Nine + Hours(1)) : DispatchResult.Accepted()));
        var two = new Answering(_ => new(DispatchResult.Accepted()));
        using var harness = new CampaignHarness(options => options
            .AddProvider("voice", one, own => own.Name = "one")
            .AddProvider("voice", two, own => (own.Name, own.MaxConcurrent) = ("two", 5)));
        harness.Run(Of("a"), People(40, 1));
        harness.Run(Of("b"), People(40, 1_000));
        Assert.Equal((1 + 40, 5), (one.Calls, two.Calls)); // attempts beyond the capacity of "two" wait, and block no others

        harness.Change(new ProviderSettings { MaxConcurrent = 7 }, "two");
        Assert.Equal((1 + 40, 7), (one.Calls, two.Calls));
        harness.Advance(Hours(1));
        Assert.True(one.Calls > 41);
    }

    [Fact]
    public void Slot_that_is_freed_at_the_provider_that_still_serves_a_throttled_tenant_is_used_at_once()
    {
        var one = new Answering(
            request => new(request.Campaign.Tenant == "a" ? DispatchResult.RetryAt(Nine + Hours(9)) : DispatchResult.Accepted()));
        var two = new ScriptedProvider(TimeProvider.System).Accepts();
        using var harness = new CampaignHarness(options => options
            .AddProvider("voice", one, own => own.Name = "one")
            .AddProvider("voice", two, own => (own.Name, own.MaxConcurrent) = ("two", 1)));
        harness.Run(Of("a"), People(40, 1));
        harness.Run(Of("b"), People(5, 1_000));
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(i + 1, two.Dispatches.Count);
            harness.Report(two.Dispatches[^1].Request.Attempt, AttemptOutcome.Completed);
        }

        Assert.Equal(6, one.Calls);
    }

    [Fact]
    public void Bad_list_of_one_tenant_leaves_another_its_full_share_all_the_time()
    {
        using var harness = Answering(("one", () => DispatchResult.NotPlaced("400")));
        harness.Run(Of("one"), People(500, 1));
        for (var hour = 0; hour < 10; hour++)
        {
            harness.Advance(Hours(1));
            var other = harness.Run(Of("two"), People(300, 10_000 + (300 * hour)));
            Assert.Equal(300, harness.Statistics(other).Completed);
        }
    }

    [Theory]
    [InlineData(1, 60, 6_000)] // thirty times at the requested interval, then less and less often
    [InlineData(-5, 6, 400)]
    public void Tenant_that_is_throttled_for_ever_is_tried_ever_more_seldom(double seconds, int least, int most)
    {
        CampaignHarness? harness = null;
        using var running = harness = Answering(("one", () => DispatchResult.RetryAt(harness!.Now + Seconds(seconds))));
        harness.Run(Of("one"), People(20, 1));
        harness.Advance(Hours(24));
        Assert.InRange(harness.Provider.Dispatches.Count, least, most);
        var before = harness.Provider.Dispatches.Count;
        harness.Advance(Hours(24));
        Assert.InRange(harness.Provider.Dispatches.Count - before, 24 * 12, 24 * 12 * 1.2);
    }

    [Fact]
    public void Contact_for_which_alone_a_provider_says_try_later_lets_others_go_first()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(
            request => request.Contact.Key == "x"
                ? DispatchResult.RetryAt(harness.Now + Seconds(1))
                : DispatchResult.Completed(AttemptOutcome.Completed));
        var campaign = harness.Run(
            Calls(StepRetryPolicy.None, maxConcurrent: 1), One("x"), new Contact("y", "+15559990001"), new Contact("z", "+15559990002"));
        harness.Advance(Minutes(1));
        Assert.Equal(2, harness.Statistics(campaign).Completed);
        harness.Advance(Hours(24));
        Assert.InRange(harness.Provider.Dispatches.Count, 24 * 12, 24 * 15);
    }

    [Fact]
    public void Explain_tells_how_the_provider_stands_for_the_contact_s_tenant()
    {
        using var harness = Answering(("one", () => DispatchResult.RetryAt(Nine + Hours(1))));
        var one = harness.Run(Of("one"), People(3, 1));
        harness.Run(Of("two"), People(3, 100));
        var verdict = harness.Do(client => client.ExplainAsync(one, "p3")).Verdicts.Single(each => each.Gate == "provider");
        Assert.Contains("voice-1 is Throttled", verdict.Reason, StringComparison.Ordinal);
        Assert.Equal(Nine + Hours(1), verdict.Until);
    }
}
