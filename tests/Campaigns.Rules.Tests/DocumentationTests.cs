using System.Text.RegularExpressions;
using Campaigns.Rules.Tests.Support;

namespace Campaigns.Rules.Tests;

public sealed partial class DocumentationTests
{
    [Fact]
    public void Every_csharp_block_compiles() =>
        Offenders.AssertNone(
            "Every ```csharp block of the documentation compiles.",
            from file in MarkdownFile.All
            from block in file.CSharpBlocks
            where block.Text != Quickstart.InSample // the sample's build compiles it
            from error in Snippet.Errors(block)
            select error);

    [Fact]
    public void Programs_print_what_the_comment_before_them_says() =>
        Offenders.AssertNone(
            "A program after <!-- prints: … --> prints that.",
            from file in MarkdownFile.All
            from block in file.CSharpBlocks
            where DocumentedProgram.ExpectedOutput(block) is not null
            let output = DocumentedProgram.Run(block)
            where output != DocumentedProgram.ExpectedOutput(block)
            select $"{block.File}:{block.FirstLine} prints: {output}");

    [Theory]
    [InlineData("prints: 3", "System.Console.Write(1 + 2);", true)]
    [InlineData("prints: 4", "System.Console.Write(1 + 2);", false)]
    [InlineData("prints: 3", "await System.Threading.Tasks.Task.Yield(); System.Console.WriteLine(3);", true)]
    public void The_rule_about_programs_can_fail(string comment, string code, bool isRight)
    {
        var block = new CodeBlock("Some.md", 1, "csharp", comment, code);
        Assert.Equal(isRight, DocumentedProgram.Run(block) == DocumentedProgram.ExpectedOutput(block));
    }

    [Fact]
    public void Every_relative_link_leads_to_a_file() =>
        Offenders.AssertNone("Relative links lead to files that exist.", MarkdownFile.All.SelectMany(BrokenLinks));

    [Theory]
    [InlineData("var id = new CampaignId(1);", "", 0)]
    [InlineData("public sealed class Only { public CampaignId Id; }", "", 0)]
    [InlineData("await client.PauseAsync(id);", "given: ICampaignClient client, CampaignId id", 0)]
    [InlineData("await client.PauseAsync(id);", "given: ICampaignClient client", 1)]
    [InlineData("await client.PauseAsync(id);", "", 2)]
    public void The_rule_about_blocks_can_fail(string code, string comment, int errors) =>
        Assert.Equal(errors, Snippet.Errors(new CodeBlock("Some.md", 1, "csharp", comment, code)).Count());

    [Fact]
    public void Blocks_are_found_and_located()
    {
        const string text = "Some `prose`\n\n<!-- given: int a -->\n  ```csharp\n  unheard();\n\n    more();\n  ```\n"
            + "prose\n```\nplain\n```\n";
        var file = new MarkdownFile("Some.md", text);

        var block = Assert.Single(file.CSharpBlocks);
        Assert.Equal(("given: int a", "unheard();\n\n  more();"), (block.Comment, block.Text));
        Assert.Equal(2, file.Blocks.Count);
        Assert.All(Snippet.Errors(block), error => Assert.Matches("^Some.md:[57] CS0103", error));
    }

    [Fact]
    public void The_rule_about_links_can_fail()
    {
        const string text = "[a](LICENSE) [b](no/such.md#part) [c](#part) [d](https://example.com/x)\n"
            + "```\n[e](none.md)\n```\n`[f](none.md)` ![g](none.png)";
        var broken = BrokenLinks(new MarkdownFile("Some.md", text));
        Assert.Equal(["Some.md:1 -> no/such.md#part", "Some.md:5 -> none.png"], broken);
    }

    private static IEnumerable<string> BrokenLinks(MarkdownFile file) =>
        from line in file.Prose
        from Match link in Link().Matches(CodeSpan().Replace(line.Text, ""))
        let target = link.Groups["target"].Value
        where IsRelative(target) && !LeadsToAFile(file.Path, target)
        select $"{file.Path}:{line.Number} -> {target}";

    private static bool IsRelative(string target) => !target.StartsWith('#') && !Scheme().IsMatch(target);

    private static bool LeadsToAFile(string from, string target)
    {
        var folder = Path.GetDirectoryName(Repository.FullPath(from))!;
        return Path.Exists(Path.Combine(folder, Uri.UnescapeDataString(target.Split('#')[0])));
    }

    [GeneratedRegex(@"\]\(\s*<?(?<target>[^)\s>]+)")]
    private static partial Regex Link();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9+.-]*:")]
    private static partial Regex Scheme();
}
