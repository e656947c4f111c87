using System.Reflection;
using Campaigns.InMemory;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Campaigns.Sabotages;

/// <summary>The sources of Core and of the memory store. They are parsed once, and compiled again with one file changed.</summary>
internal sealed class LibrarySources
{
    private static readonly string[] FriendsOfCore = ["Campaigns.Simulation", "Campaigns.Testing"];

    /// <summary>The repository's folder.</summary>
    public static string Repository => Path.GetFullPath("../..", Metadata("CoreSources"));

    private readonly Dictionary<string, SyntaxTree> _trees = [];
    private readonly CSharpCompilation _core;
    private readonly CSharpCompilation _store;
    private readonly string _folder = Metadata("CoreSources");

    public LibrarySources()
    {
        var store = Metadata("StoreSources");
        var coreTrees = Parse([Metadata("CoreGenerated"), .. Directory.GetDirectories(_folder).Where(IsSource)], _folder);
        var storeTrees = Parse([.. Directory.GetDirectories(store).Where(IsSource)], store);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Campaigns.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path))
            .ToList();
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithNullableContextOptions(
                NullableContextOptions.Annotations) // the build already checks warnings, which would take a third of the time
            .WithWarningLevel(0)
            .WithConcurrentBuild(false)
            .WithAllowUnsafe(true);
        _core = Compilation(typeof(CampaignEngine), [.. coreTrees], FriendsOfCore);
        _store = Compilation(typeof(MemoryJobStore), [.. storeTrees, .. coreTrees.Where(IsShared)], []).AddReferences(
            _core.ToMetadataReference());

        CSharpCompilation Compilation(Type inside, SyntaxTree[] trees, string[] friends) => CSharpCompilation.Create(
            inside.Assembly.GetName().Name,
            [.. trees, Parse(Added(inside.Assembly.GetName().Version, friends), "Added.cs")],
            references,
            options);
    }

    /// <summary>The text of a source file.</summary>
    /// <param name="file">The path relative to Core's folder.</param>
    public string Read(string file) => _trees.TryGetValue(file, out var tree)
        ? tree.ToString()
        : throw new FileNotFoundException("There is no such file.", file);

    /// <summary>Compiles the library that contains the sabotaged file, with the sabotage applied.</summary>
    public MemoryStream Compile(Sabotage sabotage)
    {
        var tree = _trees[sabotage.File];
        var sound = _core.ContainsSyntaxTree(tree) ? _core : _store;
        var broken = sound.ReplaceSyntaxTree(tree, Parse(sabotage.Apply(Read(sabotage.File)), tree.FilePath));
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

    /// <summary>The code that the build adds to the sources. The version is the real one, because the simulator requires it.</summary>
    private static string Added(Version? version, string[] friends) => $"""
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        [assembly: System.Reflection.AssemblyVersion("{version}")]
        {string.Concat(friends.Select(friend => $"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{friend}\")]"))}
        """;

    /// <summary>Parses the files in the folders and directly in the root.</summary>
    private List<SyntaxTree> Parse(IEnumerable<string> folders, string root)
    {
        var files = folders.SelectMany(folder => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories));
        var trees = new List<SyntaxTree>();
        foreach (var file in files.Concat(Directory.GetFiles(root, "*.cs")))
        {
            trees.Add(Parse(File.ReadAllText(file), file));
            _trees.Add(Path.GetRelativePath(_folder, file).Replace('\\', '/'), trees[^1]);
        }

        return trees;
    }

    /// <summary>Whether the memory store compiles the file too.</summary>
    private static bool IsShared(SyntaxTree tree) => Path.GetFileName(Path.GetDirectoryName(tree.FilePath)) == "Collections";

    private static bool IsSource(string folder) => Path.GetFileName(folder) is not ("bin" or "obj");

    private static SyntaxTree Parse(string text, string path) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text), new CSharpParseOptions(LanguageVersion.Latest), path);

    private static string Metadata(string key) => typeof(LibrarySources).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key)
        .Value!;
}
