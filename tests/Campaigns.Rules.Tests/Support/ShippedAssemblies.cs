using System.Reflection;

namespace Campaigns.Rules.Tests.Support;

/// <summary>The built libraries of src/.</summary>
internal static class ShippedAssemblies
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "Campaigns.AspNetCore", "Campaigns.Core", "Campaigns.Dashboard", "Campaigns.Export", "Campaigns.Handlebars", "Campaigns.Http",
        "Campaigns.InMemory", "Campaigns.Mcp", "Campaigns.Orleans", "Campaigns.PhoneNumbers", "Campaigns.PostgreSql",
        "Campaigns.Recruiting", "Campaigns.Simulation", "Campaigns.Smtp", "Campaigns.Sqlite", "Campaigns.Testing", "Campaigns.Twilio",
    ];

    public static IReadOnlyList<Assembly> Loaded { get; } = [.. Names.Select(Assembly.Load)];

    /// <summary>The namespaces in which an assembly may have public types.</summary>
    public static IReadOnlyList<string> PublicNamespaces(string assembly) => assembly switch
    {
        "Campaigns.AspNetCore" =>
            ["Campaigns.AspNetCore", "Campaigns.AspNetCore.Access", "Campaigns.AspNetCore.Health", "Campaigns.AspNetCore.Uploads",
             "Campaigns.AspNetCore.Webhooks"],
        "Campaigns.Core" => ["Campaigns", "Campaigns.Storage"],
        "Campaigns.Dashboard" => // Razor generates public classes; the analyzer of the public API skips these namespaces
            [.. Assembly.Load(assembly).GetExportedTypes().Select(type => type.Namespace!).Where(IsOfComponents), assembly],
        "Campaigns.Http" => ["Campaigns.Http", "Campaigns.Webhooks"],
        _ => [assembly],
    };

    /// <summary>Whether a namespace holds components of the dashboard, which Razor makes public.</summary>
    public static bool IsOfComponents(string name) =>
        name.StartsWith("Campaigns.Dashboard.Pages", StringComparison.Ordinal) || name == "Campaigns.Dashboard.Shared";
}
