using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Campaigns.Providers.Tests.Support;

/// <summary>A page of the documentation, whose tables and examples are tested.</summary>
internal static partial class Page
{
    public static string Read(string name, [CallerFilePath] string file = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "docs", name)).ReplaceLineEndings("\n");

    /// <summary>The rows of the table below a header row, as cells.</summary>
    public static IReadOnlyList<string[]> Table(string page, string header) =>
    [
        .. Read(page).Split($"| {header} |")[1].Split('\n').Skip(2).TakeWhile(line => line.StartsWith('|')).Select(
            line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray()),
    ];

    /// <summary>The texts in backticks.</summary>
    public static IReadOnlyList<string> Codes(string cell) => [.. Code().Matches(cell).Select(match => match.Groups[1].Value)];

    /// <summary>The block of JSON below a comment.</summary>
    public static string Block(string page, string comment) =>
        Read(page).Split($"<!-- {comment} -->\n```json\n")[1].Split("\n```")[0];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
