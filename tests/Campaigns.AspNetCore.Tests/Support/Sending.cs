using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Campaigns.AspNetCore.Tests.Support;

/// <summary>Short forms of requests.</summary>
internal static class Sending
{
    public static Task<CampaignId> DraftAsync(this TestHost host, string tenant = "acme") =>
        host.Client.CreateAsync(new CampaignDefinition { Name = "Spring", Tenant = tenant, Zone = "Europe/Paris",
            Steps = [new ContactStep { Channel = Channels.Voice }] });

    public static async Task<(HttpStatusCode Status, JsonElement Body)> UploadAsync(
        this TestHost host, CampaignId campaign, string text, string query = "", string type = "text/csv") =>
        await host.ReadAsync(await host.SendAsync(campaign, Encoding.UTF8.GetBytes(text), query, type));

    public static Task<HttpResponseMessage> SendAsync(
        this TestHost host, CampaignId campaign, byte[] body, string query = "", string? type = "text/csv", string? accept = null) =>
        host.SendAsync(HttpMethod.Post, $"/api/campaigns/{campaign}/contacts{query}", new ByteArrayContent(body), type, accept);

    public static async Task<HttpResponseMessage> SendAsync(
        this TestHost host, HttpMethod method, string path, HttpContent content, string? type, string? accept = null)
    {
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Accept.ParseAdd(accept ?? "application/json");
        return await host.Http.SendAsync(request);
    }

    public static async Task<(HttpStatusCode Status, JsonElement Body)> PostJsonAsync(
        this TestHost host, string path, string json, HttpMethod? method = null) => await host.ReadAsync(
        await host.SendAsync(method ?? HttpMethod.Post, path, new StringContent(json), "application/json"));

    public static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(
        this TestHost host, string path, string text, string type) =>
        await host.ReadAsync(await host.SendAsync(HttpMethod.Post, path, new StringContent(text), type));

    public static async Task<JsonElement> GetJsonAsync(this TestHost host, string path) =>
        (await host.ReadAsync(await host.Http.GetAsync(path))).Body;

    public static async Task<(HttpStatusCode Status, JsonElement Body)> ReadAsync(this TestHost host, HttpResponseMessage answer)
    {
        _ = host;
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            return (answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
        }
    }

    public static async Task<CampaignId> EnrolledAsync(this TestHost host, params Contact[] contacts)
    {
        var campaign = await host.DraftAsync();
        var report = await host.Client.AddContactsAsync(campaign, contacts);
        Assert.Equal(contacts.Length, report.Added);
        return campaign;
    }

    /// <summary>Waits until an attempt of a contact was accepted by the provider.</summary>
    public static async Task<AttemptId> LiveAttemptAsync(this TestHost host, CampaignId campaign, string key)
    {
        var contact = await Until.FindAsync(
            () => host.Client.GetContactAsync(campaign, key), contact => contact.Timeline is [.., { State: AttemptState.Accepted }]);
        return contact.Timeline[^1].Attempt;
    }

    /// <summary>A text of an answer; null if it is absent.</summary>
    public static string? Text(this JsonElement body, string name) => body.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>A number of an answer.</summary>
    public static long Count(this JsonElement body, string name) => body.GetProperty(name).GetInt64();
}

/// <summary>A body that is sent, and then waits until the sender gives up.</summary>
internal sealed class StoppingContent : HttpContent
{
    private readonly byte[] _text;
    private readonly bool _ends;
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StoppingContent(string text, bool ends = false)
    {
        (_text, _ends) = (Encoding.UTF8.GetBytes(text), ends);
        Headers.ContentType = new MediaTypeHeaderValue("text/csv");
    }

    public void Fail() => _failed.SetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(_text);
        await stream.FlushAsync();
        if (!_ends)
        {
            await _failed.Task;
            throw new IOException("The sender gives up.");
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
