using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Campaigns.House;

/// <summary>
/// Methods and properties whose names ask a question but that assign a field or property, directly or through members of their type.
/// </summary>
internal static partial class ActingPredicates
{
    public static IReadOnlyList<string> In(Sources sources) =>
        [.. sources.Files.SelectMany(file => In(file, sources)).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> In(SourceFile file, Sources sources) =>
        from declaration in file.Nodes<MemberDeclarationSyntax>()
        where declaration is MethodDeclarationSyntax or PropertyDeclarationSyntax
        let member = sources.ModelOf(file).GetDeclaredSymbol(declaration)
        where Question().IsMatch(member.Name) && Acts(member, sources, [])
        select $"{file.At(declaration)} {member.ContainingType.Name}.{member.Name}";

    private static bool Acts(ISymbol member, Sources sources, HashSet<ISymbol> seen)
    {
        if (!seen.Add(member))
        {
            return false;
        }

        foreach (var body in member.DeclaringSyntaxReferences.Select(reference => ReadingPart(reference.GetSyntax())).OfType<SyntaxNode>())
        {
            var model = sources.ModelOf(body.SyntaxTree);
            var used = body.DescendantNodes().OfType<SimpleNameSyntax>().Select(name => model.GetSymbolInfo(name).Symbol);
            if (Writes.In(body, model).Any() || used.Any(symbol => IsOfTheSameType(symbol, member) && Acts(symbol!, sources, seen)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfTheSameType(ISymbol? symbol, ISymbol member) =>
        symbol is IMethodSymbol or IPropertySymbol && SymbolEqualityComparer.Default.Equals(symbol.ContainingType, member.ContainingType);

    /// <summary>The code that runs when a member is called or read. Setters do not count.</summary>
    private static SyntaxNode? ReadingPart(SyntaxNode declaration) => declaration switch
    {
        PropertyDeclarationSyntax { ExpressionBody: { } arrow } => arrow,
        PropertyDeclarationSyntax property => property.AccessorList?.Accessors.FirstOrDefault(accessor => accessor.Keyword.Text == "get"),
        MethodDeclarationSyntax method => (SyntaxNode?)method.Body ?? method.ExpressionBody,
        _ => null,
    };

    [GeneratedRegex("^(Is|Are|Was|Were|Has|Have|Had|May|Can|Could|Needs?|Should|Must|Does|Will|Would)([A-Z]|$)")]
    private static partial Regex Question();
}
