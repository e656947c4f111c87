using System.Globalization;
using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Webhooks.Outbound;

namespace Campaigns.AspNetCore.Webhooks;

/// <summary>What a user sets of an endpoint.</summary>
internal sealed class WebhookEndpointInput
{
    /// <summary>The URL that messages are sent to, by POST.</summary>
    public required string Url { get; set; }

    /// <summary>The tenant. Only for callers that see all tenants, who leave it out for an endpoint of all tenants.</summary>
    public string? Tenant { get; set; }

    /// <summary>A note of up to 200 characters.</summary>
    public string? Description { get; set; }

    /// <summary>The types of messages, such as <c>attempt.ended</c>; null for all.</summary>
    public IReadOnlyList<string>? Events { get; set; }

    /// <summary>The ids of up to 100 campaigns whose changes are sent; null for all changes.</summary>
    public IReadOnlyList<string>? Campaigns { get; set; }

    /// <summary>How much messages tell; full by default.</summary>
    public WebhookFormat? Format { get; set; }
}

/// <summary>An endpoint.</summary>
internal sealed class WebhookEndpointBody
{
    /// <summary>The id.</summary>
    public required string Id { get; set; }

    /// <summary>The tenant; absent for an endpoint of all tenants.</summary>
    public string? Tenant { get; set; }

    /// <summary>The URL.</summary>
    public required string Url { get; set; }

    /// <summary>The note.</summary>
    public string? Description { get; set; }

    /// <summary>The types of messages; absent for all.</summary>
    public IReadOnlyList<string>? Events { get; set; }

    /// <summary>The campaigns; absent for all.</summary>
    public IReadOnlyList<string>? Campaigns { get; set; }

    /// <summary>How much messages tell.</summary>
    public WebhookFormat Format { get; set; }

    /// <summary>The revision, which is also the ETag.</summary>
    public long Revision { get; set; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Whether messages are sent.</summary>
    public bool IsEnabled { get; set; }

    /// <summary>When it was disabled.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>
    /// Why it was disabled: <c>gone</c> (the receiver answered 410), <c>failing</c> (nothing but failures) or <c>by_request</c>.
    /// </summary>
    public string? DisabledReason { get; set; }

    /// <summary>Changes after this sequence were not queued, because the endpoint was disabled. Replay them from here.</summary>
    public long? DisabledAfter { get; set; }

    /// <summary>Why nothing can be sent although the endpoint is enabled: <c>secret_unreadable</c>. Rotate the secret.</summary>
    public string? Fault { get; set; }

    /// <summary>About how many messages wait.</summary>
    public int Pending { get; set; }

    /// <summary>Whether more messages wait in the change feed.</summary>
    public bool IsBehind { get; set; }

    /// <summary>The failures since the last success.</summary>
    public int Failures { get; set; }

    /// <summary>Since when there are only failures.</summary>
    public DateTimeOffset? FailingSince { get; set; }

    /// <summary>The last success.</summary>
    public DateTimeOffset? LastSuccessAt { get; set; }

    /// <summary>The last failure.</summary>
    public DateTimeOffset? LastFailureAt { get; set; }

    /// <summary>Until when messages are signed with the former secret too.</summary>
    public DateTimeOffset? FormerSecretUntil { get; set; }

    /// <summary>The secret that verifies messages. Only in the answers that create it: it is not shown again.</summary>
    public string? Secret { get; set; }

    internal static WebhookEndpointBody Of(WebhookEndpoint endpoint, DateTimeOffset now, string? secret = null)
    {
        lock (endpoint.Lock)
        {
            var (settings, health) = (endpoint.Settings, endpoint.Health);
            return new WebhookEndpointBody
            {
                Id = endpoint.Id,
                Tenant = endpoint.Tenant,
                Url = settings.Url,
                Description = settings.Description,
                Events = settings.Events,
                Campaigns = settings.Campaigns?.Select(id => id.ToString(CultureInfo.InvariantCulture)).ToList(),
                Format = settings.Format,
                Revision = endpoint.Revision,
                CreatedAt = settings.CreatedAt,
                IsEnabled = endpoint.IsEnabled,
                DisabledAt = health.DisabledAt,
                DisabledReason = health.DisabledReason,
                DisabledAfter = health.DisabledAfter,
                Fault = endpoint.SignatureAt(now) is null ? "secret_unreadable" : null,
                Pending = endpoint.Pending,
                IsBehind = endpoint.IsBehind,
                Failures = health.Failures,
                FailingSince = health.FailingSince,
                LastSuccessAt = health.LastSuccessAt,
                LastFailureAt = health.LastFailureAt,
                FormerSecretUntil = settings.FormerUntil > now ? settings.FormerUntil : null,
                Secret = secret,
            };
        }
    }
}

/// <summary>A page of endpoints.</summary>
internal sealed class WebhookEndpointPage
{
    /// <summary>The endpoints, by id.</summary>
    public required IReadOnlyList<WebhookEndpointBody> Items { get; set; }

    /// <summary>The cursor of the next page; absent after the last one.</summary>
    public string? Next { get; set; }
}

/// <summary>Which messages to send again.</summary>
internal sealed class WebhookReplayInput
{
    /// <summary>Changes after this sequence. Not together with <see cref="From"/>.</summary>
    public long? AfterSequence { get; set; }

    /// <summary>Changes up to this sequence; absent for all. Not together with <see cref="Until"/>.</summary>
    public long? UntilSequence { get; set; }

    /// <summary>Changes from this time on.</summary>
    public DateTimeOffset? From { get; set; }

    /// <summary>Changes before this time; absent for all.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>Whether only messages are sent that failed for the last time; false by default.</summary>
    public bool OnlyFailed { get; set; }
}

/// <summary>What is sent again.</summary>
internal sealed class WebhookReplayBody
{
    /// <summary>The sequence after which the range begins.</summary>
    public long AfterSequence { get; set; }

    /// <summary>The last sequence of the range.</summary>
    public long UntilSequence { get; set; }
}

/// <summary>The id of a message that is sent.</summary>
internal sealed class WebhookMessageBody
{
    /// <summary>The id.</summary>
    public required string Id { get; set; }
}

/// <summary>What to do with the former secret.</summary>
internal sealed class WebhookRotationInput
{
    /// <summary>
    /// How long messages are signed with the former secret too, 0 to 30 days; the host's setting by default, which is 24 hours.
    /// </summary>
    public TimeSpan? Overlap { get; set; }
}

[JsonSerializable(typeof(WebhookEndpointInput))]
[JsonSerializable(typeof(WebhookEndpointBody))]
[JsonSerializable(typeof(WebhookEndpointPage))]
[JsonSerializable(typeof(WebhookReplayInput))]
[JsonSerializable(typeof(WebhookReplayBody))]
[JsonSerializable(typeof(WebhookMessageBody))]
[JsonSerializable(typeof(WebhookRotationInput))]
[JsonSerializable(typeof(WebhookDeliveryBody))]
[JsonSerializable(typeof(WebhookDeliveryPage))]
[JsonSerializable(typeof(WebhookEventTypes))]
internal sealed partial class OutboundWebhookJson : JsonSerializerContext;
