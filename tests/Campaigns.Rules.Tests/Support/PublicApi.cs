using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Campaigns.Rules.Tests.Support;

/// <summary>Renders what an assembly shows to its users, sorted, one member a line.</summary>
internal static partial class PublicApi
{
    public static string Render(string assemblyName)
    {
        var assembly = Compiler.Compile([]).SourceModule.ReferencedAssemblySymbols.Single(symbol => symbol.Name == assemblyName);
        return Render(assembly.GlobalNamespace);
    }

    public static string Render(INamespaceSymbol root)
    {
        var types = Types(root).Where(IsVisible).OrderBy(type => type.ToDisplayString(), StringComparer.Ordinal);
        return string.Join('\n', types.Select(RenderType));
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol scope) =>
        scope.GetMembers().SelectMany(member => member switch
        {
            INamedTypeSymbol type => Types(type).Prepend(type),
            INamespaceSymbol inner => Types(inner),
            _ => [],
        });

    private static string RenderType(INamedTypeSymbol type)
    {
        var members = type.GetMembers().Where(member => IsVisible(member) && !IsPlumbing(member));
        var lines = members.Select(RenderMember).Order(StringComparer.Ordinal).Select(member => $"    {member}\n");
        return $"{RenderHead(type)}\n{string.Concat(lines)}";
    }

    private static string RenderHead(INamedTypeSymbol type)
    {
        var head = Modifier(type) + type.ToDisplayString(PublicApiFormat.Type);
        var bases = type.Interfaces.Select(parent => parent.ToDisplayString(PublicApiFormat.Member)).ToList();
        if (type.BaseType is { SpecialType: SpecialType.None } baseType)
        {
            bases.Insert(0, baseType.ToDisplayString(PublicApiFormat.Member));
        }

        return bases.Count == 0 ? head : $"{head} : {string.Join(", ", bases)}";
    }

    private static string Modifier(INamedTypeSymbol type) => type switch
    {
        { IsStatic: true } => "static ",
        { TypeKind: TypeKind.Class, IsAbstract: true } => "abstract ",
        { TypeKind: TypeKind.Class, IsSealed: true } => "sealed ",
        _ => "",
    };

    private static string RenderMember(ISymbol member)
    {
        var access = member.DeclaredAccessibility == Accessibility.Public ? "" : "protected ";
        return access + HiddenAccessor().Replace(member.ToDisplayString(PublicApiFormat.Member), "");
    }

    private static bool IsVisible(ISymbol symbol)
    {
        var visible = symbol.DeclaredAccessibility switch
        {
            Accessibility.Public => true,
            Accessibility.Protected or Accessibility.ProtectedOrInternal => symbol.ContainingType is { IsSealed: false },
            _ => false,
        };
        return visible && (symbol.ContainingType is null || IsVisible(symbol.ContainingType));
    }

    /// <summary>Nested types (rendered by themselves), accessors, methods of delegates, and what the compiler writes for records.</summary>
    private static bool IsPlumbing(ISymbol member) =>
        member is INamedTypeSymbol or IMethodSymbol { AssociatedSymbol: not null } or IPropertySymbol { Name: "EqualityContract" }
        || member is IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters.Length: 0, ContainingType.IsValueType: true }
        || member is IFieldSymbol { Name: "value__" }
        || member.ContainingType.TypeKind == TypeKind.Delegate
        || member.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "CompilerGeneratedAttribute");

    [GeneratedRegex(" (private|internal|private protected) (get|set|init);")]
    private static partial Regex HiddenAccessor();
}
