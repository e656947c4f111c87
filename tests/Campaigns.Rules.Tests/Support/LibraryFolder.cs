namespace Campaigns.Rules.Tests.Support;

/// <summary>A one-file library outside the repository, built with the settings of src/.</summary>
internal sealed class LibraryFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Writes the library.</summary>
    /// <param name="source">The source code.</param>
    /// <param name="publicApi">The lines of its PublicAPI.Unshipped.txt.</param>
    public LibraryFolder(string source, string publicApi)
    {
        _folder.Write("src/Made/Made.csproj", """<Project Sdk="Microsoft.NET.Sdk" />""");
        _folder.Write("src/Made/Made.cs", source);
        _folder.Write("src/Made/PublicAPI.Shipped.txt", "#nullable enable\n");
        _folder.Write("src/Made/PublicAPI.Unshipped.txt", $"#nullable enable\n{publicApi}\n");
        foreach (var settings in new[] { "Directory.Build.props", "Directory.Packages.props" })
        {
            _folder.Write(settings, $"""<Project><Import Project="{Repository.FullPath(settings)}" /></Project>""");
        }
    }

    public CommandResult Build() => CommandLine.Dotnet(_folder.Path, "build", "src/Made");

    public void Dispose() => _folder.Dispose();
}
