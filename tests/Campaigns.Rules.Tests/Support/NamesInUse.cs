using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Campaigns.Rules.Tests.Support;

/// <summary>Finds the types and namespaces that a file uses: named, qualified, imported or inferred.</summary>
internal static class NamesInUse
{
    // Without the source generators, a compilation has errors. These three would hide a use.
    private static readonly string[] NotFound = ["CS0234", "CS0246", "CS0103"];

    public static IEnumerable<(SyntaxNode Node, string Name)> Of(SourceFile file, SemanticModel model) =>
        from node in file.Nodes<SimpleNameSyntax>()
        from name in NamesBehind(model.GetSymbolInfo(node).Symbol)
        select ((SyntaxNode)node, name);

    public static IEnumerable<string> Unresolved(Compilation compilation) =>
        from diagnostic in compilation.GetDiagnostics() // of all files at once, several at a time
        where NotFound.Contains(diagnostic.Id)
        select diagnostic.ToString();

    private static IEnumerable<string> NamesBehind(ISymbol? symbol)
    {
        ISymbol?[] related = symbol switch
        {
            IMethodSymbol method => [method.ContainingType, method.ReturnType],
            IPropertySymbol property => [property.ContainingType, property.Type],
            IFieldSymbol field => [field.ContainingType, field.Type],
            ILocalSymbol local => [local.Type],
            IParameterSymbol parameter => [parameter.Type],
            _ => [symbol],
        };
        return related.OfType<INamespaceOrTypeSymbol>().Select(found => found.OriginalDefinition.ToDisplayString());
    }
}
