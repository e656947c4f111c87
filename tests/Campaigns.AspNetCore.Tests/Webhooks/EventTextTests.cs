using System.Text;
using Campaigns.AspNetCore.Tests.Support;
using Campaigns.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.AspNetCore.Tests.Webhooks;

/// <summary>Events whose texts nobody can read: they are refused, and the engine goes on.</summary>
public sealed class EventTextTests
{
    [Theory]
    [InlineData("""{"note":"caf\ud83d"}""", "note")]
    [InlineData("""{"cart":[{"no\udc00te":1}]}""", "cart")]
    [InlineData("""{"a":{"b":["x","\uD83D x"]}}""", "a.b")]
    public async Task Half_of_a_surrogate_pair_in_an_event_is_refused_with_its_field_and_stops_nothing(string data, string field)
    {
        await using var host = await StartAsync();
        var reports = host.Services.GetRequiredService<ICampaignReports>();

        var refused = await Assert.ThrowsAsync<CampaignException>(
            () => reports.IngestAsync(new InboundEvent("acme", "e1", "cart.abandoned") { Data = data }));
        var posted = await PostAsync(host, "m1", Encoding.UTF8.GetBytes($$"""{"type":"cart.abandoned","data":{{data}}}"""));
        var whole = await reports.IngestAsync(new InboundEvent("acme", "e2", "cart.abandoned") { Data = """{"note":"\ud83d\ude00"}""" });

        Assert.Equal(CampaignError.Invalid, refused.Error);
        Assert.Contains($"in \"{field}\"", refused.Message, StringComparison.Ordinal);
        Assert.Equal(400, (int)posted.StatusCode);
        Assert.NotEqual(IngestResult.Duplicate, whole.Result);
    }

    [Fact]
    public async Task Half_of_a_surrogate_pair_as_a_character_is_refused_too()
    {
        await using var host = await StartAsync();
        var reports = host.Services.GetRequiredService<ICampaignReports>();

        var refused = await Assert.ThrowsAsync<CampaignException>(
            () => reports.IngestAsync(new InboundEvent("acme", "e1", "cart.abandoned") { Data = "{\"note\":\"\ud83d\"}" }));

        Assert.Equal(CampaignError.Invalid, refused.Error);
    }

    [Theory]
    [InlineData("""{"type":"unsubscribe","address":"jürgen@example.com"}""")]
    [InlineData("""{"type":"unsubscribe","adreße":"j@example.com"}""")]
    public async Task A_body_that_is_not_utf_8_is_refused_with_the_reason(string body)
    {
        await using var host = await StartAsync();

        var answer = await PostAsync(host, "m1", Encoding.Latin1.GetBytes(body));

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("not UTF-8", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<TestHost> StartAsync()
    {
        var host = await TestHost.StartAsync(
            campaigns => campaigns.AddWebhook("shop", options =>
            {
                options.Keys.Add(WebhookSender.Key);
                options.Tenant = "acme";
            }),
            map: app => app.MapCampaignsWebhooks());
        await host.Services.GetRequiredService<ICampaignOperations>().SetTriggerAsync(new CampaignTrigger
        {
            Tenant = "acme", Name = "carts", EventType = "cart.abandoned", CampaignKey = "carts",
            Conditions = [EventCondition.Equal("note", "yes")],
        });
        return host;
    }

    private static Task<HttpResponseMessage> PostAsync(TestHost host, string id, byte[] body)
    {
        var now = DateTimeOffset.UtcNow;
        var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/shop") { Content = new ByteArrayContent(body) };
        request.Headers.Add(WebhookSignature.IdHeader, id);
        request.Headers.Add(WebhookSignature.TimestampHeader, WebhookSignature.Timestamp(now));
        request.Headers.Add(WebhookSignature.SignatureHeader, new WebhookSignature(WebhookSender.Key).Sign(id, now, body));
        return host.Http.SendAsync(request);
    }
}
