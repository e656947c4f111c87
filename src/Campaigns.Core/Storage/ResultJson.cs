using System.Globalization;

namespace Campaigns.Storage;

/// <summary>Writes and reads the result of an attempt as members of the payload of a change.</summary>
internal static class ResultJson
{
    private const int MostOfNumbers = 256;

    /// <summary>The most bytes that a result takes.</summary>
    public static int MostBytes(AttemptResult result)
    {
        var links = (result.Recording?.OriginalString.Length ?? 0) + (result.Transcript?.OriginalString.Length ?? 0);
        return MostOfNumbers + (6 * (links + (result.Data?.Length ?? 0)));
    }

    public static void Write(ref FlatJson json, AttemptResult result)
    {
        json.AddAny("\"answered\":"u8, (int)result.AnsweredBy); // also if unknown: a payload with a result has at least one of its members
        json.AddAny("\"ring\":"u8, result.RingTime?.Ticks);
        json.AddAny("\"talk\":"u8, result.TalkTime?.Ticks);
        json.Add("\"cost\":"u8, result.Cost?.Amount.ToString(CultureInfo.InvariantCulture));
        json.Add("\"currency\":"u8, result.Cost?.Currency);
        json.Add("\"recording\":"u8, result.Recording?.OriginalString);
        json.Add("\"transcript\":"u8, result.Transcript?.OriginalString);
        json.AddAny("\"callBack\":"u8, result.CallBackAt?.UtcTicks);
        json.AddAny("\"optOut\":"u8, (int?)result.OptOut);
        json.Add("\"data\":"u8, result.Data);
    }

    /// <summary>Adds a text to a result. A name that this version does not know changes nothing.</summary>
    public static AttemptResult? Read(AttemptResult? result, string? name, string text) => name switch
    {
        "cost" => OrNew(result) with { Cost = new(decimal.Parse(text, CultureInfo.InvariantCulture), result?.Cost?.Currency ?? "") },
        "currency" => OrNew(result) with { Cost = new(result?.Cost?.Amount ?? 0, text) },
        "recording" => OrNew(result) with { Recording = new Uri(text) },
        "transcript" => OrNew(result) with { Transcript = new Uri(text) },
        "data" => OrNew(result) with { Data = text },
        _ => result,
    };

    /// <summary>Adds a number to a result. A name that this version does not know changes nothing.</summary>
    public static AttemptResult? Read(AttemptResult? result, string? name, long number) => name switch
    {
        "answered" => OrNew(result) with { AnsweredBy = (AnsweredBy)number },
        "ring" => OrNew(result) with { RingTime = TimeSpan.FromTicks(number) },
        "talk" => OrNew(result) with { TalkTime = TimeSpan.FromTicks(number) },
        "callBack" => OrNew(result) with { CallBackAt = new DateTimeOffset(number, TimeSpan.Zero) },
        "optOut" => OrNew(result) with { OptOut = (OptOutScope)number },
        _ => result,
    };

    private static AttemptResult OrNew(AttemptResult? result) => result ?? new AttemptResult();
}
