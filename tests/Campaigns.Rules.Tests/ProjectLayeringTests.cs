using Campaigns.Rules.Tests.Support;

namespace Campaigns.Rules.Tests;

/// <summary>
/// Dependencies between projects go one way: all projects → Core, Dashboard and Mcp → AspNetCore → Export, Orleans → PostgreSql, and
/// Simulation → Testing → InMemory.
/// </summary>
[Trait("Category", "Process")] // MSBuild evaluates the projects
public sealed class ProjectLayeringTests
{
    private const string AspNetCore = "Campaigns.AspNetCore";
    private const string Core = "Campaigns.Core";
    private const string Dashboard = "Campaigns.Dashboard";
    private const string Export = "Campaigns.Export";
    private const string InMemory = "Campaigns.InMemory";
    private const string Mcp = "Campaigns.Mcp";
    private const string Orleans = "Campaigns.Orleans";
    private const string PostgreSql = "Campaigns.PostgreSql";
    private const string Simulation = "Campaigns.Simulation";
    private const string Testing = "Campaigns.Testing";

    private static readonly string[] PackagesOfCore =
    [
        "Microsoft.CodeAnalysis.BannedApiAnalyzers", // build time only
        "Microsoft.CodeAnalysis.PublicApiAnalyzers", // build time only
        "Microsoft.Extensions.Configuration.Abstractions",
        "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Microsoft.Extensions.Hosting.Abstractions",
        "Microsoft.Extensions.Logging.Abstractions",
        "Microsoft.Extensions.Options",
        "MinVer", // build time only
        "NodaTime",
    ];

    /// <summary>
    /// The harness and the simulated store use the memory store, and the simulator uses the virtual clock. The API sends the export. Shards
    /// are on the PostgreSQL store.
    /// </summary>
    private static readonly (string Library, string Reference)[] OtherReferences =
    [
        (AspNetCore, Export), (Dashboard, AspNetCore), (Mcp, AspNetCore), (Orleans, PostgreSql), (Simulation, InMemory),
        (Simulation, Testing), (Testing, InMemory),
    ];

    [Fact]
    public void Core_references_no_project() =>
        Assert.Empty(Library(Core).References("ProjectReference"));

    [Fact]
    public void Core_references_only_NodaTime_and_the_abstractions() =>
        Assert.Empty(Library(Core).References("PackageReference").Except(PackagesOfCore));

    [Fact]
    public void Every_other_library_references_only_Core_but_those_that_run_campaigns() =>
        Offenders.AssertNone(
            $"A library under src/ references only {Core}; {AspNetCore} also {Export}, {Dashboard} and {Mcp} also {AspNetCore}, "
                + $"{Orleans} also {PostgreSql}, {Testing} also {InMemory}, and {Simulation} both.",
            from project in Project.Libraries
            from reference in project.FileNames("ProjectReference")
            where reference != Core && !OtherReferences.Contains((project.Name, reference))
            select $"{project.File} references {reference}");

    [Fact]
    public void Every_library_is_under_the_rules() =>
        Assert.Equal(Project.Libraries.Select(project => project.Name), ShippedAssemblies.Names);

    private static Project Library(string name) => Project.Libraries.Single(project => project.Name == name);
}
