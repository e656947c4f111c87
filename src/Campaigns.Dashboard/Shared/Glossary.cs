namespace Campaigns.Dashboard.Shared;

/// <summary>What the words of the dashboard mean, shown on hover and to screen readers.</summary>
internal static class Glossary
{
    private static readonly Dictionary<string, string> Meanings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["attempt"] = "One try to reach a contact: a call or a message.",
        ["live"] = "Attempts that have begun and have no outcome yet. Each holds a line.",
        ["pending"] = "Contacts that were never tried.",
        ["waiting for retry"] = "Contacts that were tried and are due again later.",
        ["unknown"] = "Somebody may have been contacted, but the outcome is lost. Such an attempt is never repeated on its own.",
        ["suppressed"] = "Contacts on the do-not-contact list.",
        ["expired"] = "Contacts that were not reached in time.",
        ["throughput"] = "Attempts that ended, in the last minute.",
        ["turn"] = "Waits for its turn: a free line, the rate limit, or the hours of the contact's zone.",
        ["time"] = "Waits until it is due: a retry or the next step.",
        ["channel"] = "Waits until its channel is available again.",
        ["event"] = "Waits for an event, such as an opened message.",
        ["reply"] = "All messages are sent. A reply still counts.",
        ["task"] = "Waits for a person to complete a manual task.",
        ["predecessor"] = "Waits for an attempt that may still be live elsewhere.",
        ["breaker"] = "A circuit breaker: after failures, a provider rests, and is then probed.",
        ["hold"] = "Nothing is sent until somebody releases it.",
    };

    /// <summary>The meaning of a word; null if it explains itself.</summary>
    public static string? Of(string word) => Meanings.GetValueOrDefault(word);

    /// <summary>Splits the name of a member into words: NoAnswer, no answer.</summary>
    public static string Words(Enum value) =>
        string.Concat(value.ToString().Select((letter, index) =>
            char.IsUpper(letter) ? (index == 0 ? "" : " ") + char.ToLowerInvariant(letter) : letter.ToString()));
}
