using System.Text.Json;

namespace Campaigns.Rules.Tests.Support;

/// <summary>A project file as MSBuild evaluates it, including all imports.</summary>
internal sealed class Project
{
    /// <summary>Asks all libraries for their items and properties in one process, because starting MSBuild costs more than that.</summary>
    private const string AskAll = """
        <Project>
          <Target Name="AskAll" Returns="@(Told)">
            <MSBuild
              Projects="LIBRARIES" Targets="Tell"
              Properties="CustomAfterMicrosoftCommonTargets=$(MSBuildThisFileDirectory)tell.targets">
              <Output TaskParameter="TargetOutputs" ItemName="Told" />
            </MSBuild>
          </Target>
        </Project>
        """;

    private const string Tell = """
        <Project>
          <Target Name="Tell" Returns="@(Told)">
            <ItemGroup>
              <Told Include="@(ProjectReference)" Kind="ProjectReference" />
              <Told Include="@(PackageReference)" Kind="PackageReference" />
              <Told Include="@(AdditionalFiles)" Kind="AdditionalFiles" />
              <Told Include="$(MSBuildProjectName)" Kind="Properties">
                <NoWarn>$(NoWarn)</NoWarn>
                <RepositoryUrl>$(RepositoryUrl)</RepositoryUrl>
                <WarningsNotAsErrors>$(WarningsNotAsErrors)</WarningsNotAsErrors>
                <TreatWarningsAsErrors>$(TreatWarningsAsErrors)</TreatWarningsAsErrors>
              </Told>
            </ItemGroup>
          </Target>
        </Project>
        """;

    private readonly ILookup<string, JsonElement> _told;

    private Project(string file, IEnumerable<JsonElement> told)
    {
        File = file;
        _told = told.ToLookup(item => item.GetProperty("Kind").GetString()!);
    }

    public static IReadOnlyList<Project> Libraries { get; } = Evaluate([.. Repository.FilesUnder("src", ".csproj")]);

    public string File { get; }

    public string Name => Path.GetFileNameWithoutExtension(File);

    public string Property(string name) => _told["Properties"].Single().GetProperty(name).GetString()!;

    public IEnumerable<string> References(string item) => Items(item, "Identity");

    public IEnumerable<string> FileNames(string item) => Items(item, "Filename");

    private static List<Project> Evaluate(List<string> files)
    {
        using var folder = new TemporaryFolder();
        var libraries = string.Join(';', files.Select(Repository.FullPath));
        var askAll = folder.Write("ask.proj", AskAll.Replace("LIBRARIES", libraries, StringComparison.Ordinal));
        folder.Write("tell.targets", Tell);
        var result = CommandLine.Dotnet(Repository.Root, "msbuild", askAll, "-getTargetResult:AskAll").OrFail();
        var told = JsonDocument.Parse(result.Output).RootElement
            .GetProperty("TargetResults").GetProperty("AskAll").GetProperty("Items").EnumerateArray()
            .ToLookup(item => item.GetProperty("MSBuildSourceProjectFile").GetString()!);
        return [.. files.Select(file => new Project(file, told[Repository.FullPath(file)]))];
    }

    private IEnumerable<string> Items(string item, string metadata) =>
        _told[item].Select(element => element.GetProperty(metadata).GetString()!);
}
