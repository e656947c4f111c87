namespace Campaigns.Rules.Tests.Support;

/// <summary>Every library, packed from a copy of the sources without their history: what a source archive gives.</summary>
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

    /// <summary>One that no cache can know.</summary>
    public string Version { get; } = $"0.0.0-test{Guid.NewGuid():N}";

    /// <summary>The folder that holds the copies and, in <c>packed</c>, the packages.</summary>
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
