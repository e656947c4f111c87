using static Campaigns.Tests.Routing.Routes;

namespace Campaigns.Tests.Routing;

public class RouterTests
{
    [Fact]
    public void Cheapest_is_the_lowest_cost_then_the_first_registered()
    {
        var open = Choices(1, 1, 1, 1);
        decimal[] costs = [0.02m, 0.01m, 0.01m, 0.03m];
        open = [.. open.Select((choice, i) => choice with { Cost = costs[i] })];

        Assert.Equal("provider-1", ProviderRouters.Cheapest.NameOf(For("ann"), open));
        open = open.Without("provider-1");
        Assert.Equal("provider-2", ProviderRouters.Cheapest.NameOf(For("ann"), open));
        open = open.Without("provider-2");
        Assert.Equal("provider-0", ProviderRouters.Cheapest.NameOf(For("ann"), open));
    }

    [Fact]
    public void Ordered_is_the_first_registered_of_those_open()
    {
        Assert.Equal("provider-0", ProviderRouters.Ordered.NameOf(For("ann"), Choices(1, 9)));
        Assert.Equal("provider-1", ProviderRouters.Ordered.NameOf(For("ann"), Choices(1, 9, 9).Without("provider-0")));
    }

    [Fact]
    public void Routers_allocate_nothing_for_a_pick()
    {
        var open = Choices(5, 1, 3, 100);
        var request = For("somebody whose key is long");
        IProviderRouter[] routers = [ProviderRouters.Ordered, ProviderRouters.Cheapest, ProviderRouters.StickyByTenant,
            ProviderRouters.StickyByContact, ProviderRouters.Weighted()];
        foreach (var router in routers)
        {
            router.Pick(request, open);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1_000; i++)
            {
                router.Pick(request, open);
            }

            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Fact]
    public void Weighted_routers_of_two_engines_share_no_account()
    {
        var open = Choices(1, 1);
        var (one, other) = (ProviderRouters.Weighted(), ProviderRouters.Weighted());

        Assert.Equal("provider-0", one.NameOf(For("ann"), open));
        Assert.Equal("provider-0", other.NameOf(For("ann"), open));
        Assert.Equal("provider-1", one.NameOf(For("ann"), open));
    }
}
