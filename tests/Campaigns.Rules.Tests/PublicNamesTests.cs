using Campaigns.Rules.Tests.Support;

namespace Campaigns.Rules.Tests;

/// <summary>
/// A file that imports Campaigns compiles beside the usual imports of programs with a host. No type has the name of one of theirs, because
/// the compiler refuses every use of such a name as ambiguous.
/// </summary>
public sealed class PublicNamesTests
{
    /// <summary>The implicit usings of the console, worker and web SDKs.</summary>
    private static readonly string[] Implicit =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks",
        "System.Net.Http.Json", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http",
        "Microsoft.AspNetCore.Routing", "Microsoft.Extensions.Configuration", "Microsoft.Extensions.DependencyInjection",
        "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging",
    ];

    /// <summary>Additional imports of a provider, a controller, a page, or the setup of a host.</summary>
    private static readonly string[] Usual =
    [
        "System.Collections.Concurrent", "System.ComponentModel", "System.ComponentModel.DataAnnotations", "System.Diagnostics",
        "System.Diagnostics.Metrics", "System.Globalization", "System.Net", "System.Net.Http.Headers", "System.Net.Mail",
        "System.Reflection", "System.Security.Claims", "System.Text", "System.Text.Json", "System.Text.Json.Serialization",
        "System.Text.RegularExpressions", "System.Threading.Channels", "System.Threading.RateLimiting",
        "System.Runtime.CompilerServices", "Microsoft.AspNetCore.Authentication", "Microsoft.AspNetCore.Authorization",
        "Microsoft.AspNetCore.Components", "Microsoft.AspNetCore.Components.Forms", "Microsoft.AspNetCore.Components.Web",
        "Microsoft.AspNetCore.Diagnostics", "Microsoft.AspNetCore.Http.HttpResults", "Microsoft.AspNetCore.Identity",
        "Microsoft.AspNetCore.Mvc", "Microsoft.AspNetCore.Mvc.Filters", "Microsoft.AspNetCore.Mvc.ModelBinding",
        "Microsoft.AspNetCore.Mvc.RazorPages", "Microsoft.AspNetCore.RateLimiting", "Microsoft.AspNetCore.SignalR",
        "Microsoft.Extensions.Caching.Distributed", "Microsoft.Extensions.Caching.Memory",
        "Microsoft.Extensions.DependencyInjection.Extensions", "Microsoft.Extensions.Diagnostics.HealthChecks",
        "Microsoft.Extensions.Diagnostics.Metrics", "Microsoft.Extensions.FileProviders", "Microsoft.Extensions.Http",
        "Microsoft.Extensions.Localization", "Microsoft.Extensions.Options", "Microsoft.Extensions.Primitives",
    ];

    [Fact]
    public void No_public_type_has_the_name_of_one_that_its_users_import()
    {
        SkipWithoutPacks();

        Offenders.AssertNone(
            "No public type of Campaigns has the name of a .NET or ASP.NET Core type that its users also import.",
            Collisions(ShippedAssemblies.Loaded.SelectMany(assembly => assembly.GetExportedTypes())));
    }

    [Fact]
    public void The_rule_can_fail()
    {
        SkipWithoutPacks();

        Type[] types = [typeof(Endpoint), typeof(ProblemDetails), typeof(List<>), typeof(List), typeof(PublicNamesTests)];
        Assert.Equal(
            ["Endpoint (Microsoft.AspNetCore.Http)", "List`1 (System.Collections.Generic)", "ProblemDetails (Microsoft.AspNetCore.Mvc)"],
            Collisions(types).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_namespace_that_is_looked_at_has_types()
    {
        SkipWithoutPacks();

        var there = ReferencePacks.PublicTypes().Select(type => type.Namespace).ToHashSet();
        Assert.Empty(Implicit.Concat(Usual).Except(there));
    }

    private static IEnumerable<string> Collisions(IEnumerable<Type> types)
    {
        var imported = ReferencePacks.PublicTypes().ToLookup(type => type.Name, type => type.Namespace);
        return
            from type in types
            where !type.IsNested
            from space in imported[type.Name].Intersect(Implicit.Concat(Usual))
            select $"{type.Name} ({space})";
    }

    private static void SkipWithoutPacks() =>
        Assert.SkipWhen(
            ReferencePacks.Missing is not null,
            $"{ReferencePacks.Missing} is not in {ReferencePacks.Folder}: this machine has no reference assemblies to compare with.");
}

/// <summary>Has the name of a type in Microsoft.AspNetCore.Http.</summary>
internal sealed class Endpoint;

/// <summary>Has the name of a type in Microsoft.AspNetCore.Mvc.</summary>
internal sealed class ProblemDetails;

/// <summary>Not generic, so the compiler can tell it from List of T.</summary>
internal sealed class List;
