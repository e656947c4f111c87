namespace Campaigns;

/// <summary>The routers of the library.</summary>
/// <remarks>
/// A router sees only open providers. A provider that is full or broken is closed. No router therefore holds an attempt back while another
/// provider could take it. A sticky provider is a preference, not a condition.
/// </remarks>
public static class ProviderRouters
{
    /// <summary>
    /// The default. Picks the first provider in the order of registration. The others are used while the first one is closed.
    /// </summary>
    public static IProviderRouter Ordered { get; } = new OrderedRouter();

    /// <summary>
    /// Picks the lowest <see cref="ProviderOptions.Cost"/>; among equals, the first in the order of registration. While it is closed, picks
    /// the next cheapest.
    /// </summary>
    public static IProviderRouter Cheapest { get; } = new CheapestRouter();

    /// <summary>
    /// Picks one provider for all contacts of a tenant, according to the tenant's name. Tenants are distributed over the providers by
    /// <see cref="ProviderOptions.Weight"/>.
    /// </summary>
    /// <remarks>
    /// While a provider is closed, its tenants are distributed over the others in the same way. They return when it opens. No other tenant
    /// moves between existing providers, also when a provider is added. The choice depends only on names, so it is the same after a restart
    /// and in every process.
    /// </remarks>
    public static IProviderRouter StickyByTenant { get; } = new StickyRouter(byContact: false);

    /// <summary>
    /// Picks one provider per contact, according to tenant and contact key, in all campaigns of the tenant. Otherwise as
    /// <see cref="StickyByTenant"/>.
    /// </summary>
    public static IProviderRouter StickyByContact { get; } = new StickyRouter(byContact: true);

    /// <summary>Splits attempts over the open providers by <see cref="ProviderOptions.Weight"/>, evenly interleaved.</summary>
    /// <remarks>
    /// While the same providers are open, the count of each differs from its share by less than 1 from the first attempt on, and by less
    /// than 2 over any run of attempts. The share of a closed provider goes to the others. A provider that reopens gets its share again,
    /// without compensation for the time when it was closed. The router keeps counts per provider, so use one router per channel and
    /// engine.
    /// </remarks>
    public static IProviderRouter Weighted() => new WeightedRouter();

    private sealed class OrderedRouter : IProviderRouter
    {
        public int Pick(RouteRequest request, ReadOnlySpan<RouteChoice> open) => 0;
    }

    private sealed class CheapestRouter : IProviderRouter
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
