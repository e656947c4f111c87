using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Campaigns.Dashboard.Tests.Support;

namespace Campaigns.Dashboard.Tests;

/// <summary>A new secret of a webhook endpoint is made once for one press of the button.</summary>
public sealed partial class WebhookRotationTests
{
    [Fact]
    public async Task A_reload_of_the_page_that_shows_a_new_secret_makes_no_other()
    {
        await using var host = await DashboardHost.StartAsync();
        using var visitor = new Visitor(host);
        var created = await visitor.Http.PostAsJsonAsync(
            host.Url()[..^"/campaigns/".Length] + "/api/webhook-endpoints",
            new JsonObject { ["url"] = "https://example.com/hooks", ["tenant"] = "acme" });
        var id = (string)JsonNode.Parse(await created.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["id"]!;
        var (_, page) = await visitor.ReadAsync($"/operations/webhooks/{id}");
        var revision = RevisionIn().Match(page[page.IndexOf("/rotate\"", StringComparison.Ordinal)..]).Groups[1].Value;

        var first = await visitor.SendAsync($"/operations/webhooks/{id}/rotate", ("revision", revision), ("overlap", ""));
        var reload = await visitor.SendAsync($"/operations/webhooks/{id}/rotate", ("revision", revision), ("overlap", ""));
        var without = await visitor.SendAsync($"/operations/webhooks/{id}/rotate", ("overlap", ""));

        Assert.Equal(200, first.Status);
        Assert.Contains("whsec_", first.Html, StringComparison.Ordinal);
        foreach (var refused in new[] { reload, without })
        {
            Assert.Equal(303, refused.Status);
            Assert.Contains("refused=", refused.To, StringComparison.Ordinal);
            Assert.Contains("Somebody else has changed the endpoint", refused.To, StringComparison.Ordinal);
            Assert.DoesNotContain("whsec_", refused.Html, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("name=\"revision\" value=\"([^\"]+)\"")]
    private static partial Regex RevisionIn();
}
