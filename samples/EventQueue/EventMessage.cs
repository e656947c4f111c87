using System.Text.Json;
using System.Text.Json.Serialization;
using RabbitMQ.Client;

namespace Campaigns.Samples.EventQueue;

/// <summary>
/// The body of a message: an event without its id, as JSON. The message id is the event's id, so a message that comes twice is one event.
/// </summary>
internal sealed record EventMessage(string Tenant, string Type)
{
    public string? ContactKey { get; init; }

    public string? Address { get; init; }

    public string? Channel { get; init; }

    public DateTimeOffset? OccurredAt { get; init; }

    public long? Campaign { get; init; }

    public JsonElement? Data { get; init; }

    public static EventMessage Of(InboundEvent happened) => new(happened.Tenant, happened.Type)
    {
        ContactKey = happened.ContactKey,
        Address = happened.Address,
        Channel = happened.Channel,
        OccurredAt = happened.OccurredAt,
        Campaign = happened.Campaign?.Value,
        Data = happened.Data is null ? null : JsonElement.Parse(happened.Data),
    };

    /// <summary>Reads a message.</summary>
    /// <param name="properties">The properties, with the message id.</param>
    /// <param name="body">The body.</param>
    /// <param name="problem">Why the message is no event, without its content; null if it is one.</param>
    public static InboundEvent? Read(IReadOnlyBasicProperties properties, ReadOnlySpan<byte> body, out string? problem)
    {
        problem = null;
        if (string.IsNullOrWhiteSpace(properties.MessageId))
        {
            problem = "The message has no message id, which would be the id of the event.";
            return null;
        }

        try
        {
            if (JsonSerializer.Deserialize(body, EventJson.Default.EventMessage) is { } message)
            {
                return message.ToEvent(properties.MessageId);
            }

            problem = "The body is null instead of an event.";
        }
        catch (JsonException unreadable)
        {
            problem = $"The body is no event, at {unreadable.Path ?? "its beginning"}, byte {unreadable.BytePositionInLine}.";
        }

        return null;
    }

    private InboundEvent ToEvent(string id) => new(Tenant, id, Type)
    {
        ContactKey = ContactKey,
        Address = Address,
        Channel = Channel,
        OccurredAt = OccurredAt,
        Campaign = Campaign is { } campaign ? new CampaignId(campaign) : null,
        Data = Data?.GetRawText(),
    };
}

/// <summary>A misspelled name is an error, because nothing may be accepted and ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(EventMessage))]
internal sealed partial class EventJson : JsonSerializerContext;
