using System.Text.Json;

namespace Campaigns.Storage;

/// <summary>Writes and reads the payload of a change: a JSON object in UTF-8 with the members that have a value.</summary>
/// <remarks>
/// Enums are numbers, as in the other rows of a store. The writer is on the path of every attempt: it writes into a buffer of the commit
/// and allocates nothing.
/// </remarks>
internal static class ChangePayload
{
    private const int MostOfNumbers = 512;

    /// <summary>The most bytes that a note takes.</summary>
    public static int MostBytes(in ChangeNote note) =>
        MostOfNumbers + (6 * (LengthOf(note.Contact) + LengthOf(note.Reason) + LengthOf(note.Provider) + LengthOf(note.Channel)
            + LengthOf(note.CallerId)))
        + (note.AttemptResult is { } result ? ResultJson.MostBytes(result) : 0);

    /// <summary>Writes a note.</summary>
    /// <returns>The number of bytes.</returns>
    public static int Write(in ChangeNote note, Span<byte> into)
    {
        var json = new FlatJson(into);
        json.Add("\"contact\":"u8, note.Contact);
        json.Add("\"job\":"u8, note.Job);
        json.Add("\"number\":"u8, note.Number);
        json.Add("\"outcome\":"u8, (int)note.Outcome);
        json.Add("\"former\":"u8, (int)note.Former);
        json.AddAny("\"step\":"u8, note.Step);
        json.Add("\"try\":"u8, note.Try);
        json.Add("\"of\":"u8, note.MaxTries);
        json.Add("\"last\":"u8, note.IsLast ? 1 : 0);
        json.Add("\"due\":"u8, note.Due);
        json.Add("\"reason\":"u8, note.Reason);
        json.AddAny("\"end\":"u8, (int?)note.End);
        json.Add("\"waits\":"u8, (int)note.Waits);
        json.AddAny("\"state\":"u8, (int?)note.State);
        json.Add("\"provider\":"u8, note.Provider);
        json.Add("\"from\":"u8, note.CallerId);
        json.AddAny("\"health\":"u8, (int?)note.Health);
        json.Add("\"channel\":"u8, note.Channel);
        json.AddAny("\"available\":"u8, note.IsAvailable is { } available ? (available ? 1 : 0) : null);
        if (note.AttemptResult is { } result)
        {
            ResultJson.Write(ref json, result);
            json.Add("\"occurred\":"u8, note.OccurredAt);
        }

        return json.End();
    }

    /// <summary>Returns a payload with a placeholder for an erased contact, and without what its attempt told.</summary>
    /// <returns>The payload; null if the change is not about one of the keys.</returns>
    public static byte[]? Erase(in ChangeRow row, IReadOnlyCollection<string> keys, Func<CampaignId, string, long> jobOf)
    {
        var note = Read(row.Payload.Span);
        if (note.Contact is not { } key || !keys.Contains(key))
        {
            return null;
        }

        note.Contact = Contact.ErasedKey(note.Job != 0 ? note.Job : jobOf(row.Campaign, key));
        note.AttemptResult = note.AttemptResult is { } told ? told with { Recording = null, Transcript = null, Data = null } : null;
        note.Reason = note.Number > 0 ? null : note.Reason; // the note of an attempt is a text of the provider
        var bytes = new byte[MostBytes(note)];
        return bytes[..Write(note, bytes)];
    }

    /// <summary>Reads a note.</summary>
    public static ChangeNote Read(ReadOnlySpan<byte> json)
    {
        var note = new ChangeNote { Tenant = "" };
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                ReadText(ref note, name, reader.GetString());
            }
            else if (reader.TokenType == JsonTokenType.Number)
            {
                ReadNumber(ref note, name, reader.GetInt64());
            }
            else
            {
                reader.Skip(); // of a newer version
            }
        }

        return note;
    }

    private static void ReadText(ref ChangeNote note, string? name, string? text)
    {
        switch (name)
        {
            case "contact":
                note.Contact = text;
                break;
            case "reason":
                note.Reason = text;
                break;
            case "provider":
                note.Provider = text;
                break;
            case "from":
                note.CallerId = text;
                break;
            case "channel":
                note.Channel = text;
                break;
            default:
                note.AttemptResult = ResultJson.Read(note.AttemptResult, name, text!);
                break;
        }
    }

    private static void ReadNumber(ref ChangeNote note, string? name, long number)
    {
        _ = name switch
        {
            "job" => note.Job = number,
            "number" => note.Number = (int)number,
            "outcome" => (long)(note.Outcome = (AttemptOutcome)number),
            "former" => (long)(note.Former = (AttemptOutcome)number),
            "step" => (note.Step = (short)number).Value,
            "try" => note.Try = (short)number,
            "of" => note.MaxTries = (int)number,
            "last" => (note.IsLast = number != 0) ? 1 : 0,
            "due" => note.Due = number,
            "end" => (long)(note.End = (JobState)number).Value,
            "waits" => (long)(note.Waits = (WaitingFor)number),
            "state" => (long)(note.State = (CampaignState)number).Value,
            "health" => (long)(note.Health = (ProviderState)number).Value,
            "available" => (note.IsAvailable = number != 0).Value ? 1 : 0,
            "occurred" => note.OccurredAt = number,
            _ => (note.AttemptResult = ResultJson.Read(note.AttemptResult, name, number)) is null ? 0 : 1,
        };
    }

    private static int LengthOf(string? text) => text?.Length ?? 0;
}
