namespace Campaigns.Samples.Tests.WalkThrough;

/// <summary>docs/api.http has the requests of docs/api.md, and they are answered alike.</summary>
public sealed class EditorFileTests
{
    private static readonly RequestFile Editor = new(RepositoryFile.Read("docs/api.http"));

    private static readonly IReadOnlyList<RequestStep> Page =
        [.. ShellPage.Read(RepositoryFile.Read("docs/api.md")).OfType<RequestStep>()];

    [Fact]
    public void The_file_for_editors_has_the_requests_of_the_page() =>
        Assert.Equal(Page.Select(ShapeOf), Editor.Requests.Select(RequestFile.ShapeOf));

    [Fact]
    [Trait("Category", "Sweep")] // a candidate replies on the real clock
    public async Task Every_request_of_the_file_for_editors_is_answered_as_that_of_the_page()
    {
        using var client = new ClientSender();
        await using var hosts = await WalkThroughHosts.StartAsync();
        var answers = new Dictionary<string, Answer>();
        foreach (var (request, step) in Editor.Requests.Zip(Page))
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
}
