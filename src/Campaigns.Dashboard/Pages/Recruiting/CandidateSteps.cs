using System.Text.Json;

namespace Campaigns.Dashboard.Pages.Recruiting;

/// <summary>The steps of a candidate's own protocol, as far as a recruiter asks for them.</summary>
/// <param name="Count">The number of steps; 0 if the candidate has no protocol of its own.</param>
/// <param name="Messages">The steps that send something, by their index.</param>
internal sealed record CandidateSteps(int Count, IReadOnlyList<(int Index, string Channel, string? Subject)> Messages)
{
    public static CandidateSteps Of(Contact candidate)
    {
        var messages = new List<(int, string, string?)>();
        if (candidate.ProtocolJson is not { Length: > 0 } json)
        {
            return new CandidateSteps(0, messages);
        }

        using var document = JsonDocument.Parse(json);
        var steps = document.RootElement.ValueKind == JsonValueKind.Object ? Member(document.RootElement, "steps") : document.RootElement;
        if (steps is not { ValueKind: JsonValueKind.Array } array)
        {
            return new CandidateSteps(0, messages);
        }

        var index = 0;
        foreach (var step in array.EnumerateArray())
        {
            if (Text(step, "channel") is { } channel)
            {
                messages.Add((index, channel, Text(step, "subject")));
            }

            index++;
        }

        return new CandidateSteps(index, messages);
    }

    /// <summary>Where a candidate is, such as "3 of 6".</summary>
    public string Place(ContactStatus candidate) =>
        Count == 0 ? $"{candidate.Step + 1}" : $"{Math.Min(candidate.Step + 1, Count)} of {Count}";

    /// <summary>The next message of a candidate; null if there is none.</summary>
    public (string Channel, string? Subject)? Next(ContactStatus candidate)
    {
        foreach (var (index, channel, subject) in Messages)
        {
            if (index >= candidate.Step)
            {
                return (channel, subject);
            }
        }

        return Count == 0 && candidate.Channel is { } own ? (own, null) : null;
    }

    private static JsonElement? Member(JsonElement element, string name)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return member.Value;
            }
        }

        return null;
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString()
            : null;
}
