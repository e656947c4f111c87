using System.Globalization;
using System.Text.Json;

namespace Campaigns;

/// <summary>Reads the values of an event's data. A path names nested fields with dots: <c>cart.total</c>.</summary>
internal readonly struct EventData(JsonElement root)
{
    /// <summary>Parses data that <see cref="ProblemOf"/> has accepted; null gives no fields.</summary>
    public static EventData Parse(string? json)
    {
        if (json is null)
        {
            return default;
        }

        using var document = JsonDocument.Parse(json);
        return new EventData(document.RootElement.Clone());
    }

    /// <summary>Why a text is not a JSON object; null if it is.</summary>
    public static string? ProblemOf(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? null
                : $"JSON of the kind {document.RootElement.ValueKind}";
        }
        catch (JsonException)
        {
            return "not valid JSON";
        }
    }

    /// <summary>The text of a field: a string, a number as written, true or false. Null for anything else.</summary>
    public string? TextAt(string path) => Find(path) is not { } found ? null : found.ValueKind switch
    {
        JsonValueKind.String => found.GetString(),
        JsonValueKind.Number => found.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    /// <summary>Whether a field exists and is not null.</summary>
    public bool Has(string path) => Find(path) is not null;

    /// <summary>The number in a field: a JSON number, or a string that holds one. Null if there is none.</summary>
    public decimal? NumberAt(string path) => ReadNumber(TextAt(path));

    /// <summary>Reads a number; null if the text is not one.</summary>
    public static decimal? ReadNumber(string? text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private JsonElement? Find(string path)
    {
        var at = root;
        foreach (var name in path.Split('.'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return at.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : at;
    }
}
