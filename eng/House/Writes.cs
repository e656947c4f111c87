using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Campaigns.House;

/// <summary>A member that code changes, by assignment or by changing its collection.</summary>
internal sealed record Write(ISymbol Member, SyntaxNode Where);

/// <summary>
/// Finds writes: assignments, increments, arguments passed by ref or out, and calls that change a collection. Object initializers do not
/// count. A local variable that holds a value is private, and a ref local counts as a write to its target.
/// </summary>
internal static class Writes
{
    private static readonly string[] CoreCollections = ["Ring", "IndexedHeap"];

    private static readonly string[] ChangingVerbs =
    [
        "Add", "Clear", "Dequeue", "Enqueue", "ExceptWith", "Insert", "IntersectWith", "Pop", "Push", "Remove", "Reverse", "Set", "Sort",
        "SymmetricExceptWith", "TakeFirst", "Trim", "TryAdd", "TryDequeue", "TryPop", "UnionWith",
    ];

    public static IEnumerable<Write> In(SyntaxNode code, SemanticModel model) =>
        from node in code.DescendantNodesAndSelf()
        from target in Targets(node, model)
        from member in MembersAt(target, model)
        select new Write(member, node);

    private static IEnumerable<ExpressionSyntax> Targets(SyntaxNode node, SemanticModel model) => (node, node.Kind()) switch
    {
        (AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax }, _) => [],
        (AssignmentExpressionSyntax assignment, _) => Parts(assignment.Left),
        (PrefixUnaryExpressionSyntax step, SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression) => [step.Operand],
        (PostfixUnaryExpressionSyntax step, SyntaxKind.PostIncrementExpression or SyntaxKind.PostDecrementExpression) => [step.Operand],
        (ArgumentSyntax argument, _) when IsChanged(argument, model) => [argument.Expression],
        (InvocationExpressionSyntax call, _) when ChangedBy(call, model) is { } collection => [collection],
        _ => [],
    };

    private static IEnumerable<ExpressionSyntax> Parts(ExpressionSyntax left) =>
        left is TupleExpressionSyntax tuple ? tuple.Arguments.SelectMany(argument => Parts(argument.Expression)) : [left];

    /// <summary>Whether an argument may be changed. A read-only ref parameter changes nothing.</summary>
    private static bool IsChanged(ArgumentSyntax argument, SemanticModel model) =>
        argument.RefKindKeyword.Text is "ref" or "out"
        && model.GetOperation(argument) is not IArgumentOperation { Parameter.RefKind: RefKind.RefReadOnlyParameter };

    private static ExpressionSyntax? ChangedBy(InvocationExpressionSyntax call, SemanticModel model)
    {
        var (receiver, name) = call.Expression switch
        {
            MemberAccessExpressionSyntax access => (access.Expression, access.Name.Identifier.Text),
            MemberBindingExpressionSyntax binding => (Receiver(binding), binding.Name.Identifier.Text),
            _ => (null, ""),
        };
        return receiver is not null
            && ChangingVerbs.Any(verb => name.StartsWith(verb, StringComparison.Ordinal))
            && IsCollection(model.GetTypeInfo(receiver).Type)
                ? receiver
                : null;
    }

    private static bool IsCollection(ITypeSymbol? type) =>
        type is IArrayTypeSymbol
        || type?.ContainingNamespace?.ToDisplayString() == "System.Collections.Generic"
        || CoreCollections.Contains(type?.Name);

    private static IEnumerable<ISymbol> MembersAt(ExpressionSyntax target, SemanticModel model) => target switch
    {
        ParenthesizedExpressionSyntax inner => MembersAt(inner.Expression, model),
        PostfixUnaryExpressionSyntax inner => MembersAt(inner.Operand, model), // the ! operator
        ConditionalAccessExpressionSyntax inner => MembersAt(inner.WhenNotNull, model),
        ElementAccessExpressionSyntax { Expression: var whole } when IsCollection(model.GetTypeInfo(whole).Type) => MembersAt(whole, model),
        IdentifierNameSyntax or MemberAccessExpressionSyntax or MemberBindingExpressionSyntax => MembersNamed(target, model),
        _ => [],
    };

    private static IEnumerable<ISymbol> MembersNamed(ExpressionSyntax target, SemanticModel model)
    {
        var info = model.GetSymbolInfo(target);
        var symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        if (symbol is ILocalSymbol { RefKind: RefKind.Ref } local)
        {
            return ReferredToBy(local) is { } place ? MembersAt(place, model) : [];
        }

        if (symbol is not (IFieldSymbol or IPropertySymbol))
        {
            return [];
        }

        // A change of a struct changes its holder.
        var holder = symbol is { IsStatic: false, ContainingType.IsValueType: true } ? Receiver(target) : null;
        return
            holder is null ? [symbol.OriginalDefinition]
            : IsOwnCopy(holder, model) ? []
            : MembersAt(holder, model).Where(member => !IsByReference(member)).Prepend(symbol.OriginalDefinition);
    }

    private static ExpressionSyntax? ReferredToBy(ILocalSymbol local)
    {
        var declaration = local.DeclaringSyntaxReferences[0].GetSyntax() as VariableDeclaratorSyntax;
        return (declaration?.Initializer?.Value as RefExpressionSyntax)?.Expression;
    }

    private static bool IsByReference(ISymbol member) =>
        member is IPropertySymbol { RefKind: not RefKind.None } or IFieldSymbol { RefKind: not RefKind.None };

    private static ExpressionSyntax? Receiver(ExpressionSyntax target) => target switch
    {
        MemberAccessExpressionSyntax access => access.Expression,
        MemberBindingExpressionSyntax binding => binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression,
        _ => null,
    };

    private static bool IsOwnCopy(ExpressionSyntax expression, SemanticModel model) => model.GetSymbolInfo(expression).Symbol switch
    {
        ILocalSymbol local => local is { RefKind: RefKind.None, Type.IsValueType: true },
        IParameterSymbol parameter => parameter is { RefKind: RefKind.None, IsThis: false, Type.IsValueType: true },
        IFieldSymbol { ContainingType.IsValueType: true } => Receiver(expression) is { } receiver && IsOwnCopy(receiver, model),
        _ => false,
    };
}
