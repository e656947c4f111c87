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

    [Fact]
    public void The_readmes_program_runs_against_the_packages()
    {
        var program = Quickstart.Program;
        using var folder = new TemporaryFolder();
        var version = $"0.0.0-test{Guid.NewGuid():N}"; // one that no cache can know
        foreach (var library in ShippedAssemblies.Names)
        {
            Pack(library, version, folder.Path);
        }

        folder.Write("consumer/nuget.config", ConsumerFeeds);
        folder.Write("consumer/Program.cs", program);
        folder.Write("consumer/Consumer.csproj", ConsumerProject.Replace("VERSION", version, StringComparison.Ordinal));
        var consumer = Path.Combine(folder.Path, "consumer");
        CommandLine.Dotnet(consumer, ["build", .. RestoreInto(folder.Path)]).OrFail();
        var run = CommandLine.Dotnet(consumer, "run", "--no-build").OrFail();

        Assert.Contains("Completed", run.Output, StringComparison.Ordinal);
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
