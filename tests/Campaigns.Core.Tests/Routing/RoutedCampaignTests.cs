using static Campaigns.Tests.People;

namespace Campaigns.Tests.Routing;

/// <summary>Routers in the engine: providers that close, fail over and recover.</summary>
public class RoutedCampaignTests
{
    [Fact]
    public void Weighted_split_is_exact_and_a_provider_turned_off_for_an_hour_is_not_flooded()
    {
        using var harness = Routed(ProviderRouters.Weighted(), ("big", 3), ("small", 1));
        var campaign = harness.Run(Paced(), Many(5_000));

        harness.Advance(Minutes(10) - Seconds(1)); // one call per second, the first immediately
        AssertSplit((450, 150));
        Turn(harness, "small", ProviderSwitch.Off);
        harness.Advance(Hours(1));
        AssertSplit((4_050, 150));
        Turn(harness, "small", ProviderSwitch.Automatic);
        harness.Advance(Minutes(2));
        AssertSplit((4_140, 180));

        void AssertSplit((int Big, int Small) expected)
        {
            var used = Many(5_000).SelectMany(contact => harness.Contact(campaign, contact.Key).Timeline).CountBy(
                attempt => attempt.Provider).ToDictionary();
            Assert.Equal(expected, (used["big"], used["small"]));
        }
    }

    [Fact]
    public void Sticky_contact_is_called_by_one_provider_elsewhere_while_that_is_off_and_by_it_again()
    {
        using var harness = Routed(ProviderRouters.StickyByContact, ("a", 1), ("b", 1), ("c", 1));
        var busy = StepRetryPolicy.Fixed(6, Minutes(1));
        var campaign = harness.Run(Calls(busy, maxConcurrent: 1_000), Many(100));

        harness.Advance(Minutes(1));
        Turn(harness, "b", ProviderSwitch.Off);
        harness.Advance(Minutes(2));
        Turn(harness, "b", ProviderSwitch.Automatic);
        harness.Advance(Minutes(10));

        var used = new HashSet<string>();
        foreach (var contact in Many(100))
        {
            var by = harness.Contact(campaign, contact.Key).Timeline.Select(attempt => attempt.Provider).ToList();
            used.Add(by[0]);
            Assert.Equal(by[0] == "b" ? [by[0], by[0], by[2], by[2], by[0], by[0]] : Enumerable.Repeat(by[0], 6), by);
            Assert.NotEqual("b", by[2]);
        }

        Assert.Equal(["a", "b", "c"], used.Order());
    }

    [Fact]
    public void What_was_surely_not_placed_fails_over_within_the_same_try()
    {
        var down = new Answering(_ => new(DispatchResult.NotPlaced("down")));
        var up = new Answering(_ => new(DispatchResult.Completed(AttemptOutcome.Completed)));
        using var harness = new CampaignHarness(options => options
            .AddProvider("voice", up, provider => (provider.Name, provider.Cost) = ("dear", 2))
            .AddProvider("voice", down, provider => (provider.Name, provider.Cost) = ("cheap", 1))
            .UseRouter("voice", ProviderRouters.Cheapest));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());

        harness.Advance(Seconds(10));

        var timeline = harness.Contact(campaign, "ann").Timeline;
        Assert.Equal(
            [("cheap", 1, AttemptOutcome.NotPlaced), ("dear", 1, AttemptOutcome.Completed)],
            timeline.Select(a => (a.Provider, a.Try, a.Outcome)));
        Assert.Equal([1], up.Requests.Select(request => request.Try));
    }

    [Fact]
    public void What_may_have_rung_never_fails_over()
    {
        var broken = new Answering(_ => throw new InvalidOperationException());
        var up = new Answering(_ => new(DispatchResult.Completed(AttemptOutcome.Completed)));
        using var harness = new CampaignHarness(
            options => options.AddProvider("voice", broken).AddProvider("voice", up).UseRouter("voice", ProviderRouters.Ordered));
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Seconds(10))), One());

        harness.Advance(Hours(1));

        Assert.Equal((1, 0), (broken.Calls, up.Calls));
        Assert.Equal(JobState.Unknown, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Outage_of_one_simulated_provider_costs_no_contact_an_attempt()
    {
        SimulatedProvider? first = null, second = null;
        var outage = new SimulatedOutage(Nine + Seconds(30), Nine + Minutes(3), SimulatedOutageKind.NotPlaced);
        using var harness = new CampaignHarness(options => options
            .AddProvider(
                "voice", first = new(options.TimeProvider!, new SimulatedProviderOptions { Outages = [outage] }, options.TaskScheduler))
            .AddProvider("voice", second = new(options.TimeProvider!, null, options.TaskScheduler))
            .UseRouter("voice", ProviderRouters.Weighted()));
        first!.Reports = second!.Reports = () => harness.Reports;
        var people = Enumerable.Range(1, 300).Select(i => new Contact($"p{i}", MagicNumber.Completed.Phone(i)));
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 10), people);

        harness.Advance(Hours(1));

        var statistics = harness.Statistics(campaign);
        Assert.Equal((300, 0), (statistics.Completed, statistics.RetriesAttempted));
        Assert.Equal(300, first.Placed + second.Placed);
        Assert.True(first.Placed >= 15 && second.Placed > first.Placed, $"{first.Placed} and {second.Placed}");
    }

    [Fact]
    public void A_router_of_ones_own_is_one_small_class()
    {
        using var harness = new CampaignHarness(options => options
            .AddProvider("voice", new Answering(_ => new(DispatchResult.Accepted())), provider => provider.Name = "a")
            .AddProvider("voice", new Answering(_ => new(DispatchResult.Accepted())), provider => provider.Name = "b")
            .UseRouter("voice", new LeastBusy()));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), Many(6));

        Assert.Equal(
            ["a", "b", "a", "b", "a", "b"], Many(6).Select(contact => harness.Contact(campaign, contact.Key).Timeline.Single().Provider));
    }

    private static CampaignHarness Routed(IProviderRouter router, params (string Name, int Weight)[] providers) => new(options =>
    {
        options.UseRouter("voice", router);
        foreach (var (name, weight) in providers)
        {
            var busy = new Answering(_ => new(DispatchResult.Completed(AttemptOutcome.Busy)));
            options.AddProvider("voice", busy, provider => (provider.Name, provider.Weight) = (name, weight));
        }
    });

    /// <summary>One call per second.</summary>
    private static CampaignDefinition Paced() => Calls(StepRetryPolicy.None) with { Rate = RateLimit.PerSecond(1) };

    private static void Turn(CampaignHarness harness, string provider, ProviderSwitch to) =>
        harness.Do(operations => operations.ChangeProviderAsync(provider, new ProviderSettings { Switch = to }));

    private sealed class LeastBusy : IProviderRouter
    {
        public int Pick(RouteRequest request, ReadOnlySpan<RouteChoice> open)
        {
            var least = 0;
            for (var i = 1; i < open.Length; i++)
            {
                least = open[i].Live < open[least].Live ? i : least;
            }

            return least;
        }
    }
}
