using Campaigns.Rules.Tests.Support;

namespace Campaigns.Rules.Tests;

/// <summary>
/// Files list the public API of every library, and an analyzer enforces them, so that reviews see every change of the API.
/// </summary>
public sealed class PublicApiTests
{
    private static readonly string[] Files = ["PublicAPI.Shipped.txt", "PublicAPI.Unshipped.txt"];
    private static readonly string[] Rules = ["RS0016", "RS0017"];

    [Fact]
    [Trait("Category", "Process")]
    public void Every_library_is_built_with_its_files() =>
        Assert.All(Project.Libraries, project =>
        {
            Assert.Contains("Microsoft.CodeAnalysis.PublicApiAnalyzers", project.References("PackageReference"));
            Assert.Empty(Files.Except(project.References("AdditionalFiles")));
            Assert.All(Rules, rule => Assert.DoesNotContain(rule, project.Property("NoWarn"), StringComparison.Ordinal));
        });

    [Fact]
    public void No_file_turns_the_rules_off() =>
        Offenders.AssertNone(
            $"{string.Join(" and ", Rules)} are turned off nowhere.",
            from file in Repository.Files
            where Path.GetFileName(file) is ".editorconfig" or ".globalconfig" || file.StartsWith("src/", StringComparison.Ordinal)
            from line in Repository.Read(file).Split('\n')
            where Rules.Any(rule => line.Contains(rule, StringComparison.Ordinal)) && !line.StartsWith("# ", StringComparison.Ordinal)
            select $"{file}: {line}");

    [Fact]
    [Trait("Category", "Process")]
    public void A_library_with_the_public_api_that_it_declares_builds()
    {
        const string source = "/** <summary>1</summary> */ public class Good { /** <summary>2</summary> */ public int Value() => 1; }\n";
        using var folder = new LibraryFolder(source, "Good\nGood.Value() -> int\nGood.Good() -> void");

        folder.Build().OrFail();
    }
}
