using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Campaigns.Sabotages;

/// <summary>Core's sources, parsed once and recompiled with one changed file.</summary>
internal sealed class CoreSources
{
    /// <summary>Code that the build adds to the sources. The version must be the real one, because the simulator references it.</summary>
    private static readonly string Added = $"""
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        [assembly: System.Reflection.AssemblyVersion("{typeof(CampaignEngine).Assembly.GetName().Version}")]
        [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Campaigns.Simulation")]
        [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Campaigns.Testing")]
        """;

    /// <summary>The root folder of the repository.</summary>
    public static string Repository => Path.GetFullPath("../..", Metadata("CoreSources"));

    private readonly Dictionary<string, SyntaxTree> _trees = [];
    private readonly CSharpCompilation _sound;
    private readonly string _folder = Metadata("CoreSources");

    public CoreSources()
    {
        foreach (var folder in new[] { Metadata("CoreGenerated") }.Concat(Directory.GetDirectories(_folder).Where(IsSource)).Append(_folder))
        {
            var depth = folder == _folder ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories;
            foreach (var file in Directory.GetFiles(folder, "*.cs", depth))
            {
                _trees.Add(Path.GetRelativePath(_folder, file).Replace('\\', '/'), Parse(File.ReadAllText(file), file));
            }
        }

        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Campaigns.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
            .WithOptimizationLevel(OptimizationLevel.Release)
            // the regular build reports warnings; repeating that takes a third of the time
            .WithNullableContextOptions(NullableContextOptions.Annotations)
            .WithWarningLevel(0)
            .WithConcurrentBuild(false)
            .WithAllowUnsafe(true);
        _sound = CSharpCompilation.Create("Campaigns.Core", [.. _trees.Values, Parse(Added, "Added.cs")], references, options);
    }

    /// <summary>The text of a source file.</summary>
    /// <param name="file">The path relative to Core's folder.</param>
    public string Read(string file) => _trees.TryGetValue(file, out var tree) ? tree.ToString() : throw new FileNotFoundException("Core has no such file.", file);

    /// <summary>Compiles Core with a sabotage applied.</summary>
    public MemoryStream Compile(Sabotage sabotage)
    {
        var tree = _trees[sabotage.File];
        var broken = _sound.ReplaceSyntaxTree(tree, Parse(sabotage.Apply(Read(sabotage.File)), tree.FilePath));
        var image = new MemoryStream();
        var result = broken.Emit(image);
        if (!result.Success)
        {
            var errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
            throw new InvalidOperationException($"\"{sabotage.Name}\" does not compile: {string.Join("; ", errors.Take(5))}");
        }

        image.Position = 0;
        return image;
    }

    private static bool IsSource(string folder) => Path.GetFileName(folder) is not ("bin" or "obj");

    private static SyntaxTree Parse(string text, string path) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text), new CSharpParseOptions(LanguageVersion.Latest), path);

    private static string Metadata(string key) => typeof(CoreSources).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key)
        .Value!;
}
