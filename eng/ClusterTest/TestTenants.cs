using System.Globalization;

namespace Campaigns.ClusterTest;

/// <summary>
/// The tenants of the test: each has one campaign with a cap. Nobody is reached twice. Half of the tenants call, and share the live calls
/// of one provider; the others send messages, and share the rate of another one.
/// </summary>
internal static class TestTenants
{
    public const string Key = "calls";
    public const int Shards = 12;
    public const int MaxConcurrent = 3;

    /// <summary>The provider of calls.</summary>
    public const string Dialer = "dialer";

    /// <summary>The most live calls of the dialer, over all shards. The campaigns alone would allow 36.</summary>
    public const int MostLive = 20;

    /// <summary>The provider of messages.</summary>
    public const string Texter = "texter";

    /// <summary>The most messages a second, over all shards. The campaigns alone would send about three times as many.</summary>
    public const int MostPerSecond = 60;

    public const int Burst = 6;
    private const int Tenants = 24;

    public static IReadOnlyList<string> Names { get; } = [.. Enumerable.Range(0, Tenants).Select(number => $"t{number}")];

    public static CampaignDefinition DefinitionOf(string tenant) => new()
    {
        Name = "calls",
        Key = Key,
        Tenant = tenant,
        KeepOpen = true,
        MaxConcurrent = MaxConcurrent,
        Steps = [(Calls(tenant) ? CampaignStep.Call() : CampaignStep.Message(Channels.Sms, "Hello")) with { Retry = StepRetryPolicy.None }],
    };

    public static Contact ContactOf(string tenant, int number) => new(
        string.Create(CultureInfo.InvariantCulture, $"{tenant}.{number}"),
        string.Create(CultureInfo.InvariantCulture, $"+1555{number:D7}"));

    public static string TenantOf(string contact) => contact[..contact.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>Whether a tenant calls. Otherwise, it sends messages.</summary>
    public static bool Calls(string tenant) => int.Parse(tenant.AsSpan(1), CultureInfo.InvariantCulture) % 2 == 0;

    public static string ProviderOf(string tenant) => Calls(tenant) ? Dialer : Texter;
}
