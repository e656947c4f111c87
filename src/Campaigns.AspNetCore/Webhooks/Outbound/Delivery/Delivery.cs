using System.Text.Json;
using System.Text.Json.Serialization;
using Campaigns.Storage;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>One message to one endpoint: what is stored of it.</summary>
internal sealed class Delivery
{
    /// <summary>The most tries that a delivery remembers. Replays add tries.</summary>
    private const int MostLogged = 20;

    /// <summary>The id of the message.</summary>
    [JsonIgnore]
    public string Id { get; set; } = "";

    /// <summary>When it is tried again, or when the log forgets it.</summary>
    [JsonIgnore]
    public DateTimeOffset? Due { get; set; }

    public required string Type { get; set; }

    public required DateTimeOffset Created { get; set; }

    /// <summary>The tries in this round. A replay begins a new round.</summary>
    public int Tries { get; set; }

    public List<DeliveryTry> Log { get; set; } = [];

    /// <summary>The body, as JSON. Null once it was delivered, because the change feed still has the change.</summary>
    [JsonConverter(typeof(RawJson))]
    public string? Body { get; set; }

    /// <summary>Adds a try to the log.</summary>
    public void Note(DeliveryTry entry)
    {
        if (Log.Count >= MostLogged)
        {
            Log.RemoveAt(0);
        }

        Log.Add(entry);
    }
}

/// <summary>One try to deliver a message.</summary>
internal sealed class DeliveryTry
{
    public required DateTimeOffset At { get; set; }

    public int? Status { get; set; }

    /// <summary>Why there was no status, in one word.</summary>
    public string? Error { get; set; }

    public required long Milliseconds { get; set; }

    /// <summary>The first characters of the answer.</summary>
    public string? Answer { get; set; }
}

/// <summary>
/// The states of deliveries. Each state of each endpoint is a kind of records, so that a full one costs the others nothing.
/// </summary>
internal enum DeliveryState
{
    /// <summary>Waits for its next try.</summary>
    Pending,

    /// <summary>Was answered with 2xx.</summary>
    Delivered,

    /// <summary>Was tried as often as the schedule says.</summary>
    Failed,
}

/// <summary>Turns deliveries into records and back.</summary>
internal static class DeliveryRecords
{
    /// <summary>The kind of the records of a state.</summary>
    public static string Kind(string endpoint, DeliveryState state) => state switch
    {
        DeliveryState.Pending => "webhook-pending/" + endpoint,
        DeliveryState.Delivered => "webhook-delivered/" + endpoint,
        _ => "webhook-failed/" + endpoint,
    };

    public static RecordChange Put(string endpoint, DeliveryState state, Delivery delivery) => new(Of(Kind(endpoint, state), delivery));

    public static HostRecord Of(string kind, Delivery delivery) =>
        new(kind, delivery.Id, null, delivery.Due, JsonSerializer.Serialize(delivery, WebhookRecordJson.Default.Delivery));

    public static RecordChange Delete(string endpoint, DeliveryState state, string id) =>
        new(new HostRecord(Kind(endpoint, state), id, null, null, ""), IsDeletion: true);

    public static Delivery Read(HostRecord record)
    {
        var delivery = JsonSerializer.Deserialize(record.Json, WebhookRecordJson.Default.Delivery)!;
        (delivery.Id, delivery.Due) = (record.Id, record.Due);
        return delivery;
    }
}

/// <summary>Keeps JSON inside of JSON as it is.</summary>
internal sealed class RawJson : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.GetRawText();
    }

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options)
    {
        if (value is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteRawValue(value, skipInputValidation: true); // written by this library
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Delivery))]
[JsonSerializable(typeof(EndpointSettings))]
[JsonSerializable(typeof(EndpointHealth))]
[JsonSerializable(typeof(List<ReplayRange>))]
internal sealed partial class WebhookRecordJson : JsonSerializerContext;
