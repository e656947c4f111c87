using System.Net;
using System.Text.RegularExpressions;
using Campaigns.Rules.Tests.Support;
using Campaigns.Tests;

namespace Campaigns.Rules.Tests;

/// <summary>
/// Uses the template as a new user does: installs it, makes a project, builds it with the packed libraries, and starts it.
/// </summary>
[Trait("Category", "Packages")]
[Collection(PackedCollection.Name)]
public sealed partial class TemplateTests(PackedLibraries packed)
{
    private const string Template = "Campaigns.Templates";
    private const string Project = "my-outreach"; // no valid namespace, so the template must make one of it
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5); // catches hangs, not slowness

    [Fact]
    public async Task A_new_host_builds_and_becomes_ready()
    {
        string[] hive = ["--debug:custom-hive", Path.Combine(packed.Folder, "hive")];
        var package = Path.Combine(packed.Folder, "packed", $"{Template}.{packed.Version}.nupkg");
        CommandLine.Dotnet(packed.Folder, ["new", "install", package, .. hive]).OrFail();
        CommandLine.Dotnet(packed.Folder, ["new", "campaigns-host", "--output", Project, "--HttpPort", "5077", .. hive]).OrFail();
        var folder = Path.Combine(packed.Folder, Project);
        packed.Write($"{Project}/nuget.config", Consumer.Feeds);
        CommandLine.Dotnet(folder, ["build", "-warnaserror", .. Consumer.RestoreInto(packed.Folder)]).OrFail();

        var program = Program().Match(Text("Dockerfile")).Groups[1].Value;
        using var host = new HostProcess(folder, $"bin/Debug/net10.0/{program}");
        using var http = new HttpClient { BaseAddress = await host.ListensAsync() };
        using var patience = new CancellationTokenSource(Patience);
        while (await StatusOfAsync("/health/ready") != HttpStatusCode.OK)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token);
        }

        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync("/campaigns"));
        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync("/api/providers/voice"));
        Assert.Equal(0, await host.StopAsync());
        Assert.Contains("namespace my_outreach.Providers;", Text("Providers/VoiceProvider.cs"), StringComparison.Ordinal);
        Assert.Contains("localhost:5077", Text("Properties/launchSettings.json"), StringComparison.Ordinal);

        string Text(string file) => File.ReadAllText(Path.Combine(folder, file));

        async Task<HttpStatusCode> StatusOfAsync(string path)
        {
            using var answer = await http.GetAsync(path, patience.Token);
            return answer.StatusCode;
        }
    }

    [Fact]
    public void The_template_says_what_the_libraries_say()
    {
        var library = Metadata(ShippedAssemblies.Names[0]);
        var template = Metadata(Template);
        Assert.Equal(Template, template["id"]);
        Assert.Equal(library["version"], template["version"]);
        Assert.All(
            ["authors", "license", "icon", "readme", "projectUrl", "copyright", "repository", "releaseNotes"],
            element => Assert.Equal(library[element], template[element]));
        Assert.Equal("Template", packed.Package(Template).Metadata.Descendants().Single(node => node.Name.LocalName == "packageType")
            .Attribute("name")!.Value);
    }

    [GeneratedRegex("""ENTRYPOINT \["dotnet", "([^"]+)"\]""")]
    private static partial Regex Program();

    private Dictionary<string, string> Metadata(string package) => packed.Package(package).Metadata.Elements()
        .ToDictionary(element => element.Name.LocalName, element => element.Name.LocalName == "repository"
            ? element.Attribute("url")!.Value
            : element.Value);
}
