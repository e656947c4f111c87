using Campaigns.Rules.Tests.Support;

namespace Campaigns.Rules.Tests;

/// <summary>Builds a library with the settings of src/ to see that the ban bites.</summary>
[Trait("Category", "Process")]
public sealed class BannedApiBuildTests
{
    [Fact]
    public void A_library_that_uses_a_banned_api_does_not_build()
    {
        using var folder = new TemporaryFolder();
        folder.Write("src/Bad/Bad.csproj", """<Project Sdk="Microsoft.NET.Sdk" />""");
        folder.Write("src/Bad/Bad.cs", "internal static class Bad { public static System.DateTime Now => System.DateTime.UtcNow; }\n");
        foreach (var settings in new[] { "Directory.Build.props", "Directory.Packages.props" })
        {
            folder.Write(settings, $"""<Project><Import Project="{Repository.FullPath(settings)}" /></Project>""");
        }

        var build = CommandLine.Dotnet(folder.Path, "build", "src/Bad");

        Assert.NotEqual(0, build.ExitCode);
        Assert.Contains("error RS0030", build.Output, StringComparison.Ordinal);
    }
}
