using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Campaigns.Rules.Tests.Support;

/// <summary>
/// Compiles a code block of the documentation: as a program, as a file of types, or, after the comment
/// <c>&lt;!-- given: ICampaignClient client, CampaignId id --&gt;</c>, as the body of a method with these parameters.
/// </summary>
internal static class Snippet
{
    private const string Given = "given:";

    private static readonly string[] Usings =
    [
        "Campaigns", "Campaigns.AspNetCore", "Campaigns.AspNetCore.Access", "Campaigns.Dashboard", "Campaigns.Export",
        "Campaigns.InMemory", "Campaigns.Mcp", "Campaigns.PostgreSql", "Campaigns.Simulation", "Campaigns.Sqlite", "Campaigns.Storage",
        "Campaigns.Orleans", "Campaigns.Testing", "Microsoft.AspNetCore.Builder", "Microsoft.Extensions.DependencyInjection",
        "Microsoft.Extensions.Hosting", "Orleans.Hosting",
    ];

    /// <summary>The compiler's errors, each with its position in the documentation.</summary>
    public static IEnumerable<string> Errors(CodeBlock block) =>
        from diagnostic in Compile(block).GetDiagnostics()
        where diagnostic.Severity == DiagnosticSeverity.Error
        let line = diagnostic.Location.GetMappedLineSpan().StartLinePosition.Line + 1
        select $"{block.File}:{line} {diagnostic.Id}: {diagnostic.GetMessage()}";

    public static CSharpCompilation Compile(CodeBlock block)
    {
        var tree = SourceFile.Parse(Wrap(block), block.File).Tree;
        var isProgram = tree.GetRoot().ChildNodes().OfType<GlobalStatementSyntax>().Any();
        var output = isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        return Compiler.Compile([tree], output, Usings);
    }

    private static string Wrap(CodeBlock block)
    {
        var position = $"#line {block.FirstLine} \"{block.File}\"\n";
        if (!block.Comment.StartsWith(Given, StringComparison.Ordinal))
        {
            return position + block.Text;
        }

        var parameters = block.Comment[Given.Length..];
        return $"internal static class Snippet {{ internal static async Task RunAsync({parameters}) {{\n{position}{block.Text}\n}} }}";
    }
}
