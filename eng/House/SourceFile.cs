using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Campaigns.House;

/// <summary>A parsed C# file.</summary>
internal sealed record SourceFile(string Path, SyntaxTree Tree)
{
    /// <summary>The files of the libraries, except those of the dashboard: its components exist only after Razor has generated them.</summary>
    public static IReadOnlyList<SourceFile> OfTheLibraries { get; } =
    [
        .. Repository.FilesUnder("src", ".cs")
            .Where(file => !file.StartsWith("src/Campaigns.Dashboard/", StringComparison.Ordinal))
            .Select(Load),
    ];

    public static SourceFile Parse(string text, string path = "Bad.cs") =>
        new(path, CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Latest), path));

    public IEnumerable<T> Nodes<T>()
        where T : SyntaxNode => Tree.GetRoot().DescendantNodes().OfType<T>();

    public string At(SyntaxNode node) => $"{Path}:{FirstLine(node)}";

    public static int FirstLine(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    public static int LineCount(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static SourceFile Load(string file) => Parse(Repository.Read(file), file);
}
