using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Campaigns.House;

/// <summary>
/// Which files of Core name types of which others. A call of an extension method names its class. Comments do not count. The parts of a
/// partial type count as one file, and tie their folders in both directions.
/// </summary>
internal sealed class TypeGraph
{
    private readonly List<(string From, string To, string Type)> _uses = [];
    private readonly Dictionary<string, string> _firstPart = [];
    private readonly HashSet<string> _names;

    public TypeGraph(Sources sources)
    {
        _names = [.. sources.Core.SelectMany(NamesDeclared)];
        foreach (var file in sources.Core)
        {
            AddParts(file, sources.ModelOf(file));
            AddUses(file, sources.ModelOf(file));
        }
    }

    public static TypeGraph OfTheLibraries { get; } = new(Sources.OfTheLibraries);

    /// <summary>The edges between files. The parts of a partial type share the name of one part.</summary>
    public IReadOnlyList<Edge> Files => Fold(Whole);

    public IReadOnlyList<Edge> Folders => Fold(Sources.FolderOf);

    private IReadOnlyList<Edge> Fold(Func<string, string> fold) =>
        [
            .. from use in _uses
            let ends = (From: fold(use.From), To: fold(use.To))
            where ends.From != ends.To
            group use.Type by ends into types
            select new Edge(types.Key.From, types.Key.To, types.Count(), [.. types.Distinct().Order(StringComparer.Ordinal)]),
        ];

    private string Whole(string file)
    {
        while (_firstPart.TryGetValue(file, out var first))
        {
            file = first;
        }

        return file;
    }

    private void AddParts(SourceFile file, SemanticModel model)
    {
        foreach (var declaration in file.Nodes<TypeDeclarationSyntax>())
        {
            var type = model.GetDeclaredSymbol(declaration)!;
            foreach (var other in Sources.Declaring(type).Where(other => other != file.Path))
            {
                _uses.Add((file.Path, other, $"a part of {type.Name}"));
                if (Whole(file.Path) != Whole(other))
                {
                    _firstPart[Whole(file.Path)] = Whole(other);
                }
            }
        }
    }

    private void AddUses(SourceFile file, SemanticModel model)
    {
        var uses =
            from name in file.Nodes<SimpleNameSyntax>()
            where _names.Contains(name.Identifier.Text) // skips names that cannot mean a type of Core, because lookups are slow
            let type = TypeNamed(name, model)
            where type is not null
            from declaring in Sources.Declaring(type)
            where declaring != file.Path && Sources.IsInCore(declaring)
            select (file.Path, declaring, $"{Path.GetFileNameWithoutExtension(file.Path)} → {type.Name}");
        _uses.AddRange(uses);
    }

    /// <summary>The names that may refer to a type of the file: type names, attribute names and extension methods.</summary>
    private static IEnumerable<string> NamesDeclared(SourceFile file) =>
        file.Nodes<MemberDeclarationSyntax>().SelectMany(member => member switch
        {
            BaseTypeDeclarationSyntax type => new[] { type.Identifier.Text, type.Identifier.Text.Replace(nameof(Attribute), "") },
            DelegateDeclarationSyntax type => new[] { type.Identifier.Text },
            MethodDeclarationSyntax method when IsExtension(method) => new[] { method.Identifier.Text },
            _ => Enumerable.Empty<string>(),
        });

    private static bool IsExtension(MethodDeclarationSyntax method) =>
        method.ParameterList.Parameters is [{ Modifiers: [{ Text: "this" }, ..] }, ..];

    private static ISymbol? TypeNamed(SimpleNameSyntax name, SemanticModel model)
    {
        var info = model.GetSymbolInfo(name);
        return (info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) switch
        {
            INamedTypeSymbol type => type.OriginalDefinition,
            IMethodSymbol { MethodKind: MethodKind.Constructor } attribute => attribute.ContainingType,
            IMethodSymbol { MethodKind: MethodKind.ReducedExtension } extension => extension.ContainingType,
            _ => null,
        };
    }
}
