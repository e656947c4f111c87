using System.Reflection;

namespace Campaigns.Rules.Tests.Support;

/// <summary>The built libraries of src/.</summary>
internal static class ShippedAssemblies
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "Campaigns.AspNetCore", "Campaigns.Core", "Campaigns.Dashboard", "Campaigns.Export", "Campaigns.Handlebars", "Campaigns.Http",
        "Campaigns.InMemory", "Campaigns.Mcp", "Campaigns.PhoneNumbers", "Campaigns.PostgreSql", "Campaigns.Recruiting",
        "Campaigns.Simulation", "Campaigns.Smtp", "Campaigns.Sqlite", "Campaigns.Testing", "Campaigns.Twilio",
    ];

    public static IReadOnlyList<Assembly> Loaded { get; } = [.. Names.Select(Assembly.Load)];

    /// <summary>The namespaces in which an assembly may have public types.</summary>
    public static IReadOnlyList<string> PublicNamespaces(string assembly) => assembly switch
    {
        "Campaigns.AspNetCore" => ["Campaigns.AspNetCore", "Campaigns.AspNetCore.Access", "Campaigns.AspNetCore.Health"],
        "Campaigns.Core" => ["Campaigns", "Campaigns.Storage"],
        "Campaigns.Dashboard" => ["Campaigns.Dashboard", .. ComponentNamespaces],
        "Campaigns.Http" => ["Campaigns.Http", "Campaigns.Webhooks"],
        _ => [assembly],
    };
}
