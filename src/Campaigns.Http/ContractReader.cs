using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Campaigns.Http;

/// <summary>Reads one object of the contract. Collects every problem, with the field, and reads on.</summary>
internal sealed partial class ContractReader
{
    private readonly JsonElement _element;
    private readonly string _path;
    private readonly List<string> _problems;
    private readonly bool _showsValues;
    private readonly HashSet<string> _known = [];

    private ContractReader(JsonElement element, string path, List<string> problems, bool showsValues) =>
        (_element, _path, _problems, _showsValues) = (element, path, problems, showsValues);

    /// <summary>
    /// Reads the bytes of a body, and passes the object to a function. Bytes that are not UTF-8, and escaped halves of surrogate pairs, are
    /// read as U+FFFD: broken text must not lose the news beside it.
    /// </summary>
    /// <param name="body">The bytes.</param>
    /// <param name="read">Reads the object.</param>
    /// <param name="showsValues">Whether problems show values. False for a log: values may be personal data.</param>
    /// <returns>What the function returned, and the problems; the default and a problem if the body is not one JSON object.</returns>
    public static (T? Value, IReadOnlyList<string> Problems) Read<T>(
        ReadOnlyMemory<byte> body, Func<ContractReader, T> read, bool showsValues)
    {
        try
        {
            var options = new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false };
            using var document = JsonDocument.Parse(Mend(body.Span), options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (default, ["The body is not a JSON object."]);
            }

            var problems = new List<string>();
            return (read(new ContractReader(document.RootElement, "", problems, showsValues)), problems);
        }
        catch (JsonException error)
        {
            var at = error.LineNumber is { } line ? string.Create(CultureInfo.InvariantCulture, $" at line {line + 1}") : "";
            return (default, [$"The body is not one JSON object without repeated fields: look{at}."]);
        }
    }

    public string? Text(string name, int most = 200)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return text is null || text.Length > most
            ? Refuse<string>(name, value, string.Create(CultureInfo.InvariantCulture, $"write a text of up to {most} characters"))
            : text;
    }

    public decimal? Number(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? number
        : Refuse<decimal?>(name, value, "write a number");

    public TimeSpan? Seconds(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and <= 86_400
            ? TimeSpan.FromSeconds(seconds)
            : Refuse<TimeSpan?>(name, value, "write 0 to 86400 seconds");

    public DateTimeOffset? Instant(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String && HasOffset(value.GetString()!) && value.TryGetDateTimeOffset(out var at) ? at
        : Refuse<DateTimeOffset?>(name, value, "write an instant in ISO 8601 with an offset, such as 2026-11-30T12:00:00Z");

    public Uri? Link(string name) => Text(name, 2_000) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var link) && link.Scheme is "http" or "https" ? link
        : Refuse<Uri>(name, null, "write an absolute http or https link of up to 2000 characters");

    public T? Word<T>(string name, IReadOnlyDictionary<string, T> words, bool isRequired = false)
        where T : struct
    {
        if (Find(name) is not { } value)
        {
            return isRequired ? Refuse<T?>(name, null, $"use one of {string.Join(", ", words.Keys)}") : null;
        }

        return value.ValueKind == JsonValueKind.String && words.TryGetValue(value.GetString()!, out var word)
            ? word
            : Refuse<T?>(name, value, $"use one of {string.Join(", ", words.Keys)}");
    }

    /// <summary>The JSON text of any value.</summary>
    public string? Json(string name) => Find(name)?.GetRawText();

    public ContractReader? Part(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? new ContractReader(value, $"{_path}{name}.", _problems, _showsValues)
        : Refuse<ContractReader>(name, value, "write an object");

    public void Refuse(string name, string remedy) => _problems.Add($"{_path}{name} is {Shown(Find(name))}: {remedy}.");

    /// <summary>Refuses fields that nothing has read.</summary>
    public void RefuseOthers()
    {
        foreach (var member in _element.EnumerateObject().Where(member => !_known.Contains(member.Name)))
        {
            _problems.Add($"{_path}{Cut(member.Name)} is not known: use {string.Join(", ", _known)}.");
        }
    }

    /// <summary>Escapes, and alone in a group those that stand for no character.</summary>
    [GeneratedRegex(@"\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(?<half>\\u[dD][89a-fA-F][\da-fA-F]{2})|\\.")]
    private static partial Regex Escapes();

    private static string Mend(ReadOnlySpan<byte> body) => Escapes().Replace(
        Encoding.UTF8.GetString(body), escape => escape.Groups["half"].Success ? @"\uFFFD" : escape.Value);

    private static bool HasOffset(string text) => text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');

    private string Shown(JsonElement? value) => value is not { } given ? "missing" : _showsValues ? Cut(given.GetRawText()) : "not valid";

    private static string Cut(string text) => text.Length <= 200 ? text : $"{text[..200]}…";

    private JsonElement? Find(string name)
    {
        _known.Add(name);
        return _element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private T? Refuse<T>(string name, JsonElement? value, string remedy)
    {
        _problems.Add($"{_path}{name} is {Shown(value)}: {remedy}.");
        return default;
    }
}
