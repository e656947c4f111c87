using Campaigns.Rules.Tests.Support;

namespace Campaigns.Rules.Tests;

/// <summary>Builds a library with the settings of src/, to check that the ban takes effect.</summary>
[Trait("Category", "Process")]
public sealed class BannedApiBuildTests
{
    [Fact]
    public void A_library_that_uses_a_banned_api_does_not_build()
    {
        const string source = "internal static class Bad { public static System.DateTime Now => System.DateTime.UtcNow; }\n";
        using var folder = new LibraryFolder(source, publicApi: "");

        var build = folder.Build();

        Assert.NotEqual(0, build.ExitCode);
        Assert.Contains("error RS0030", build.Output, StringComparison.Ordinal);
    }
}
