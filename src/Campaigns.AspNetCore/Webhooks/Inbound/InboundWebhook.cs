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

    public InboundWebhook(string name, InboundWebhookOptions options, IWebhookReader reader, TimeProvider time)
    {
        Name = name;
        Options = options;
        Reader = reader;
        Limits = new SenderLimits(options.MaxPerSecond, time);
        _time = time;
        _standard = options.Keys.Count > 0 ? new WebhookSignature([.. options.Keys]) : null;
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
            var headers = (
                message.Header(WebhookSignature.IdHeader), message.Header(WebhookSignature.TimestampHeader),
                message.Header(WebhookSignature.SignatureHeader));
            return _standard.Verify(headers, message.Body.Span, message.ReceivedAt, Options.Tolerance);
        }

        if (Options.TwilioTokens.Count > 0)
        {
            var type = message.Header("Content-Type") ?? "";
            var isForm = type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
            return message.Header(TwilioScheme.Header) is not { } signature ? SignatureVerdict.Missing
                : TwilioScheme.IsSigned(message.Url, message.Body.Span, isForm, signature, Options.TwilioTokens) ? SignatureVerdict.Valid
                : SignatureVerdict.Wrong;
        }

        return Options.IsVerifiedByReader ? SignatureVerdict.Valid : SignatureVerdict.Wrong;
    }

    /// <summary>
    /// The URL as the sender has called it: from the bytes of the request line, because decoding and encoding would change it.
    /// </summary>
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
