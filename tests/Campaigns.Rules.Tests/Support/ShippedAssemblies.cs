using System.Reflection;

namespace Campaigns.Rules.Tests.Support;

/// <summary>The built libraries of src/.</summary>
internal static class ShippedAssemblies
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "Campaigns.Core", "Campaigns.Export", "Campaigns.Handlebars", "Campaigns.Http", "Campaigns.InMemory", "Campaigns.PhoneNumbers",
        "Campaigns.Simulation", "Campaigns.Smtp", "Campaigns.Sqlite", "Campaigns.Testing", "Campaigns.Twilio",
    ];

    public static IReadOnlyList<Assembly> Loaded { get; } = [.. Names.Select(Assembly.Load)];

    /// <summary>The namespaces in which an assembly may have public types.</summary>
    public static IReadOnlyList<string> PublicNamespaces(string assembly) => assembly switch
    {
        "Campaigns.Core" => ["Campaigns", "Campaigns.Storage"],
        "Campaigns.Http" => ["Campaigns.Http", "Campaigns.Webhooks"],
        _ => [assembly],
    };
}
