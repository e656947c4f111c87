using Campaigns.Rules.Tests.Support;

namespace Campaigns.Rules.Tests;

/// <summary>Packs the libraries and uses them as a stranger would: a new console project with a program of the README.</summary>
[Trait("Category", "Packages")]
public sealed class PackageTests
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
            <PackageReference Include="Campaigns.Testing" Version="[VERSION]" />
          </ItemGroup>
        </Project>
        """;

    /// <summary>Adds the packed libraries to the machine's own package sources.</summary>
    private const string ConsumerFeeds = """
        <configuration>
          <packageSources>
            <add key="packed" value="../packed" />
          </packageSources>
        </configuration>
        """;

    /// <summary>What the README's quickstart leaves to its reader: a provider, contacts, and what to show.</summary>
    private const string Given = """
        using Campaigns;

        var time = TimeProvider.System;
        var options = new CampaignsOptions();
        var provider = new Dialer();
        var (retries, maxConcurrent, stop) = (RetryPolicy.Fixed(3, TimeSpan.FromMilliseconds(10)), 2, CancellationToken.None);
        var (key, start) = ((string?)null, (DateTimeOffset?)null);
        var contacts = Enumerable.Range(1, 20).Select(i => new Contact($"C{i}", $"+1555010{i:D4}"));
        void show(CampaignStatistics statistics, DateTimeOffset now) => Console.WriteLine($"{now:T} {statistics.State}");

        QUICKSTART

        Console.WriteLine($"{statistics.State}: {statistics.Completed} of {statistics.Total}, refused {enrolment.Refused.Count}");

        sealed class Dialer : IProvider
        {
            public ICampaignClient? Client { get; set; }

            public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellation) =>
                new(DispatchResult.Completed(request.Try == 1 ? Outcome.Busy : Outcome.Completed));
        }
        """;

    [Fact]
    public void The_readmes_programs_run_against_the_packages()
    {
        using var folder = new TemporaryFolder();
        var version = $"0.0.0-test{Guid.NewGuid():N}"; // one that no cache can know
        foreach (var library in ShippedAssemblies.Names)
        {
            Pack(library, version, folder.Path);
        }

        var quickstart = Given.Replace("QUICKSTART", Quickstart.InReadme, StringComparison.Ordinal);
        Assert.Contains("Completed: 20 of 20, refused 0", RunConsumer(folder, "quickstart", version, quickstart), StringComparison.Ordinal);
        Assert.Contains("2 calls, Completed", RunConsumer(folder, "harness", version, Quickstart.Program), StringComparison.Ordinal);
    }

    /// <summary>Makes an empty project beside the packages and runs a program in it.</summary>
    private static string RunConsumer(TemporaryFolder folder, string name, string version, string program)
    {
        folder.Write($"{name}/nuget.config", ConsumerFeeds);
        folder.Write($"{name}/Program.cs", program);
        folder.Write($"{name}/Consumer.csproj", ConsumerProject.Replace("VERSION", version, StringComparison.Ordinal));
        var consumer = Path.Combine(folder.Path, name);
        CommandLine.Dotnet(consumer, ["build", .. RestoreInto(folder.Path)]).OrFail();
        return CommandLine.Dotnet(consumer, "run", "--no-build").OrFail().Output;
    }

    private static void Pack(string library, string version, string folder) =>
        CommandLine.Dotnet(
            Repository.Root,
            "pack",
            $"src/{library}",
            "--configuration",
            "Release",
            "--output",
            Path.Combine(folder, "packed"),
            "--artifacts-path",
            Path.Combine(folder, "artifacts"),
            $"-p:Version={version}").OrFail();

    /// <summary>Reads the machine's package cache, but leaves nothing in it.</summary>
    private static string[] RestoreInto(string folder)
    {
        var locals = CommandLine.Dotnet(folder, "nuget", "locals", "global-packages", "--list").OrFail();
        var cache = locals.Output.Split("global-packages:")[1].Trim();
        return [$"-p:RestoreFallbackFolders={cache}", $"-p:RestorePackagesPath={Path.Combine(folder, "packages")}"];
    }
}
