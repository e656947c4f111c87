namespace Campaigns;

/// <summary>The routers that come with the library.</summary>
/// <remarks>
/// A router sees open providers alone. One that is full is closed to it like one that is broken, so none of these holds an attempt back
/// while another provider could take it: sticky is what an attempt prefers, not what it waits for.
/// </remarks>
public static class Router
{
    /// <summary>The default: the first in the order of registration; the others are for when it cannot.</summary>
    public static IRouter Ordered { get; } = new OrderedRouter();

    /// <summary>The lowest <see cref="ProviderOptions.Cost"/>; among equals the first in the order of registration. When it is closed, the next cheapest.</summary>
    public static IRouter Cheapest { get; } = new CheapestRouter();

    /// <summary>
    /// One provider for all contacts of a tenant, chosen by the tenant's name; tenants spread over the providers by
    /// <see cref="ProviderOptions.Weight"/>.
    /// </summary>
    /// <remarks>
    /// While it is closed its tenants spread over the others in the same way, and come back when it opens; nobody else moves, then or
    /// when a provider is added. The choice hangs on the names alone, so it is the same after a restart and in every process.
    /// </remarks>
    public static IRouter StickyByTenant { get; } = new StickyRouter(byContact: false);

    /// <summary>One provider for a contact, chosen by tenant and contact key, in all campaigns of the tenant. Otherwise as <see cref="StickyByTenant"/>.</summary>
    public static IRouter StickyByContact { get; } = new StickyRouter(byContact: true);

    /// <summary>Splits attempts by <see cref="ProviderOptions.Weight"/> over the open providers, evenly from one to the next.</summary>
    /// <remarks>
    /// While the same providers are open each one's count differs from its share by less than 1, counted from the first attempt, and by
    /// less than 2 counted over any run. A closed provider's share goes to the others; back again it gets its share from then on, and
    /// nothing of what it missed. Keeps account of each provider: one router serves one channel of one engine.
    /// </remarks>
    public static IRouter Weighted() => new WeightedRouter();

    private sealed class OrderedRouter : IRouter
    {
        public int Pick(RouteRequest request, ReadOnlySpan<RouteChoice> open) => 0;
    }

    private sealed class CheapestRouter : IRouter
    {
        public int Pick(RouteRequest request, ReadOnlySpan<RouteChoice> open)
        {
            var cheapest = 0;
            for (var i = 1; i < open.Length; i++)
            {
                cheapest = open[i].Cost < open[cheapest].Cost ? i : cheapest;
            }

            return cheapest;
        }
    }
}
