using System.Text.RegularExpressions;

namespace Campaigns.Rules.Tests.Support;

/// <summary>A fenced block of code.</summary>
/// <param name="File">The Markdown file.</param>
/// <param name="FirstLine">The line number of the first line of code, from 1.</param>
/// <param name="Language">The text after the opening fence.</param>
/// <param name="Comment">The HTML comment on the line before the fence; empty if there is none.</param>
/// <param name="Text">The code, without the fence's indentation.</param>
internal sealed record CodeBlock(string File, int FirstLine, string Language, string Comment, string Text);

/// <summary>A Markdown file, split into its code blocks and the prose around them.</summary>
internal sealed partial class MarkdownFile
{
    public MarkdownFile(string path, string text)
    {
        Path = path;
        Separate(text.Split('\n'));
    }

    public static IReadOnlyList<MarkdownFile> All { get; } =
    [
        .. Repository.Files
            .Where(file => file.EndsWith(".md", StringComparison.Ordinal))
            .Select(file => new MarkdownFile(file, Repository.Read(file))),
    ];

    public string Path { get; }

    public List<CodeBlock> Blocks { get; } = [];

    /// <summary>The lines outside code blocks, with their line numbers from 1.</summary>
    public List<(int Number, string Text)> Prose { get; } = [];

    public IEnumerable<CodeBlock> CSharpBlocks => Blocks.Where(block => block.Language is "csharp" or "cs" or "c#");

    private void Separate(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            var fence = OpeningFence().Match(lines[i]);
            if (!fence.Success)
            {
                Prose.Add((i + 1, lines[i]));
                continue;
            }

            var first = i + 1;
            var indentation = fence.Groups["indentation"].Length;
            do
            {
                i++;
            }
            while (i < lines.Length && lines[i].Trim() != fence.Groups["fence"].Value);

            var code = string.Join('\n', lines[first..Math.Min(i, lines.Length)].Select(line => Outdent(line, indentation)));
            Blocks.Add(new CodeBlock(Path, first + 1, fence.Groups["language"].Value, CommentBefore(lines, first - 1), code));
        }
    }

    private static string Outdent(string line, int by) => line[Math.Min(by, line.Length - line.TrimStart().Length)..];

    private static string CommentBefore(string[] lines, int fence) =>
        fence > 0 ? HtmlComment().Match(lines[fence - 1]).Groups["text"].Value : "";

    [GeneratedRegex(@"^(?<indentation>\s*)(?<fence>`{3,})\s*(?<language>\S*)")]
    private static partial Regex OpeningFence();

    [GeneratedRegex(@"^\s*<!--\s*(?<text>.*?)\s*-->\s*$")]
    private static partial Regex HtmlComment();
}
