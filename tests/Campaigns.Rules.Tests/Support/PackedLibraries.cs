namespace Campaigns.Rules.Tests.Support;

/// <summary>All libraries, packed from a copy of the sources without the git history, like a source archive.</summary>
public sealed class PackedLibraries : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PackedLibraries()
    {
        var sources = CopySources("sources");
        foreach (var library in ShippedAssemblies.Names)
        {
            Pack(sources, library, "packed");
        }
    }

    /// <summary>A version that is in no package cache.</summary>
    public string Version { get; } = $"0.0.0-test{Guid.NewGuid():N}";

    /// <summary>The folder with the copies and, in <c>packed</c>, the packages.</summary>
    public string Folder => _folder.Path;

    public void Dispose() => _folder.Dispose();

    internal Package Package(string library, string extension = "nupkg", string folder = "packed") =>
        new(Path.Combine(Folder, folder, $"{library}.{Version}.{extension}"));

    internal void PackAgain(string library, string folder) => Pack(CopySources($"sources for {folder}"), library, folder);

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

    private void Pack(string sources, string library, string folder) =>
        CommandLine.Dotnet(
            sources,
            "pack",
            $"src/{library}",
            "--configuration",
            "Release",
            "--output",
            Path.Combine(Folder, folder),
            $"-p:Version={Version}").OrFail();
}
