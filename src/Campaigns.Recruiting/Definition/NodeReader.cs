using System.Globalization;
using System.Text.Json;

namespace Campaigns.Recruiting;

/// <summary>Reads one node, and names everything that is wrong with it.</summary>
internal sealed class NodeReader
{
    private const string MessageType = "message";
    private const string DelayType = "delay-step";
    private const int LongestLabel = 100;
    private const int LongestSubject = 998; // RFC 5322: the longest line of a message
    private const long MostSeconds = 365 * 24 * 60 * 60;

    private static readonly string[] Known = ["id", "type", "channel", "subject_line", "message", "delaySeconds"];

    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);
    private readonly List<RequestFault> _faults;
    private readonly string _at;

    private NodeReader(JsonElement node, string at, List<RequestFault> faults)
    {
        _at = at;
        _faults = faults;
        var repeated = node.EnumerateObject().Where(property => !_values.TryAdd(property.Name, property.Value)).ToList();
        Label = ReadLabel();
        foreach (var property in repeated)
        {
            Add(property.Name, $"occurs twice: write {Show(property.Name)} once");
        }
    }

    private string? Label { get; }

    /// <summary>Reads a node.</summary>
    /// <param name="node">The JSON of the node.</param>
    /// <param name="index">Its place in the list, from 0.</param>
    /// <param name="faults">Receives the faults.</param>
    /// <returns>The node; incomplete if it has faults.</returns>
    public static OutreachNode Read(JsonElement node, int index, List<RequestFault> faults)
    {
        var at = string.Create(CultureInfo.InvariantCulture, $"/nodes/{index}");
        if (node.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new RequestFault(at, $"The node at position {index + 1} is no object: write {{\"id\": …, \"type\": …}}."));
            return new OutreachNode("");
        }

        return new NodeReader(node, at, faults).Read();
    }

    private OutreachNode Read()
    {
        foreach (var name in _values.Keys.Except(Known))
        {
            Add(name, $"is not a property of a node: use {string.Join(", ", Known)}");
        }

        var node = new OutreachNode(Label ?? "");
        switch (Text("type", isRequired: true))
        {
            case MessageType:
                Forbid("delaySeconds", "a message has no delay: put a delay-step before it");
                return ReadMessage(node);
            case DelayType:
                Forbid("channel", "a delay has no channel");
                Forbid("subject_line", "a delay has no subject");
                Forbid("message", "a delay has no text");
                return node with { Delay = ReadDelay() };
            case { } other:
                Add("type", $"is {Show(other)}: use {MessageType} or {DelayType}");
                return node;
            default:
                return node;
        }
    }

    private OutreachNode ReadMessage(OutreachNode node)
    {
        var message = Text("message", isRequired: true);
        Require(message is null || !string.IsNullOrWhiteSpace(message), "message", "is blank: write the text of the message");
        var subject = Text("subject_line", isRequired: false);
        Require(subject?.Length is null or <= LongestSubject, "subject_line", $"has {subject?.Length} characters: use up to {LongestSubject}");
        Require(subject?.AsSpan().IndexOfAny('\r', '\n') is null or < 0, "subject_line", "has a line break: write it in one line");
        switch (Text("channel", isRequired: true))
        {
            case "GMAIL":
                Require(_faults.Any(fault => fault.At == $"{_at}/subject_line") || !string.IsNullOrWhiteSpace(subject), "subject_line", "is missing: a message on GMAIL needs a subject");
                return node with { Channel = Channels.Email, Message = message, Subject = subject };
            case "LINKEDIN_MESSAGE":
                Require(subject is null, "subject_line", "is given: a message on LINKEDIN_MESSAGE has no subject, remove it");
                return node with { Channel = Channels.LinkedIn, Message = message };
            case { } other:
                Add("channel", $"is {Show(other)}: use GMAIL or LINKEDIN_MESSAGE");
                break;
        }

        return node;
    }

    private TimeSpan ReadDelay()
    {
        if (!_values.TryGetValue("delaySeconds", out var value) || value.ValueKind == JsonValueKind.Null)
        {
            Add("delaySeconds", "is missing: write how many seconds to wait");
            return TimeSpan.Zero;
        }

        var isWhole = value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var seconds) && decimal.IsInteger(seconds)
            && seconds is >= 1 and <= MostSeconds;
        Require(isWhole, "delaySeconds", $"is {Show(value.GetRawText())}: use a whole number from 1 to {MostSeconds}");
        return isWhole ? TimeSpan.FromSeconds((long)value.GetDecimal()) : TimeSpan.Zero;
    }

    private string? ReadLabel()
    {
        if (!_values.TryGetValue("id", out var value) || value.ValueKind == JsonValueKind.Null)
        {
            Add("id", "is missing: give the node a number of its own");
            return null;
        }

        var label = value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt64(out var number) => number.ToString(CultureInfo.InvariantCulture),
            JsonValueKind.String => TextOf("id", value),
            _ => null,
        };
        var isLabel = !string.IsNullOrWhiteSpace(label) && label.Length <= LongestLabel;
        Require(isLabel, "id", $"is {Show(value.GetRawText())}: use a whole number, or a text of 1 to {LongestLabel} characters");
        return isLabel ? label : null;
    }

    private string? Text(string name, bool isRequired)
    {
        if (!_values.TryGetValue(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            Require(!isRequired, name, "is missing");
            return null;
        }

        Require(value.ValueKind == JsonValueKind.String, name, "is no text: write it in quotation marks");
        return value.ValueKind == JsonValueKind.String ? TextOf(name, value) : null;
    }

    private string? TextOf(string name, JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException) // half of a surrogate pair
        {
            Add(name, "holds half of a character: write valid Unicode");
            return null;
        }
    }

    private void Forbid(string name, string detail) =>
        Require(!_values.TryGetValue(name, out var value) || value.ValueKind == JsonValueKind.Null, name, $"is given: {detail}");

    private void Require(bool holds, string name, string detail)
    {
        if (!holds)
        {
            Add(name, detail);
        }
    }

    private void Add(string name, string detail)
    {
        var who = Label is { } label ? $"Node {label}" : $"The node at {_at}";
        _faults.Add(new RequestFault($"{_at}/{Escape(name)}", $"{who}: {Show(name)} {detail}."));
    }

    private static string Escape(string name) => Show(name).Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static string Show(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
