using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Campaigns.Samples.Drip;

/// <summary>A value of a JSON file that knows its position, so that an error message can name file, field, value and remedy.</summary>
internal sealed class Field
{
    private static readonly JsonReaderOptions Tolerant = new()
    {
        AllowMultipleValues = true, // accepts one JSON text per line as well as an array
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _file;
    private readonly string _name;
    private readonly JsonElement _value;

    private Field(string file, string name, JsonElement value) => (_file, _name, _value) = (file, name, value);

    /// <summary>The top-level values of a file, in order: usually one.</summary>
    public static IReadOnlyList<Field> ReadFile(string path)
    {
        if (!File.Exists(path))
        {
            throw new SampleException($"There is no file \"{path}\".");
        }

        var values = new List<JsonElement>();
        JsonText? text = null;
        try
        {
            text = new JsonText(File.ReadAllText(path, Strict));
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text.Json), Tolerant);
            while (reader.Read())
            {
                values.Add(JsonElement.ParseValue(ref reader));
            }

            return [.. values.Select((value, index) => new Field(path, values.Count == 1 ? "" : $"[{index}]", value))];
        }
        catch (JsonException problem)
        {
            throw new SampleException(
                $"\"{path}\", line {text!.LineOf(problem.LineNumber ?? 0)}, is not JSON: {problem.Message.Split(" LineNumber:")[0]}");
        }
        catch (DecoderFallbackException)
        {
            throw new SampleException($"\"{path}\" is not UTF-8: save it in that encoding.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new SampleException($"\"{path}\" cannot be read: {problem.Message}");
        }
    }

    public bool IsList => _value.ValueKind == JsonValueKind.Array;

    /// <summary>An optional field; null if it is missing.</summary>
    public Field? Find(string name) =>
        _value.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? new Field(_file, Within(name), value) : null;

    /// <summary>A required field.</summary>
    public Field Get(string name, string remedy) =>
        Find(name) ?? throw new SampleException($"\"{_file}\": {Within(name)} is missing: {remedy}.");

    /// <summary>Requires an object with only these fields, because a misspelled field would otherwise be ignored.</summary>
    public Field Allowing(params string[] names)
    {
        var remedy = $"use an object with the fields {string.Join(", ", names)}";
        if (_value.ValueKind != JsonValueKind.Object)
        {
            throw Problem(remedy);
        }

        return _value.EnumerateObject().FirstOrDefault(
            property => !names.Contains(property.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } other
            ? throw new SampleException($"\"{_file}\": {Within(other.Name)} is unknown: {remedy}.")
            : this;
    }

    public IReadOnlyList<Field> List(string remedy) =>
        IsList ? [.. _value.EnumerateArray().Select(
            (value, index) => new Field(_file, $"{_name}[{index}]", value))] : throw Problem(remedy);

    public string Text(string remedy) =>
        _value.ValueKind == JsonValueKind.String && _value.GetString() is { } text && !string.IsNullOrWhiteSpace(text)
            ? text
            : throw Problem(remedy);

    public double Number(double atMost, string remedy) =>
        _value.ValueKind == JsonValueKind.Number && _value.TryGetDouble(out var number) && number > 0 && number <= atMost
            ? number
            : throw Problem(remedy);

    public TimeOnly Time(string remedy) =>
        TimeOnly.TryParseExact(Text(remedy), "H:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw Problem(remedy);

    public IReadOnlyDictionary<string, string> Texts(string remedy) => _value.ValueKind == JsonValueKind.Object
        ? _value.EnumerateObject().DistinctBy(property => property.Name).ToDictionary(
            property => property.Name, property => Get(property.Name, remedy).Text(remedy))
        : throw Problem(remedy);

    /// <summary>The value as text.</summary>
    public override string ToString() => _value.ToString();

    /// <summary>Creates an error about the value.</summary>
    public SampleException Problem(string remedy)
    {
        var value = _value.GetRawText();
        return new(
            $"\"{_file}\": {(_name.Length == 0 ? "its content" : _name)} cannot be {(value.Length > 60 ? $"{value[..57]}..." : value)}: {remedy}.");
    }

    private string Within(string name) => _name.Length == 0 ? name : $"{_name}.{name}";
}
