using Microsoft.CodeAnalysis;

namespace Campaigns.House;

/// <summary>Counts lines.</summary>
internal static class Lines
{
    public const int MaxColumns = 140;

    private static readonly string[] WrittenByHand = ["src", "tests", "eng", "samples", "benchmarks"];

    /// <summary>The number of lines that are neither blank nor only a comment.</summary>
    public static int Ordinary(SourceFile file) =>
        file.Tree.GetRoot().DescendantTokens()
            .Where(token => !token.Span.IsEmpty)
            .SelectMany(token =>
            {
                var span = token.GetLocation().GetLineSpan();
                return Enumerable.Range(span.StartLinePosition.Line, span.EndLinePosition.Line - span.StartLinePosition.Line + 1);
            })
            .Distinct()
            .Count();

    /// <summary>Lines of the repository's C# files that are longer than 140 columns.</summary>
    public static IReadOnlyList<string> TooLong() =>
    [
        .. from folder in WrittenByHand
           from file in Repository.FilesUnder(folder, ".cs")
           from line in TooLong(file, Repository.Read(file))
           select line,
    ];

    public static IEnumerable<string> TooLong(string file, string text) =>
        from line in text.Split('\n').Index()
        where line.Item.Length > MaxColumns
        select $"{file}:{line.Index + 1} {line.Item.Length} columns";
}
