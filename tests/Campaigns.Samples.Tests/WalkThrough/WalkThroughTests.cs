using System.Text.RegularExpressions;

namespace Campaigns.Samples.Tests.WalkThrough;

/// <summary>Does what docs/api.md and docs/api.http say, against the hosts that the page starts.</summary>
[Trait("Category", "Process")] // curl
public sealed partial class WalkThroughTests
{
    private static readonly IReadOnlyList<Step> Page = ShellPage.Read(RepositoryFile.Read("docs/api.md"));
    private static readonly RequestFile Editor = new(RepositoryFile.Read("docs/api.http"));

    [Fact]
    public async Task Every_request_of_the_page_is_answered_as_the_page_says()
    {
        using var client = new ClientSender();
        await using var hosts = await WalkThroughHosts.StartAsync();
        var story = new Story(CurlSender.IsInstalled ? new CurlSender() : client, hosts.Address, hosts.Folder);
        await story.RunAsync(Page);

        var refused = await File.ReadAllLinesAsync(Path.Combine(hosts.Folder, "errors.csv"));
        Assert.Equal("error,id,phone,time zone,first name", refused[0]);
        Assert.Equal(["n3", "n4"], refused.Skip(1).Select(row => Key().Match(row).Value));
    }

    [Fact]
    public void The_file_for_editors_has_the_requests_of_the_page() =>
        Assert.Equal(Page.OfType<RequestStep>().Select(ShapeOf), Editor.Requests.Select(RequestFile.ShapeOf));

    [Fact]
    public async Task Every_request_of_the_file_for_editors_is_answered_as_that_of_the_page()
    {
        using var client = new ClientSender();
        await using var hosts = await WalkThroughHosts.StartAsync();
        var answers = new Dictionary<string, Answer>();
        foreach (var (request, step) in Editor.Requests.Zip(Page.OfType<RequestStep>()))
        {
            var sent = new CurlRequest(request.Method, Text(request.Url)) { Body = request.Body is { } body ? Text(body) : null };
            sent.Headers.AddRange(request.Headers.Select(header => (header.Name, Text(header.Value))));
            var answer = await Story.RepeatAsync(step, () => client.SendAsync(sent, hosts.Folder));
            answers[request.Name ?? ""] = answer;
        }

        string Text(string text) => Editor.Resolve(text, answers, hosts.Address);
    }

    private static string ShapeOf(RequestStep step)
    {
        var (words, _) = ShellWords.Split(
            step.Command, name => name switch { "HOST" => "", "API" => "/api", "AUTH" or "SENDER" => "Authorization: {}", _ => "{}" });
        var request = CurlRequest.Of(words.Skip(1));
        return $"{request.Method} {request.Url}";
    }

    [GeneratedRegex(@"\bn\d\b")]
    private static partial Regex Key();
}
