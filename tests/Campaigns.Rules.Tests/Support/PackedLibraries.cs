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
    private readonly TemporaryFolder _folder = new();

    public PackedLibraries()
    {
        var sources = CopySources("sources");
        foreach (var library in ShippedAssemblies.Names)
        {
            Pack(sources, $"src/{library}", "packed");
        }

        Pack(sources, "templates/Campaigns.Templates", "packed");
    }

    /// <summary>A version that is in no package cache.</summary>
    public string Version { get; } = $"0.0.0-test{Guid.NewGuid():N}";

    /// <summary>The folder with the copies and, in <c>packed</c>, the packages.</summary>
    public string Folder => _folder.Path;

    public void Dispose() => _folder.Dispose();

    internal Package Package(string library, string extension = "nupkg", string folder = "packed") =>
        new(Path.Combine(Folder, folder, $"{library}.{Version}.{extension}"));

    internal void PackAgain(string library, string folder) =>
        Pack(CopySources($"sources for {folder}"), $"src/{library}", folder);

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

    private void Pack(string sources, string project, string folder) =>
        CommandLine.Dotnet(
            sources,
            "pack",
            project,
            "--configuration",
            "Release",
            "--output",
            Path.Combine(Folder, folder),
            $"-p:Version={Version}").OrFail();
}
