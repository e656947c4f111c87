using System.Text.RegularExpressions;
using Campaigns.Rules.Tests.Support;

namespace Campaigns.Rules.Tests;

/// <summary>Inspects the packages, and uses them as a new user does: in a new console project with a program from the README.</summary>
[Trait("Category", "Packages")]
[Collection(PackedCollection.Name)]
public sealed partial class PackageTests(PackedLibraries packed)
{
    private const string ConsumerProject = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Campaigns.Core" Version="[VERSION]" />
            <PackageReference Include="Campaigns.InMemory" Version="[VERSION]" />
            <PackageReference Include="Campaigns.Testing" Version="[VERSION]" />
          </ItemGroup>
        </Project>
        """;

    /// <summary>The parts that the README's quickstart leaves to the reader: a provider, contacts and output.</summary>
    private const string Given = """
        using Campaigns;
        using Campaigns.InMemory;

        var time = TimeProvider.System;
        var options = new CampaignsOptions { Store = new MemoryJobStore() };
        var provider = new Dialer();
        var (retries, maxConcurrent, stop) = (StepRetryPolicy.Fixed(3, TimeSpan.FromMilliseconds(10)), 2, CancellationToken.None);
        var (key, start) = ((string?)null, (DateTimeOffset?)null);
        var contacts = Enumerable.Range(1, 20).Select(i => new Contact($"C{i}", $"+1555010{i:D4}"));
        void show(CampaignStatistics statistics, DateTimeOffset now) => Console.WriteLine($"{now:T} {statistics.State}");

        QUICKSTART

        Console.WriteLine($"{statistics.State}: {statistics.Completed} of {statistics.Total}, refused {enrollment.Refused.Count}");

        sealed class Dialer : IProvider
        {
            public ICampaignReports? Reports { get; set; }

            public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) =>
                new(DispatchResult.Completed(request.Try == 1 ? AttemptOutcome.Busy : AttemptOutcome.Completed));
        }
        """;

    private static readonly string RepositoryUrl = Project.Libraries[0].Property("RepositoryUrl");

    public static TheoryData<string> Libraries => [.. ShippedAssemblies.Names];

    [Fact]
    public void The_readmes_programs_run_against_the_packages()
    {
        var quickstart = Given.Replace("QUICKSTART", Quickstart.InReadme, StringComparison.Ordinal);
        Assert.Contains("Completed: 20 of 20, refused 0", RunConsumer("quickstart", quickstart), StringComparison.Ordinal);
        Assert.Contains("2 calls, Completed", RunConsumer("harness", Quickstart.Program), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_package_says_what_it_is_and_where_it_comes_from(string library)
    {
        var metadata = packed.Package(library).Metadata.Elements().ToDictionary(element => element.Name.LocalName);

        Assert.Equal(library, metadata["id"].Value);
        Assert.Equal("MIT", metadata["license"].Value);
        Assert.Equal(RepositoryUrl, metadata["projectUrl"].Value);
        Assert.Equal("git", metadata["repository"].Attribute("type")?.Value);
        Assert.Equal(RepositoryUrl, metadata["repository"].Attribute("url")?.Value);
        Assert.NotEqual("Package Description", metadata["description"].Value); // NuGet's default text
        Assert.NotEmpty(metadata["tags"].Value);
        Assert.StartsWith("## ", metadata["releaseNotes"].Value, StringComparison.Ordinal);
        Assert.Contains(metadata["releaseNotes"].Value, Repository.Read("CHANGELOG.md"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_package_brings_documentation_symbols_icon_and_readme(string library)
    {
        var package = packed.Package(library);

        Assert.Contains($"lib/net10.0/{library}.xml", package.Content.Keys);
        Assert.Contains($"lib/net10.0/{library}.pdb", packed.Package(library, "snupkg").Content.Keys);
        Assert.Equal("icon.png", package.Metadata.Elements().Single(element => element.Name.LocalName == "icon").Value);
        Assert.Equal(File.ReadAllBytes(Repository.FullPath("eng/icon.png")), package.Content["icon.png"]);
        Assert.Equal("README.md", package.Metadata.Elements().Single(element => element.Name.LocalName == "readme").Value);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void The_readme_of_a_package_is_the_repositorys_with_absolute_links(string library)
    {
        var readme = packed.Package(library).Text("README.md").ReplaceLineEndings("\n").TrimEnd();

        Assert.Empty(RelativeLink().Matches(readme));
        var relative = readme.Replace($"]({RepositoryUrl}/blob/main/", "](", StringComparison.Ordinal);
        Assert.Equal(Repository.Read("README.md").TrimEnd(), relative);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Nothing_names_the_folder_it_was_built_in(string library)
    {
        Assert.StartsWith("/_/", packed.Package(library).SymbolPath($"lib/net10.0/{library}.dll"), StringComparison.Ordinal);
        Assert.All(
            packed.Package(library, "snupkg").SourcePaths($"lib/net10.0/{library}.pdb"),
            path => Assert.StartsWith("/_/", path, StringComparison.Ordinal));
        Assert.All(GeneratedCodeOf(library), source => Assert.DoesNotContain(packed.Folder, source, StringComparison.Ordinal));
    }

    [Fact]
    public void Symbols_hold_generated_code() =>
        Assert.Contains(GeneratedCodeOf("Campaigns.Dashboard"), source => source.Contains("#line (", StringComparison.Ordinal));

    /// <summary>Packs one library twice. eng/same-bytes packs all of them.</summary>
    [Fact]
    public void Another_folder_gives_the_same_bytes()
    {
        const string library = "Campaigns.Core";
        const string again = "packed again";
        packed.PackAgain(library, again);

        foreach (var extension in new[] { "nupkg", "snupkg" })
        {
            var (first, second) = (packed.Package(library, extension).Content, packed.Package(library, extension, again).Content);
            Assert.Equal(first.Keys.Order(), second.Keys.Order());
            Assert.All(first, file => Assert.Equal(file.Value, second[file.Key]));
        }
    }

    [Fact]
    public void The_version_is_a_release_or_a_preview()
    {
        string[] ask = ["msbuild", "src/Campaigns.Core", "-target:MinVer", "-getProperty:Version"];
        var version = CommandLine.Dotnet(Repository.Root, ask).OrFail().Output.Trim();

        Assert.Matches(@"^[0-9]+\.[0-9]+\.[0-9]+(-preview(\.[0-9]+)*)?$", version);
    }

    private IReadOnlyList<string> GeneratedCodeOf(string library) =>
        packed.Package(library, "snupkg").EmbeddedSources($"lib/net10.0/{library}.pdb");

    /// <summary>Creates an empty project beside the packages, and runs a program in it.</summary>
    private string RunConsumer(string name, string program)
    {
        packed.Write($"{name}/nuget.config", Consumer.Feeds);
        packed.Write($"{name}/Program.cs", program);
        packed.Write($"{name}/Consumer.csproj", ConsumerProject.Replace("VERSION", packed.Version, StringComparison.Ordinal));
        var consumer = Path.Combine(packed.Folder, name);
        CommandLine.Dotnet(consumer, ["build", .. Consumer.RestoreInto(packed.Folder)]).OrFail();
        return CommandLine.Dotnet(consumer, "run", "--no-build").OrFail().Output;
    }

    [GeneratedRegex(@"\]\((?!https://|#)")]
    private static partial Regex RelativeLink();
}
