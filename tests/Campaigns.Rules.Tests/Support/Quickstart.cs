namespace Campaigns.Rules.Tests.Support;

/// <summary>The README's programs: the quickstart, which is also in the sample, and the one that needs only the packages.</summary>
internal static class Quickstart
{
    public const string SampleFile = "samples/Quickstart/Core.cs";

    private const string Begin = "// <quickstart>";
    private const string End = "// </quickstart>";

    /// <summary>The README's first block.</summary>
    public static string InReadme => ReadmeBlocks[0].Text;

    /// <summary>The README's block after the comment <c>&lt;!-- program --&gt;</c>; its first block if there is none.</summary>
    public static string Program => (ReadmeBlocks.FirstOrDefault(block => block.Comment == "program") ?? ReadmeBlocks[0]).Text;

    public static string InSample
    {
        get
        {
            Assert.True(Repository.Exists(SampleFile), $"{SampleFile} is missing.");
            return Marked(Repository.Read(SampleFile));
        }
    }

    /// <summary>The text between the two markers, without surrounding blank lines and without the common indentation.</summary>
    public static string Marked(string text)
    {
        var lines = text.Split('\n').ToList();
        var (begin, end) = (Find(lines, Begin), Find(lines, End));
        var marked = lines[(begin + 1)..end];
        var indentation = marked
            .Where(line => line.Trim().Length > 0)
            .Select(line => line.Length - line.TrimStart().Length)
            .DefaultIfEmpty()
            .Min();
        return string.Join('\n', marked.Select(line => line.Length > indentation ? line[indentation..] : "")).Trim('\n');
    }

    private static List<CodeBlock> ReadmeBlocks
    {
        get
        {
            var readme = MarkdownFile.All.FirstOrDefault(file => file.Path == "README.md");
            Assert.True(readme is not null, "README.md is missing.");
            var blocks = readme.CSharpBlocks.ToList();
            Assert.True(blocks.Count > 0, "README.md has no ```csharp block.");
            return blocks;
        }
    }

    private static int Find(List<string> lines, string marker)
    {
        var index = lines.FindIndex(line => line.Trim() == marker);
        Assert.True(index >= 0, $"{SampleFile} has no line `{marker}`.");
        return index;
    }
}
