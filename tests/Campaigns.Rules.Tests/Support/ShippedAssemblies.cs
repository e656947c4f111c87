using System.Reflection;

namespace Campaigns.Rules.Tests.Support;

/// <summary>The built libraries of src/.</summary>
internal static class ShippedAssemblies
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "Campaigns.Core", "Campaigns.Export", "Campaigns.Handlebars", "Campaigns.InMemory", "Campaigns.PhoneNumbers",
        "Campaigns.PostgreSql", "Campaigns.Simulation", "Campaigns.Sqlite", "Campaigns.Testing",
    ];

    public static IReadOnlyList<Assembly> Loaded { get; } = [.. Names.Select(Assembly.Load)];

    /// <summary>The namespaces in which an assembly may have public types.</summary>
    public static IReadOnlyList<string> PublicNamespaces(string assembly) =>
        assembly == "Campaigns.Core" ? ["Campaigns", "Campaigns.Storage"] : [assembly];
}
