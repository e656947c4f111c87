namespace Campaigns;

/// <summary>The routers that come with the library.</summary>
public static class Router
{
    /// <summary>The default: the first in the order of registration; the others are for when it cannot.</summary>
    public static IRouter Ordered { get; } = new OrderedRouter();

    private sealed class OrderedRouter : IRouter
    {
        public int Pick(RouteRequest request, ReadOnlySpan<RouteChoice> open) => 0;
    }
}
