using System.Text.RegularExpressions;
using Campaigns.Rules.Tests.Support;

namespace Campaigns.Rules.Tests;

public sealed partial class RepositoryTests
{
    private static readonly string[] FeedFiles = ["nuget.config", ".npmrc", ".yarnrc", ".yarnrc.yml", "pip.conf"];

    private static readonly string[] TextExtensions =
        [".cs", ".csproj", ".props", ".targets", ".md", ".json", ".sh", ".html", ".css", ".js", ".sql"];

    [Theory]
    [InlineData("README.md")]
    [InlineData("ARCHITECTURE.md")]
    [InlineData("CHANGELOG.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("LICENSE")]
    public void The_repository_has(string file) => Assert.True(Repository.Exists(file), $"{file} is missing.");

    [Fact]
    public void Nothing_names_a_package_feed() =>
        Offenders.AssertNone(
            "No file names a package feed; packages come from the sources configured on the machine.",
            from file in Repository.Files
            where FeedFiles.Contains(Path.GetFileName(file), StringComparer.OrdinalIgnoreCase)
            from line in Lines(file)
            where Url().IsMatch(line.Text)
            select $"{file}:{line.Number} {line.Text.Trim()}");

    [Fact]
    public void Nothing_is_left_to_do() =>
        Offenders.AssertNone(
            "Shipped code is finished.",
            from file in Repository.FilesUnder("src").Concat(Repository.FilesUnder("samples"))
            where TextExtensions.Contains(Path.GetExtension(file))
            from line in Lines(file)
            where Unfinished().IsMatch(line.Text)
            select $"{file}:{line.Number} {line.Text.Trim()}");

    [Theory]
    [InlineData("// TODO: later", true)]
    [InlineData("throw new NotImplementedException();", true)]
    [InlineData("var todoList = Hackney;", false)]
    public void The_rule_about_unfinished_work_can_fail(string line, bool unfinished) =>
        Assert.Equal(unfinished, Unfinished().IsMatch(line));

    [Theory]
    [InlineData("<add key=\"feed\" value=\"https://example.com/index.json\" />", true)]
    [InlineData("<add key=\"packed\" value=\"packed\" />", false)]
    public void The_rule_about_feeds_can_fail(string line, bool names) => Assert.Equal(names, Url().IsMatch(line));

    private static IEnumerable<(int Number, string Text)> Lines(string file) =>
        Repository.Read(file).Split('\n').Select((text, index) => (index + 1, text));

    [GeneratedRegex("https?://", RegexOptions.IgnoreCase)]
    private static partial Regex Url();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|NotImplementedException)\b")]
    private static partial Regex Unfinished();
}
