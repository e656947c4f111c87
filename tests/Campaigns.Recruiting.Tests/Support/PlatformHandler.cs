using System.Net;
using System.Text;
using System.Text.Json;
using Campaigns.Samples.UpstreamMock;

namespace Campaigns.Recruiting.Tests.Support;

/// <summary>Answers requests from the mock's platform, without a network and without threads.</summary>
internal sealed class PlatformHandler(Platform platform) : HttpMessageHandler
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>The requests so far, as "POST /channel/11/chat/1/message".</summary>
    public List<string> Requests { get; } = [];

    /// <summary>The credentials of the requests so far.</summary>
    public List<string> Credentials { get; } = [];

    /// <summary>Chooses the fault of a request.</summary>
    public Func<string, Fault> Fault { get; set; } = _ => Samples.UpstreamMock.Fault.None;

    /// <summary>Chooses the requests that are carried out and never answered, as when the process dies meanwhile.</summary>
    public Func<string, bool> Hangs { get; set; } = _ => false;

    /// <summary>Chooses the requests that are neither carried out nor answered.</summary>
    public Func<string, bool> Loses { get; set; } = _ => false;

    /// <summary>Answers before the platform, if it answers at all.</summary>
    public Func<string, HttpResponseMessage?> Answer { get; set; } = _ => null;

    public int CountOf(string start) => Requests.Count(request => request.StartsWith(start, StringComparison.Ordinal));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var name = $"{request.Method} {request.RequestUri!.AbsolutePath}";
        Requests.Add(name);
        Credentials.Add(request.Headers.TryGetValues("Authorization", out var values) ? values.Single() : "");
        if (Answer(name) is { } answer)
        {
            return answer;
        }

        var fault = Fault(name);
        if (fault == Samples.UpstreamMock.Fault.ErrorBefore)
        {
            return new HttpResponseMessage(HttpStatusCode.InternalServerError);
        }

        if (Loses(name))
        {
            return await new TaskCompletionSource<HttpResponseMessage>().Task;
        }

        var response = await WorkAsync(request, Credentials[^1]);
        if (Hangs(name))
        {
            return await new TaskCompletionSource<HttpResponseMessage>().Task;
        }

        switch (fault)
        {
            case Samples.UpstreamMock.Fault.ErrorAfter:
                return new HttpResponseMessage(HttpStatusCode.InternalServerError);
            case Samples.UpstreamMock.Fault.Silence:
                throw new TaskCanceledException("as after the deadline, which would pass on another thread");
            default:
                return response;
        }
    }

    private async Task<HttpResponseMessage> WorkAsync(HttpRequestMessage request, string credential)
    {
        if (platform.FindUser(credential) is not { } user)
        {
            return new HttpResponseMessage(HttpStatusCode.Unauthorized);
        }

        var path = request.RequestUri!.AbsolutePath.Trim('/').Split('/');
        return path switch
        {
            ["user", "me"] => Json(user),
            ["role"] => Json(platform.Roles),
            ["role", var role] => Json(platform.FindRole(long.Parse(role))),
            ["role", var role, "candidate"] => Json(platform.CandidatesOf(long.Parse(role))),
            ["channel"] => Json(platform.ChannelsOf(user)),
            ["channel", var channel, "chat", var candidate, "message"] when request.Method == HttpMethod.Get =>
                Json(platform.Chat(user, long.Parse(channel), long.Parse(candidate))),
            ["channel", var channel, "chat", var candidate, "message"] =>
                Sent(platform.Send(user, long.Parse(channel), long.Parse(candidate), await ReadAsync(request))),
            _ => new HttpResponseMessage(HttpStatusCode.NotFound),
        };
    }

    private static async Task<NewMessage> ReadAsync(HttpRequestMessage request) =>
        JsonSerializer.Deserialize<NewMessage>(await request.Content!.ReadAsStringAsync(), Web)!;

    private static HttpResponseMessage Sent((int Status, Message? Message) sent) =>
        sent.Message is { } message ? Json(new Receipt(message.Id)) : new HttpResponseMessage((HttpStatusCode)sent.Status);

    private static HttpResponseMessage Json(object? value)
    {
        if (value is null)
        {
            return new HttpResponseMessage(HttpStatusCode.NotFound);
        }

        var json = JsonSerializer.Serialize(value, value.GetType(), Web);
        return new HttpResponseMessage { Content = new StringContent(json, Encoding.UTF8, "application/json") };
    }
}
