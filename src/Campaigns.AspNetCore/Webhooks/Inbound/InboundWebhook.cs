using System.Security.Cryptography;
using System.Text;
using Campaigns.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Campaigns.AspNetCore.Webhooks.Inbound;

/// <summary>A registered webhook: its options, its reader, and how it verifies messages. Thread-safe.</summary>
internal sealed class InboundWebhook
{
    private readonly TimeProvider _time;
    private readonly WebhookSignature? _standard;
    private readonly TwilioSignature? _twilio;

    public InboundWebhook(string name, InboundWebhookOptions options, IWebhookReader reader, TimeProvider time)
    {
        Name = name;
        Options = options;
        Reader = reader;
        Limits = new SenderLimits(options.MaxPerSecond, time);
        _time = time;
        _standard = options.Keys.Count > 0 ? new WebhookSignature([.. options.Keys]) : null;
        _twilio = options.TwilioTokens.Count > 0 ? new TwilioSignature([.. options.TwilioTokens]) : null;
    }

    public string Name { get; }

    public InboundWebhookOptions Options { get; }

    public IWebhookReader Reader { get; }

    public SenderLimits Limits { get; }

    /// <summary>Makes the message of a request.</summary>
    public WebhookMessage MessageOf(HttpContext context, byte[] body)
    {
        var url = UrlOf(context);
        var id = _standard is null ? null : context.Request.Headers[WebhookSignature.IdHeader] is [{ Length: > 0 } given] ? given : null;
        return new WebhookMessage(context.Request.Headers)
        {
            Webhook = Name, Id = id ?? HashOf(url, body), Url = url, Body = body, ReceivedAt = _time.GetUtcNow(),
        };
    }

    /// <summary>Verifies a message. A webhook without a way to verify refuses everything.</summary>
    public SignatureVerdict Verify(WebhookMessage message)
    {
        if (_standard is not null)
        {
            return _standard.Verify(
                (message.Header(WebhookSignature.IdHeader), message.Header(WebhookSignature.TimestampHeader), message.Header(WebhookSignature.SignatureHeader)),
                message.Body.Span, message.ReceivedAt, Options.Tolerance);
        }

        if (_twilio is not null)
        {
            var isForm = message.Header("Content-Type")?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;
            return _twilio.Verify(message.Header(TwilioSignature.Header), message.Url, message.Body.Span, isForm);
        }

        return Options.IsVerifiedByReader ? SignatureVerdict.Valid : SignatureVerdict.Wrong;
    }

    /// <summary>The URL as the sender has called it: from the bytes of the request line, because decoding and encoding would change it.</summary>
    private string UrlOf(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } raw && raw[0] == '/'
            ? raw
            : $"{context.Request.PathBase}{context.Request.Path}{context.Request.QueryString}";
        return Options.PublicUrl is { } url
            ? url.GetLeftPart(UriPartial.Path).TrimEnd('/') + target
            : $"{context.Request.Scheme}://{context.Request.Host}{target}";
    }

    private static string HashOf(string url, byte[] body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(url));
        hash.AppendData([0]);
        hash.AppendData(body);
        return "sha256-" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
