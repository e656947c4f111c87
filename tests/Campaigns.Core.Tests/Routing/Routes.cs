namespace Campaigns.Tests.Routing;

/// <summary>Requests and choices for routers without an engine.</summary>
internal static class Routes
{
    public static RouteRequest For(string key, string tenant = "acme", long campaign = 1) =>
        new("voice", tenant, new CampaignId(campaign), new Contact(key, "+15550100001"));

    public static RouteChoice[] Choices(params int[] weights) =>
        [.. weights.Select((weight, i) => new RouteChoice($"provider-{i}", i, weight, 0, 0))];

    public static string NameOf(this IProviderRouter router, RouteRequest request, params RouteChoice[] open) =>
        open[router.Pick(request, open)].Name;

    public static RouteChoice[] Without(this RouteChoice[] choices, string name) => [.. choices.Where(choice => choice.Name != name)];

    /// <summary>Draws two to eight weights, close to each other or far apart.</summary>
    public static int[] DrawWeights(this Random random) =>
        [.. Enumerable.Range(0, random.Next(2, 9)).Select(_ => random.Next(2) == 0 ? random.Next(1, 6) : random.Next(1, 1_001))];
}
