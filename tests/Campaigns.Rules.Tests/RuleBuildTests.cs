using Campaigns.Rules.Tests.Support;

namespace Campaigns.Rules.Tests;

/// <summary>Builds a library with the settings of src/, to check that analyzers enforce the rules.</summary>
[Trait("Category", "Process")]
public sealed class RuleBuildTests
{
    private const string Source = """
        internal static class Bad { public static System.DateTime Now => System.DateTime.UtcNow; }

        /** <summary>1</summary> */
        public class Good
        {
            /** <summary>2</summary> */
            public int Value() => 1;
        }
        """;

    [Fact]
    public void A_library_that_breaks_a_rule_does_not_build()
    {
        using var folder = new LibraryFolder(Source, "Good\nGood.Gone() -> int\nGood.Good() -> void");

        var build = folder.Build();

        Assert.NotEqual(0, build.ExitCode);
        Assert.Contains("error RS0030", build.Output, StringComparison.Ordinal); // a banned API
        Assert.Contains("error RS0016: Symbol 'Good.Value()", build.Output, StringComparison.Ordinal); // an undeclared member
        Assert.Contains("error RS0017: Symbol 'Good.Gone()", build.Output, StringComparison.Ordinal); // a removed member
    }
}
