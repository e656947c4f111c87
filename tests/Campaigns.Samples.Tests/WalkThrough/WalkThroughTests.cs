using System.Text.RegularExpressions;

namespace Campaigns.Samples.Tests.WalkThrough;

/// <summary>Does what docs/api.md says, against the hosts that it starts.</summary>
[Trait("Category", "Process")] // curl
public sealed partial class WalkThroughTests
{
    [Fact]
    public async Task Every_request_of_the_page_is_answered_as_the_page_says()
    {
        using var client = new ClientSender();
        await using var hosts = await WalkThroughHosts.StartAsync();
        var story = new Story(CurlSender.IsInstalled ? new CurlSender() : client, hosts.Address, hosts.Folder);
        await story.RunAsync(ShellPage.Read(RepositoryFile.Read("docs/api.md")));

        var refused = await File.ReadAllLinesAsync(Path.Combine(hosts.Folder, "errors.csv"));
        Assert.Equal("error,id,phone,time zone,first name", refused[0]);
        Assert.Equal(["n3", "n4"], refused.Skip(1).Select(row => Key().Match(row).Value));
    }

    [GeneratedRegex(@"\bn\d\b")]
    private static partial Regex Key();
}
