using System.Globalization;
using System.Text;
using System.Text.Json;
using Campaigns.Http;
using Campaigns.Webhooks;

namespace Campaigns.Providers.Tests.Http;

/// <summary>The examples of docs/http-provider.md are what the package writes and reads.</summary>
public class HttpContractPageTests
{
    private const string Name = "http-provider.md";
    private const string Key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Fact]
    public async Task Request_of_the_page_has_the_fields_of_a_request()
    {
        await using var server = await LoopbackServer.StartAsync(200, """{"status":"accepted"}""");
        using var provider = new HttpProvider(HttpDispatchTests.Options(server));
        var step = new ContactStep { Channel = Channels.Voice, Content = "Hello Ann", Subject = "News" };

        await provider.DispatchAsync(Requests.Of(step, "+15550100002"), TestContext.Current.CancellationToken);

        using var sent = JsonDocument.Parse(server.Received[0].Bytes);
        using var page = JsonDocument.Parse(Page.Block(Name, "request"));
        Assert.Equal(Fields(sent.RootElement, ""), Fields(page.RootElement, ""));
    }

    [Fact]
    public void Callback_of_the_page_is_read_with_every_field()
    {
        var body = Encoding.UTF8.GetBytes(Page.Block(Name, "callback: Ended Completed"));
        var options = new HttpProviderOptions { BaseAddress = new Uri("https://dialer.example.com") };
        options.SigningKeys.Add(Key);
        var now = TimeProvider.System.GetUtcNow();
        var signature = new WebhookSigner([Key]).Sign("evt-1", now, body);

        var callback = new HttpCallbacks(options).Read(
            "evt-1", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), signature, body);

        Assert.Empty(callback.Problems);
        var report = callback.Report!;
        Assert.Equal((AttemptState.Ended, AttemptOutcome.Completed), (report.State, report.Outcome));
        Assert.All(
            typeof(AttemptResult).GetProperties(), value => Assert.NotNull(value.GetValue(report.AttemptResult)));
    }

    [Fact]
    public async Task Every_answer_of_the_page_is_understood()
    {
        foreach (var row in Page.Table(Name, "body | means").Where(row => row[0].StartsWith('`')))
        {
            var body = Page.Codes(row[0])[0];
            await using var server = await LoopbackServer.StartAsync(200, body);
            using var provider = new HttpProvider(HttpDispatchTests.Options(server));

            var shown = Answer.Show(await provider.DispatchAsync(Requests.Call(), TestContext.Current.CancellationToken));

            Assert.Equal(body.Contains("\"unknown\"", StringComparison.Ordinal), shown == "Completed Unknown");
        }
    }

    [Fact]
    public async Task Every_lookup_of_the_page_is_understood()
    {
        var lines = Page.Read(Name).Split("## Lookups")[1].Split('\n');
        var rows = lines.Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ToList();
        foreach (var row in rows)
        {
            await using var server = await LoopbackServer.StartAsync(200, Page.Codes(row)[0]);
            using var provider = new HttpProvider(HttpDispatchTests.Options(server));

            await provider.QueryAsync(new AttemptId(1, 1, 1), null, TestContext.Current.CancellationToken); // throws otherwise
        }

        Assert.Equal(5, rows.Count);
    }

    private static IEnumerable<string> Fields(JsonElement element, string path) => element.ValueKind == JsonValueKind.Object
        ? element.EnumerateObject().SelectMany(member => Fields(member.Value, $"{path}/{member.Name}"))
        : [path];
}
