using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>Writes the bodies of messages: JSON of less than 20 KB.</summary>
internal static class MessageWriter
{
    /// <summary>The most bytes of a body. Standard Webhooks recommends less than 20 KB.</summary>
    public const int MostBytes = 20_000;

    // The body is JSON and never a part of a page, so a plus or an accent needs no escape.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the message of a change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="isFull">Whether the message has all data. A thin message has only ids, and no personal data.</param>
    /// <param name="to">The address of the attempt; null if unknown.</param>
    public static string Write(CampaignChange change, bool isFull, string? to)
    {
        var body = Write(change, isFull, to, hasData: true);
        return Encoding.UTF8.GetByteCount(body) <= MostBytes ? body : Write(change, isFull, to, hasData: false);
    }

    /// <summary>Writes a message that is no change, with texts as its data.</summary>
    public static string WriteOwn(string type, DateTimeOffset at, string? tenant, params ReadOnlySpan<(string Name, string? Value)> data)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            WriteHead(json, type, at, tenant);
            json.WriteStartObject("data");
            foreach (var (name, value) in data)
            {
                WriteIfGiven(json, name, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Write(CampaignChange change, bool isFull, string? to, bool hasData)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            WriteHead(json, EventTypes.Of(change.Kind), change.At, change.Tenant);
            json.WriteNumber("sequence", change.Sequence);
            json.WriteStartObject("data");
            WriteIds(json, change);
            if (isFull)
            {
                WriteIfGiven(json, "contact", change.ContactKey);
                WriteAttempt(json, change, to);
                WriteState(json, change);
                WriteResult(json, change, hasData);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteHead(Utf8JsonWriter json, string type, DateTimeOffset at, string? tenant)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("timestamp", at.UtcDateTime);
        WriteIfGiven(json, "tenant", tenant);
    }

    private static void WriteIds(Utf8JsonWriter json, CampaignChange change)
    {
        WriteIfGiven(json, "campaign", change.Campaign?.ToString());
        WriteIfGiven(json, "attempt", change.Attempt?.ToString());
        WriteIfGiven(json, "missedFrom", change.MissedFrom);
    }

    private static void WriteAttempt(Utf8JsonWriter json, CampaignChange change, string? to)
    {
        WriteIfGiven(json, "step", change.Step);
        WriteIfGiven(json, "try", change.Try);
        WriteIfGiven(json, "maxTries", change.MaxTries);
        if (change.Kind is ChangeKinds.AttemptEnded or ChangeKinds.AttemptCorrected)
        {
            json.WriteBoolean("isLast", change.IsLast);
        }

        WriteIfGiven(json, "nextDueAt", change.NextDueAt);
        WriteIfGiven(json, "outcome", Snake(change.Outcome));
        WriteIfGiven(json, "formerOutcome", Snake(change.FormerOutcome));
        WriteIfGiven(json, "provider", change.Provider);
        WriteIfGiven(json, "from", change.CallerId);
        WriteIfGiven(json, "to", to);
    }

    private static void WriteState(Utf8JsonWriter json, CampaignChange change)
    {
        WriteIfGiven(json, "reason", change.Reason);
        WriteIfGiven(json, "contactState", Snake(change.ContactState));
        WriteIfGiven(json, "waitsFor", Snake(change.WaitsFor));
        WriteIfGiven(json, "campaignState", Snake(change.CampaignState));
        WriteIfGiven(json, "providerState", Snake(change.ProviderState));
        WriteIfGiven(json, "channel", change.Channel);
        if (change.IsAvailable is { } available)
        {
            json.WriteBoolean("isAvailable", available);
        }
    }

    private static void WriteResult(Utf8JsonWriter json, CampaignChange change, bool hasData)
    {
        if (change.AttemptResult is not { } result)
        {
            return;
        }

        WriteIfGiven(json, "occurredAt", change.OccurredAt);
        json.WriteStartObject("result");
        if (result.AnsweredBy != AnsweredBy.Unknown)
        {
            json.WriteString("answeredBy", Snake<AnsweredBy>(result.AnsweredBy));
        }

        WriteIfGiven(json, "ringTime", result.RingTime?.ToString("c"));
        WriteIfGiven(json, "talkTime", result.TalkTime?.ToString("c"));
        WriteCost(json, result.Cost);
        WriteIfGiven(json, "recording", result.Recording?.AbsoluteUri);
        WriteIfGiven(json, "transcript", result.Transcript?.AbsoluteUri);
        WriteIfGiven(json, "callBackAt", result.CallBackAt);
        WriteIfGiven(json, "optOut", Snake(result.OptOut));
        if (hasData && result.Data is { } data)
        {
            json.WritePropertyName("data");
            json.WriteRawValue(data); // one JSON value, checked when it was reported
        }
        else if (result.Data is not null)
        {
            json.WriteBoolean("isDataOmitted", true); // the message would be too large; the API has the data
        }

        json.WriteEndObject();
    }

    private static void WriteCost(Utf8JsonWriter json, AttemptCost? cost)
    {
        if (cost is { } given)
        {
            json.WriteStartObject("cost");
            json.WriteNumber("amount", given.Amount);
            json.WriteString("currency", given.Currency);
            json.WriteEndObject();
        }
    }

    private static void WriteIfGiven(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteIfGiven(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private static void WriteIfGiven(Utf8JsonWriter json, string name, DateTimeOffset? value)
    {
        if (value is { } time)
        {
            json.WriteString(name, time.UtcDateTime);
        }
    }

    private static string? Snake<T>(T? value)
        where T : struct, Enum =>
        value is { } given ? JsonNamingPolicy.SnakeCaseLower.ConvertName(given.ToString()) : null;
}
