using System.Globalization;
using System.Text.Json;

namespace Campaigns;

/// <summary>Reads the values of an event's data. A path names nested fields with dots: <c>cart.total</c>.</summary>
internal readonly struct EventData(JsonElement root)
{
    /// <summary>Parses data. What <see cref="ProblemOf"/> does not accept gives no fields, and neither does null.</summary>
    public static EventData Parse(string? json)
    {
        if (json is null || (HasEscapes(json) && ProblemOf(json) is not null))
        {
            return default; // an older version has stored what nobody can read
        }

        using var document = JsonDocument.Parse(json);
        return new EventData(document.RootElement.Clone());
    }

    /// <summary>Why a text is not a JSON object whose texts can be read; null if it is.</summary>
    public static string? ProblemOf(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind != JsonValueKind.Object ? $"JSON of the kind {document.RootElement.ValueKind}"
                : HasEscapes(json) && Unreadable(document.RootElement, "") is { } field ? $"half an emoji in {Problems.Quote(field)}"
                : null;
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
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

    private static bool HasEscapes(string json) => json.Contains("\\u", StringComparison.Ordinal);

    /// <summary>The path of the first text or name that cannot be unescaped; null if all can.</summary>
    private static string? Unreadable(JsonElement at, string path)
    {
        try
        {
            _ = at.ValueKind == JsonValueKind.String ? at.GetString() : null;
            var inside = at.ValueKind switch
            {
                JsonValueKind.Object => at.EnumerateObject().Select(
                    member => Unreadable(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}")),
                JsonValueKind.Array => at.EnumerateArray().Select(item => Unreadable(item, path)),
                _ => [],
            };
            return inside.FirstOrDefault(found => found is not null);
        }
        catch (InvalidOperationException)
        {
            return path.Length == 0 ? "the name of a field" : path;
        }
    }

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
