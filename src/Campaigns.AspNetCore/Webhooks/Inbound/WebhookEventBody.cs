using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;

namespace Campaigns.AspNetCore;

/// <summary>
/// An event that an application posts to a webhook without a reader of its own: alone, or in a list of up to 1,000. The tenant is that of
/// the webhook.
/// </summary>
internal sealed class WebhookEventBody
{
    /// <summary>The application's id of the event; null for the id of the message. An event counts once by its id.</summary>
    public string? Id { get; set; }

    /// <summary>The type, such as <c>reply</c> or <c>unsubscribe</c> (<see cref="InboundEvent"/>).</summary>
    [JsonRequired]
    public string Type { get; set; } = "";

    /// <summary>The key of the contact; null if the person is named by the address.</summary>
    public string? ContactKey { get; set; }

    /// <summary>The address of the person; null if the person is named by the key.</summary>
    public string? Address { get; set; }

    /// <summary>The channel of the address, or of an opt-out; null for any.</summary>
    public string? Channel { get; set; }

    /// <summary>When the event occurred; null for now.</summary>
    public DateTimeOffset? OccurredAt { get; set; }

    /// <summary>The id of the only campaign that the event is about; null for all.</summary>
    public string? Campaign { get; set; }

    /// <summary>The event's own data: a JSON object; null for none.</summary>
    public JsonElement? Data { get; set; }
}

/// <summary>Reads events of an application.</summary>
internal sealed class EventReader(string tenant) : IWebhookReader
{
    private const int MostEvents = 1_000;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    public WebhookContent Read(WebhookMessage message)
    {
        try
        {
            RequestBody.RequireUnicode(message.Body.Span);
            using var body = JsonDocument.Parse(message.Body, Strict);
            return Read(body.RootElement);
        }
        catch (JsonException error)
        {
            return WebhookContent.Refused(400, $"The body is not JSON. {error.Message}");
        }
        catch (InvalidRequestException error)
        {
            return WebhookContent.Refused(400, [.. error.Faults.Select(fault => fault.Detail)]);
        }
    }

    private WebhookContent Read(JsonElement body)
    {
        var isList = body.ValueKind == JsonValueKind.Array;
        if (isList && body.GetArrayLength() > MostEvents)
        {
            return WebhookContent.Refused(400, $"The list has {body.GetArrayLength()} events. Send up to {MostEvents} at a time.");
        }

        var binder = new BodyBinder();
        var type = ApiJson.TypeOf<WebhookEventBody>();
        var events = new List<InboundEvent>();
        IEnumerable<JsonElement> elements = isList ? body.EnumerateArray() : [body];
        foreach (var (index, element) in elements.Index())
        {
            var at = isList ? $"/{index}" : "";
            var before = binder.Faults.Count;
            if (binder.Bind(element, type, at) is WebhookEventBody bound && binder.Faults.Count == before
                && EventOf(bound, binder, at) is { } read)
            {
                events.Add(read);
            }
        }

        return binder.Faults.Count > 0
            ? WebhookContent.Refused(400, [.. binder.Faults.Select(fault => $"{fault.At}: {fault.Detail}")])
            : new WebhookContent { Events = events };
    }

    private InboundEvent? EventOf(WebhookEventBody body, BodyBinder binder, string at)
    {
        CampaignId? campaign = null;
        if (body.Campaign is { } text)
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                binder.Add($"{at}/campaign", "Give the id of a campaign, or null.");
                return null;
            }

            campaign = new CampaignId(number);
        }

        return new InboundEvent(tenant, body.Id ?? "", body.Type)
        {
            ContactKey = body.ContactKey, Address = body.Address, Channel = body.Channel, OccurredAt = body.OccurredAt, Campaign = campaign,
            Data = body.Data?.GetRawText(),
        };
    }
}

[JsonSerializable(typeof(WebhookEventBody))]
internal sealed partial class InboundWebhookJson : JsonSerializerContext;
