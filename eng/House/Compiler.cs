using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Campaigns.House;

/// <summary>
/// Compiles in memory, with references to every assembly this process can load: the runtime, the libraries and their dependencies.
/// </summary>
internal static class Compiler
{
    private static readonly string[] ImplicitUsings =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks",
    ];

    private static readonly string[] AssemblyPaths = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);

    public static CSharpCompilation Compile(
        IEnumerable<SyntaxTree> trees,
        OutputKind output = OutputKind.DynamicallyLinkedLibrary,
        IEnumerable<string>? moreUsings = null,
        Func<string, bool>? without = null)
    {
        var references = AssemblyPaths
            .Where(path => without?.Invoke(Path.GetFileNameWithoutExtension(path)) is not true)
            .Select(path => MetadataReference.CreateFromFile(path));
        var usings = ImplicitUsings.Concat(moreUsings ?? []).Select(name => $"global using {name};\n");
        var usingsFile = SourceFile.Parse(string.Concat(usings), "Usings.cs").Tree;
        var options = new CSharpCompilationOptions(output)
            .WithNullableContextOptions(NullableContextOptions.Enable)
            .WithMetadataImportOptions(MetadataImportOptions.All);
        return CSharpCompilation.Create("InMemory", trees.Append(usingsFile), references, options);
    }
}
