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

    [Theory]
    [Trait("Category", "Process")]
    [InlineData("", "error RS0016")] // an undeclared member
    [InlineData("Good\nGood.Value() -> int\nGood.Gone() -> int\nGood.Good() -> void", "error RS0017")] // a removed member
    [InlineData("Good\nGood.Value() -> int\nGood.Good() -> void", null)]
    public void A_library_with_another_public_api_than_declared_does_not_build(string declared, string? error)
    {
        const string source = "/** <summary>1</summary> */ public class Good { /** <summary>2</summary> */ public int Value() => 1; }\n";
        using var folder = new LibraryFolder(source, declared);

        var build = folder.Build();

        Assert.Equal(error is null, build.ExitCode == 0);
        Assert.Contains(error ?? "", build.Output, StringComparison.Ordinal);
    }
}
