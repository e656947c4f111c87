using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Tests.Support;
using Campaigns.AspNetCore.Tests.Webhooks.Outbound.Support;
using Campaigns.Webhooks;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.AspNetCore.Tests.Webhooks.Outbound;

/// <summary>Endpoints over HTTP, and messages of a real engine to a real receiver.</summary>
public sealed class EndpointApiTests
{
    [Fact]
    public async Task A_call_is_told_with_its_attempt_numbers_and_addresses_and_is_signed()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var host = await StartAsync();
        var endpoint = await CreateAsync(host, receiver.Url + "/full", new { events = new[] { "attempt.ended" } });
        await CreateAsync(host, receiver.Url + "/thin", new { events = new[] { "attempt.ended" }, format = "thin" });
        await CallAsync(host);

        await Until.HoldsAsync(() => receiver.Messages.Count == 2);
        var full = receiver.Messages.Single(message => message.Path == "/full");
        var thin = receiver.Messages.Single(message => message.Path == "/thin");
        var body = JsonElement.Parse(full.Body);
        Assert.Equal(("attempt.ended", "acme"), (body.GetProperty("type").GetString(), body.GetProperty("tenant").GetString()));
        Assert.True(body.GetProperty("sequence").GetInt64() > 0);
        Assert.True(body.GetProperty("timestamp").TryGetDateTimeOffset(out _));
        var data = body.GetProperty("data");
        Assert.Equal("""{"contact":"ann","try":1,"maxTries":3,"isLast":false,"outcome":"no_answer","to":"+15550100123"}""", Only(
            data, "contact", "try", "maxTries", "isLast", "outcome", "to"));
        Assert.True(data.GetProperty("nextDueAt").TryGetDateTimeOffset(out _));
        Assert.DoesNotContain("ann", System.Text.Encoding.UTF8.GetString(thin.Body));
        Assert.Equal(full.Id, thin.Id);
        var signature = new WebhookSignature(endpoint.GetProperty("secret").GetString()!);
        Assert.Equal(SignatureVerdict.Valid, signature.Verify(
            (full.Id, full.Time, full.Signatures), full.Body, DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5)));
        Assert.Equal(SignatureVerdict.Wrong, signature.Verify(
            (thin.Id, thin.Time, thin.Signatures), thin.Body, DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public async Task A_secret_is_shown_once()
    {
        await using var host = await StartAsync();
        var created = await CreateAsync(host, "https://example.com/", new { });
        Assert.StartsWith("whsec_", created.GetProperty("secret").GetString());
        Assert.DoesNotContain("secret", await host.Http.GetStringAsync(Path(created)));
        Assert.DoesNotContain("whsec_", await host.Http.GetStringAsync("/api/webhook-endpoints"));
        var rotated = await host.Http.PostAsync(Path(created) + "/rotate-secret", null);
        Assert.NotEqual(created.GetProperty("secret").GetString(), (await JsonAsync(rotated)).GetProperty("secret").GetString());
    }

    [Fact]
    public async Task All_faults_are_told_at_once()
    {
        await using var host = await StartAsync();
        var answer = await host.Http.PostAsJsonAsync("/api/webhook-endpoints", new
        {
            url = "http://169.254.169.254/", events = new[] { "attempt.ended", "attempt.stopped" }, campaigns = new[] { "999" },
            description = new string('x', 201),
        });
        var faults = (await JsonAsync(answer)).GetProperty("faults").EnumerateArray().Select(fault => fault.GetProperty("at").GetString());
        Assert.Equal(["/url", "/description", "/events/1", "/campaigns/0"], faults);
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Http.GetAsync("/api/webhook-endpoints?page=2")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (
            await host.Http.PostAsJsonAsync("/api/webhook-endpoints", new { link = "https://example.com/" })).StatusCode);
    }

    [Fact]
    public async Task A_change_needs_the_revision_and_keeps_the_secret()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var host = await StartAsync();
        var created = await CreateAsync(host, "https://example.com/", new { });
        Assert.Equal((HttpStatusCode)428, (await PutAsync(host, created, receiver.Url, null)).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await PutAsync(host, created, receiver.Url, "\"7\"")).StatusCode);
        var changed = await PutAsync(host, created, receiver.Url, "\"1\"");
        Assert.Equal("\"2\"", changed.Headers.ETag?.Tag);

        Assert.Equal(HttpStatusCode.Accepted, (await host.Http.PostAsync(Path(created) + "/test", null)).StatusCode);
        await Until.HoldsAsync(() => receiver.Messages.Count == 1);
        var (test, signature) = (receiver.Messages.Single(), new WebhookSignature(created.GetProperty("secret").GetString()!));
        Assert.Equal(SignatureVerdict.Valid, signature.Verify(
            (test.Id, test.Time, test.Signatures), test.Body, DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5)));

        // The log shows the try.
        JsonElement log = default;
        await Until.HoldsAsync(async () =>
            (log = JsonElement.Parse(await host.Http.GetStringAsync(Path(created) + "/deliveries?state=delivered"))).GetProperty(
                "items").GetArrayLength() == 1);
        var delivery = log.GetProperty("items")[0];
        Assert.Equal(
            (test.Id, 200), (delivery.GetProperty("id").GetString(), delivery.GetProperty("log")[0].GetProperty("status").GetInt32()));
        Assert.Equal(HttpStatusCode.Accepted, (await host.Http.PostAsync($"{Path(created)}/deliveries/{test.Id}/replay", null)).StatusCode);
        await Until.HoldsAsync(() => receiver.Messages.Count == 2);
        Assert.Equal(test.Id, receiver.Messages.Last().Id);
    }

    [Fact]
    public async Task An_endpoint_of_another_tenant_does_not_exist()
    {
        await using var host = await StartAsync();
        host.Caller = new ApiCaller("acme", ApiRole.Admin, "acme");
        var own = await CreateAsync(host, "https://example.com/", new { });
        Assert.Equal("acme", own.GetProperty("tenant").GetString());
        host.Caller = new ApiCaller("other", ApiRole.Admin, "other");
        Assert.DoesNotContain(own.GetProperty("id").GetString()!, await host.Http.GetStringAsync("/api/webhook-endpoints"));
        string[] posts = ["/test", "/rotate-secret", "/enable", "/disable", "/replay", "/deliveries/msg_1/replay"];
        foreach (var post in posts)
        {
            Assert.Equal(
                HttpStatusCode.NotFound, (await host.Http.PostAsJsonAsync(Path(own) + post, new { afterSequence = 0 })).StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync(Path(own) + "/deliveries")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.DeleteAsync(Path(own))).StatusCode);
        var foreign = await host.Http.PostAsJsonAsync("/api/webhook-endpoints", new { url = "https://example.com/", tenant = "acme" });
        Assert.Equal(HttpStatusCode.BadRequest, foreign.StatusCode);
    }

    [Fact]
    public async Task A_disabled_endpoint_refuses_tests_and_replays_until_it_is_enabled()
    {
        await using var host = await StartAsync();
        var created = await CreateAsync(host, "https://example.com/", new { });
        var disabled = await JsonAsync(await host.Http.PostAsync(Path(created) + "/disable", null));
        Assert.Equal("by_request", disabled.GetProperty("disabledReason").GetString());
        Assert.Equal(HttpStatusCode.Conflict, (await host.Http.PostAsync(Path(created) + "/test", null)).StatusCode);
        Assert.Equal(
            HttpStatusCode.Conflict, (await host.Http.PostAsJsonAsync(Path(created) + "/replay", new { afterSequence = 0 })).StatusCode);
        Assert.True((await JsonAsync(await host.Http.PostAsync(Path(created) + "/enable", null))).GetProperty("isEnabled").GetBoolean());
        Assert.Equal(HttpStatusCode.NoContent, (await host.Http.DeleteAsync(Path(created))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync(Path(created))).StatusCode);
    }

    private static async Task CallAsync(TestHost host)
    {
        var campaign = await host.Client.CreateAsync(new CampaignDefinition
        {
            Name = "Spring", Tenant = "acme",
            Steps = [new ContactStep { Channel = Channels.Voice, Retry = new StepRetryPolicy { Attempts = 3 } }],
        });
        await host.Client.AddContactsAsync(campaign, [new Contact("ann", "+1 555 010 0123")]);
        await host.Client.StartAsync(campaign);
        var reports = host.Services.GetRequiredService<ICampaignReports>();
        AttemptId? attempt = null;
        await Until.HoldsAsync(async () =>
            (attempt = (await host.Client.GetContactAsync(campaign, "ann")).Timeline.FirstOrDefault()?.Attempt) is not null);
        await reports.ReportAsync(ProviderReport.Ended(attempt!.Value, AttemptOutcome.NoAnswer));
    }

    private static Task<TestHost> StartAsync() => TestHost.StartAsync(
        campaigns => campaigns.Services.AddDataProtection().UseEphemeralDataProtectionProvider(),
        api =>
        {
            api.Webhooks.AllowHttp = true;
            api.Webhooks.AllowedNetworks.Add(IPNetwork.Parse("127.0.0.0/8"));
        });

    private static async Task<JsonElement> CreateAsync(TestHost host, string url, object more)
    {
        var input = JsonSerializer.SerializeToNode(more)!.AsObject();
        input["url"] = url;
        var answer = await host.Http.PostAsJsonAsync("/api/webhook-endpoints", input);
        var body = await JsonAsync(answer);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(Path(body), answer.Headers.Location?.ToString());
        return body;
    }

    private static async Task<HttpResponseMessage> PutAsync(TestHost host, JsonElement endpoint, string url, string? revision)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Path(endpoint)) { Content = JsonContent.Create(new { url }) };
        if (revision is not null)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue(revision));
        }

        return await host.Http.SendAsync(request);
    }

    private static string Path(JsonElement endpoint) => "/api/webhook-endpoints/" + endpoint.GetProperty("id").GetString();

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) =>
        JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync());

    private static string Only(JsonElement data, params string[] names) =>
        "{" + string.Join(",", names.Select(name => $"\"{name}\":{data.GetProperty(name).GetRawText()}")).Replace("\\u002B", "+") + "}";
}
