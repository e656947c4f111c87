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

    // Reading metadata is slow, and compilations share what was read through the same reference.
    private static readonly IReadOnlyList<(string Assembly, MetadataReference Reference)> Assemblies =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Distinct()
            .Select(path => (Path.GetFileNameWithoutExtension(path), (MetadataReference)MetadataReference.CreateFromFile(path))),
    ];

    public static CSharpCompilation Compile(
        IEnumerable<SyntaxTree> trees,
        OutputKind output = OutputKind.DynamicallyLinkedLibrary,
        IEnumerable<string>? moreUsings = null,
        Func<string, bool>? without = null)
    {
        var references = Assemblies.Where(known => without?.Invoke(known.Assembly) is not true).Select(known => known.Reference);
        var usings = ImplicitUsings.Concat(moreUsings ?? []).Select(name => $"global using {name};\n");
        var usingsFile = SourceFile.Parse(string.Concat(usings), "Usings.cs").Tree;
        var options = new CSharpCompilationOptions(output)
            .WithNullableContextOptions(NullableContextOptions.Enable)
            .WithMetadataImportOptions(MetadataImportOptions.All);
        return CSharpCompilation.Create("InMemory", trees.Append(usingsFile), references, options);
    }
}
