using System.Text.Json;

namespace Campaigns.Rules.Tests.Support;

/// <summary>A project file as MSBuild evaluates it, including all imports.</summary>
internal sealed class Project
{
    private readonly JsonElement _evaluation;

    private Project(string file)
    {
        File = file;
        var result = CommandLine.Dotnet(
            Repository.Root,
            "msbuild",
            file,
            "-getItem:ProjectReference",
            "-getItem:PackageReference",
            "-getItem:AdditionalFiles",
            "-getProperty:NoWarn",
            "-getProperty:RepositoryUrl",
            "-getProperty:WarningsNotAsErrors",
            "-getProperty:TreatWarningsAsErrors").OrFail();
        _evaluation = JsonDocument.Parse(result.Output).RootElement;
    }

    public static IReadOnlyList<Project> Libraries { get; } =
        [.. Repository.FilesUnder("src", ".csproj").Select(file => new Project(file))];

    public string File { get; }

    public string Name => Path.GetFileNameWithoutExtension(File);

    public string Property(string name) => _evaluation.GetProperty("Properties").GetProperty(name).GetString()!;

    public IEnumerable<string> References(string item) => Items(item, "Identity");

    public IEnumerable<string> FileNames(string item) => Items(item, "Filename");

    private IEnumerable<string> Items(string item, string metadata) =>
        _evaluation.GetProperty("Items").GetProperty(item).EnumerateArray().Select(element => element.GetProperty(metadata).GetString()!);
}
