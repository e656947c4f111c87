using System.Net.Http.Headers;
using System.Text;
using Campaigns.AspNetCore.Tests.Support;
using Campaigns.Webhooks;

namespace Campaigns.AspNetCore.Tests.Webhooks;

/// <summary>Sends messages as a sender does.</summary>
internal static class WebhookSender
{
    public const string Key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /// <summary>Posts a message that is signed as Standard Webhooks defines it.</summary>
    public static Task<HttpResponseMessage> PostSignedAsync(
        this TestHost host, string webhook, string id, DateTimeOffset time, string body, string key = Key)
    {
        var content = new StringContent(body, Encoding.UTF8, "application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, $"/webhooks/{webhook}") { Content = content };
        request.Headers.Add(WebhookSignature.IdHeader, id);
        request.Headers.Add(WebhookSignature.TimestampHeader, WebhookSignature.Timestamp(time));
        request.Headers.Add(WebhookSignature.SignatureHeader, new WebhookSignature(key).Sign(id, time, Encoding.UTF8.GetBytes(body)));
        return host.Http.SendAsync(request);
    }

    /// <summary>Posts a form with the signature of Twilio.</summary>
    public static Task<HttpResponseMessage> PostFormAsync(this TestHost host, string path, string form, string signature)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(form));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Add(TwilioScheme.Header, signature);
        return host.Http.SendAsync(request);
    }
}

/// <summary>Makes a reader of a function.</summary>
internal sealed class ReaderOf(Func<WebhookMessage, WebhookContent> read) : IWebhookReader
{
    public WebhookContent Read(WebhookMessage message) => read(message);

    /// <summary>Reads "ATTEMPT OUTCOME".</summary>
    public static ReaderOf Reports { get; } = new(message =>
    {
        var words = Encoding.UTF8.GetString(message.Body.Span).Split(' ');
        return AttemptId.TryParse(words[0], out var attempt)
            ? new WebhookContent { Reports = [ProviderReport.Ended(attempt, Enum.Parse<AttemptOutcome>(words[1]))] }
            : WebhookContent.Refused(400, "There is no attempt.");
    });
}
