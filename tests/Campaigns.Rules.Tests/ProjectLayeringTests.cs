using Campaigns.Rules.Tests.Support;

namespace Campaigns.Rules.Tests;

/// <summary>Arrows between projects point one way: everything → Core, and Simulation → Testing.</summary>
public sealed class ProjectLayeringTests
{
    private const string Core = "Campaigns.Core";
    private const string Simulation = "Campaigns.Simulation";
    private const string Testing = "Campaigns.Testing";

    private static readonly string[] PackagesOfCore =
    [
        "Microsoft.CodeAnalysis.BannedApiAnalyzers", // at build time only
        "Microsoft.CodeAnalysis.PublicApiAnalyzers", // at build time only
        "Microsoft.Extensions.Configuration.Abstractions",
        "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Microsoft.Extensions.Hosting.Abstractions",
        "Microsoft.Extensions.Logging.Abstractions",
        "Microsoft.Extensions.Options",
        "MinVer", // at build time only
        "NodaTime",
    ];

    [Fact]
    public void Core_references_no_project() =>
        Assert.Empty(Library(Core).References("ProjectReference"));

    [Fact]
    public void Core_references_only_NodaTime_and_the_abstractions() =>
        Assert.Empty(Library(Core).References("PackageReference").Except(PackagesOfCore));

    [Fact]
    public void Every_other_library_references_only_Core_but_Simulation_Testing_too() =>
        Offenders.AssertNone(
            $"A library under src/ references no project but {Core}; {Simulation} references {Testing} too.",
            from project in Project.Libraries
            from reference in project.FileNames("ProjectReference")
            where reference != Core && (project.Name, reference) != (Simulation, Testing)
            select $"{project.File} references {reference}");

    [Fact]
    public void Every_library_is_under_the_rules() =>
        Assert.Equal(Project.Libraries.Select(project => project.Name), ShippedAssemblies.Names);

    private static Project Library(string name) => Project.Libraries.Single(project => project.Name == name);
}
