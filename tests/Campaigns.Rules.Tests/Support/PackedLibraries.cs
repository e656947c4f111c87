using System.Text.Json;

namespace Campaigns.Rules.Tests.Support;

/// <summary>Tests that use the packed libraries share them.</summary>
[CollectionDefinition(Name)]
public sealed class PackedCollection : ICollectionFixture<PackedLibraries>
{
    public const string Name = "Packed libraries";
}

/// <summary>All libraries and the templates, packed from a copy of the sources without the git history, like a source archive.</summary>
public sealed class PackedLibraries : IDisposable
{
    private const string Templates = "templates/Campaigns.Templates/Campaigns.Templates.csproj";
    private readonly TemporaryFolder _folder = new();

    public PackedLibraries() =>
        Pack(CopySources("sources"), [.. ShippedAssemblies.Names.Select(ProjectOf), Templates], "packed");

    /// <summary>A version that is in no package cache.</summary>
    public string Version { get; } = $"0.0.0-test{Guid.NewGuid():N}";

    /// <summary>The folder with the copies and, in <c>packed</c>, the packages.</summary>
    public string Folder => _folder.Path;

    public void Dispose() => _folder.Dispose();

    internal Package Package(string library, string extension = "nupkg", string folder = "packed") =>
        new(Path.Combine(Folder, folder, $"{library}.{Version}.{extension}"));

    internal void PackAgain(string library, string folder) =>
        Pack(CopySources($"sources for {folder}"), [ProjectOf(library)], folder);

    internal string Write(string file, string text) => _folder.Write(file, text);

    private string CopySources(string name)
    {
        foreach (var file in Repository.Files)
        {
            var copy = Path.Combine(Folder, name, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Repository.FullPath(file), copy);
        }

        return Path.Combine(Folder, name);
    }

    private static string ProjectOf(string library) => $"src/{library}/{library}.csproj";

    /// <summary>Packs projects in one build, without the analyzers, which have run when the solution was built.</summary>
    private void Pack(string sources, IReadOnlyList<string> projects, string folder)
    {
        var filter = Path.Combine(sources, "packed.slnf");
        File.WriteAllText(filter, JsonSerializer.Serialize(new { solution = new { path = "Campaigns.Core.sln", projects } }));
        CommandLine.Dotnet(
            sources,
            "pack",
            filter,
            "--configuration",
            "Release",
            $"-p:PackageOutputPath={Path.Combine(Folder, folder)}",
            $"-p:Version={Version}",
            "-p:RunAnalyzers=false").OrFail();
    }
}
