using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Campaigns.House;

/// <summary>The libraries' source files with their semantic models. One compilation holds all libraries.</summary>
internal sealed class Sources
{
    private const string CoreFolder = "src/Campaigns.Core/";

    private readonly Dictionary<SyntaxTree, SemanticModel> _models;

    /// <param name="files">The files, with paths relative to the repository. Core is everything under src/Campaigns.Core.</param>
    public Sources(IReadOnlyList<SourceFile> files)
    {
        Files = files;
        Compilation = Compiler.Compile(
            files.Select(file => file.Tree),
            without: assembly => assembly.StartsWith("Campaigns.", StringComparison.Ordinal));
        _models = files.ToDictionary(file => file.Tree, file => Compilation.GetSemanticModel(file.Tree));
    }

    public static Sources OfTheLibraries { get; } = new(SourceFile.OfTheLibraries);

    public IReadOnlyList<SourceFile> Files { get; }

    public CSharpCompilation Compilation { get; }

    public IEnumerable<SourceFile> Core => Files.Where(file => IsInCore(file.Path));

    public SemanticModel ModelOf(SourceFile file) => ModelOf(file.Tree);

    public SemanticModel ModelOf(SyntaxTree tree) => _models[tree];

    /// <summary>The folder of a Core file inside Core; "." for Core's root.</summary>
    public static string FolderOf(string path) =>
        path[CoreFolder.Length..].LastIndexOf('/') is var end and >= 0 ? path.Substring(CoreFolder.Length, end) : ".";

    public static bool IsInScheduling(string path) => path.StartsWith(CoreFolder + "Scheduling/", StringComparison.Ordinal);

    public static bool IsInCore(string path) => path.StartsWith(CoreFolder, StringComparison.Ordinal);

    /// <summary>The files that declare a type or member; several for a partial one.</summary>
    public static IReadOnlyList<string> Declaring(ISymbol symbol) =>
        [.. symbol.DeclaringSyntaxReferences.Select(reference => reference.SyntaxTree.FilePath).Distinct()];
}
