using Campaigns.Dashboard.Shared;

namespace Campaigns.Dashboard.Pages.Contacts;

/// <summary>The filter of contacts, as the fields of an address or a form.</summary>
internal static class ContactQuery
{
    /// <summary>Reads a filter.</summary>
    /// <exception cref="CampaignException">A field has no valid value. A filter that is not understood never finds everything.</exception>
    public static ContactFilter Read(Func<string, string?> field) => new()
    {
        Text = field("text") is { Length: > 0 } text ? text : null,
        State = Choice<JobState>(field, "state"),
        WaitingFor = Choice<WaitingFor>(field, "waiting"),
        LastOutcome = Choice<AttemptOutcome>(field, "outcome"),
    };

    /// <summary>The fields of a filter.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Fields(ContactFilter filter) =>
    [
        KeyValuePair.Create("text", filter.Text), KeyValuePair.Create("state", filter.State?.ToString()),
        KeyValuePair.Create("waiting", filter.WaitingFor?.ToString()), KeyValuePair.Create("outcome", filter.LastOutcome?.ToString()),
    ];

    /// <summary>The filter in words.</summary>
    public static string Words(ContactFilter filter)
    {
        string?[] parts =
        [
            filter.State is { } state ? $"state {Glossary.Words(state)}" : null,
            filter.WaitingFor is { } waiting ? $"waiting for {Glossary.Words(waiting)}" : null,
            filter.LastOutcome is { } outcome ? $"last outcome {Glossary.Words(outcome)}" : null,
            filter.Text is { } text ? $"key beginning with, or address, \"{text}\"" : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    /// <summary>Reads a field that holds a member of an enumeration; null if it is empty.</summary>
    /// <exception cref="CampaignException">It holds something else.</exception>
    public static T? Choice<T>(Func<string, string?> field, string name)
        where T : struct, Enum =>
        field(name) is not { Length: > 0 } text ? null
        : Enum.TryParse<T>(text, out var value) && Enum.IsDefined(value) ? value
        : throw new CampaignException(
            CampaignError.Invalid, $"The filter {name} has no value \"{(text.Length <= 200 ? text : text[..200] + "…")}\".");
}
