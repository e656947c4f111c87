using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore;

/// <summary>A message that a sender has posted to a webhook.</summary>
public sealed class WebhookMessage
{
    private readonly IHeaderDictionary _headers;

    internal WebhookMessage(IHeaderDictionary headers) => _headers = headers;

    /// <summary>The name of the webhook.</summary>
    public required string Webhook { get; init; }

    /// <summary>
    /// The id of the message, the same when it is sent again: the sender's id in Standard Webhooks, otherwise a hash of the URL and the body.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>The URL as the sender has called it, with its query (<see cref="InboundWebhookOptions.PublicUrl"/>).</summary>
    public required string Url { get; init; }

    /// <summary>The bytes of the body, as received.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>When the message was received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The value of a header.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <returns>The value; null if the header is missing or occurs several times.</returns>
    public string? Header(string name) => _headers[name] is [{ } value] ? value : null;

    /// <summary>The name and the id, without the content.</summary>
    public override string ToString() => $"message to {Webhook}, {Body.Length} bytes";
}
