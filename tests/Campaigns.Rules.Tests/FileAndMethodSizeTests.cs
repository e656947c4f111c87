using Campaigns.Rules.Tests.Support;
using Campaigns.Storage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Campaigns.Rules.Tests;

public sealed class FileAndMethodSizeTests
{
    private const int MaxFileLines = 300;
    private const int MaxMethodLines = 40;
    private const int MaxConstructorParameters = 5;
    private const int MaxStoreMembers = 14;

    [Fact]
    public void A_file_has_at_most_300_lines() =>
        Offenders.AssertNone($"A file has at most {MaxFileLines} lines.", SourceFile.OfTheLibraries.SelectMany(LongFile));

    [Fact]
    public void A_method_has_at_most_40_lines() =>
        Offenders.AssertNone($"A method has at most {MaxMethodLines} lines.", SourceFile.OfTheLibraries.SelectMany(LongMethods));

    [Fact]
    public void A_constructor_has_at_most_5_parameters() =>
        Offenders.AssertNone(
            $"A constructor has at most {MaxConstructorParameters} parameters (except records and structs, which are rows of data).",
            SourceFile.OfTheLibraries.SelectMany(WideConstructors));

    [Fact]
    public void The_store_seam_has_at_most_14_members()
    {
        var properties = typeof(IJobStore).GetProperties().Select(property => property.Name);
        var methods = typeof(IJobStore).GetMethods().Where(method => !method.IsSpecialName).Select(method => method.Name);
        var members = properties.Concat(methods).ToList();

        Assert.True(members.Count <= MaxStoreMembers, $"IJobStore has {members.Count} members: {string.Join(", ", members)}");
    }

    [Fact]
    public void The_rules_can_fail()
    {
        var blankLines = new string('\n', MaxMethodLines);
        var file = SourceFile.Parse($$"""
            class Bad(int a, int b, int c, int d, int e, int f)
            {
                Bad(int a, int b, int c, int d, int e, long f) : this(1, 2, 3, 4, 5, 6) { }
                void Method() { {{blankLines}} }
                int Property { get { {{blankLines}} return 1; } }
                int Arrow => {{blankLines}} 1;
            }
            record Row(int A, int B, int C, int D, int E, int F);
            """);

        Assert.Equal(3, LongMethods(file).Count());
        Assert.Equal(2, WideConstructors(file).Count());
        Assert.Single(LongFile(SourceFile.Parse(new string('\n', MaxFileLines + 1))));
    }

    private static IEnumerable<string> LongFile(SourceFile file)
    {
        var text = file.Tree.GetText();
        var lines = text.Lines.Count(line => line.EndIncludingLineBreak > line.Start);
        return lines > MaxFileLines ? [$"{file.Path}: {lines} lines"] : [];
    }

    private static IEnumerable<string> LongMethods(SourceFile file) =>
        from node in file.Nodes<SyntaxNode>()
        let name = MethodName(node)
        where name is not null && SourceFile.LineCount(node) > MaxMethodLines
        select $"{file.At(node)} {name}: {SourceFile.LineCount(node)} lines";

    private static string? MethodName(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        BaseMethodDeclarationSyntax other => other.Kind().ToString(),
        LocalFunctionStatementSyntax function => function.Identifier.Text,
        AccessorDeclarationSyntax accessor => accessor.Keyword.Text,
        PropertyDeclarationSyntax { ExpressionBody: not null } property => property.Identifier.Text,
        IndexerDeclarationSyntax { ExpressionBody: not null } => "this[]",
        _ => null,
    };

    private static IEnumerable<string> WideConstructors(SourceFile file) =>
        from node in file.Nodes<SyntaxNode>()
        let parameters = ConstructorParameters(node)
        where parameters > MaxConstructorParameters
        select $"{file.At(node)}: {parameters} parameters";

    private static int? ConstructorParameters(SyntaxNode node) => node switch
    {
        ConstructorDeclarationSyntax { Parent: ClassDeclarationSyntax } constructor => constructor.ParameterList.Parameters.Count,
        ClassDeclarationSyntax type => type.ParameterList?.Parameters.Count,
        _ => null,
    };
}
