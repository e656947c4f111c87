using System.Globalization;

namespace Campaigns.ClusterTest;

/// <summary>The tenants of the test: each has one campaign with a cap. Nobody is called twice.</summary>
internal static class TestTenants
{
    public const string Key = "calls";
    public const int Shards = 12;
    public const int MaxConcurrent = 3;
    private const int Tenants = 24;

    public static IReadOnlyList<string> Names { get; } = [.. Enumerable.Range(0, Tenants).Select(number => $"t{number}")];

    public static CampaignDefinition DefinitionOf(string tenant) => new()
    {
        Name = "calls",
        Key = Key,
        Tenant = tenant,
        KeepOpen = true,
        MaxConcurrent = MaxConcurrent,
        Steps = [CampaignStep.Call(StepRetryPolicy.None)],
    };

    public static Contact ContactOf(string tenant, int number) => new(
        string.Create(CultureInfo.InvariantCulture, $"{tenant}.{number}"),
        string.Create(CultureInfo.InvariantCulture, $"+1555{number:D7}"));

    public static string TenantOf(string contact) => contact[..contact.IndexOf('.', StringComparison.Ordinal)];
}
