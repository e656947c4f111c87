namespace Campaigns.Dashboard.Shared;

/// <summary>What the words of the dashboard mean, shown on hover and to screen readers.</summary>
internal static class Glossary
{
    private static readonly Dictionary<string, string> Meanings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["attempt"] = "One try to reach a contact: a call or a message.",
        ["live"] = "Attempts that have begun and have no outcome yet. Each holds a line.",
        ["pending"] = "Contacts that were never tried.",
        ["waiting for retry"] = "Contacts that were tried and are due again later, or wait for their next step.",
        ["retries"] = "Attempts that were not the first of their step.",
        ["completed"] = "Contacts that were reached.",
        ["failed"] = "Contacts whose attempts are used up, or who cannot be reached.",
        ["unknown"] = "Somebody may have been contacted, but the outcome is lost. Such an attempt is never repeated on its own.",
        ["suppressed"] = "Contacts on the do-not-contact list, or denied by a rule of the host.",
        ["expired"] = "Contacts that were not reached in time.",
        ["throughput"] = "Attempts that ended, in the last minute.",
        ["try"] = "The number of an attempt within its step: 2 is the first retry.",
        ["turn"] = "Waits for its turn: a free line, the rate limit, or the hours of the contact's zone.",
        ["time"] = "Waits until it is due: a retry or the next step.",
        ["channel"] = "The channel is not available for the tenant. Operations says why.",
        ["event"] = "Waits for an event, such as an opened message.",
        ["reply"] = "All messages are sent. A reply still counts.",
        ["task"] = "Waits for a person to complete a manual task.",
        ["predecessor"] = "Waits for an attempt that may still be live elsewhere.",
        ["breaker"] = "A circuit breaker: after failures, a provider rests, and is then probed.",
        ["hold"] = "Nothing is sent until somebody releases it.",
        ["tenant hold"] = "Nothing is sent for the tenant until somebody releases it.",
        ["campaign"] = "The campaign does not run now: it is a draft, scheduled or paused.",
        ["window"] = "It is outside of the allowed hours in the contact's zone.",
        ["due"] = "The retry or the next step is due later.",
        ["ready"] = "Nothing holds them back. They go at once, as fast as the engine picks.",
        ["frequency"] = "The person was contacted as often as the caps allow.",
        ["address"] = "Another attempt to the same person is live.",
        ["history"] = "The engine still reads what was sent before, to judge the caps.",
        ["provider"] = "No provider of the channel takes attempts now: limit, pause, or circuit breaker.",
        ["suppression"] = "The person is on the do-not-contact list.",
        ["enrollment"] = "Uploads that are open. The campaign does not complete before they end.",
        ["concurrency (campaign)"] = "All lines of the campaign are in use. Its limit can be changed.",
        ["concurrency (tenant)"] = "All lines of the tenant are in use by its campaigns.",
        ["concurrency (everything)"] = "All lines of the installation are in use.",
        ["rate (campaign)"] = "The rate limit of the campaign is used up for the moment.",
        ["rate (tenant)"] = "The rate limit of the tenant is used up for the moment.",
        ["rate (everything)"] = "The rate limit of the installation is used up for the moment.",
        ["quota (campaign)"] = "The quota of the campaign is used up until its next period.",
        ["quota (tenant)"] = "The quota of the tenant is used up until its next period.",
        ["quota (everything)"] = "The quota of the installation is used up until its next period.",
        ["not sent"] = "Withheld just before it was sent, by a pause or closed hours. Nobody was contacted.",
        ["not placed"] = "The provider did not take it. It costs the contact no attempt.",
        ["throttled"] = "The provider asked for a pause. It costs the contact no attempt.",
        ["aborted"] = "Ended on request, by a cancellation.",
        ["machine"] = "An answering machine.",
        ["rejected"] = "The person declined.",
        ["invalid"] = "The address does not exist. It is not tried again.",
        ["opted out"] = "The person does not want to be contacted, and is not any more.",
    };

    private static readonly Dictionary<string, string> OfCluster = new(StringComparer.OrdinalIgnoreCase)
    {
        ["silo"] = "A process of the cluster, which owns shards.",
        ["shard"] = "A part of the tenants. One silo at a time owns it and sends for it.",
        ["epoch"] = "How often the shard was taken over. An earlier owner can change nothing any more.",
        ["lease"] = "How long the owner keeps the shard if it disappears now. It renews the lease with every commit.",
        ["moves"] = "How often the shard went to another silo since its last takeover after a crash.",
    };

    /// <summary>The meaning of a word; null if it explains itself.</summary>
    public static string? Of(string word) => Meanings.GetValueOrDefault(word) ?? OfCluster.GetValueOrDefault(word);

    /// <summary>The meanings, by word: those of a cluster only if the host is part of one.</summary>
    public static IEnumerable<KeyValuePair<string, string>> All(bool hasCluster) =>
        (hasCluster ? Meanings.Concat(OfCluster) : Meanings).OrderBy(each => each.Key, StringComparer.Ordinal);

    /// <summary>Splits the name of a member into words: NoAnswer, no answer.</summary>
    public static string Words(Enum value) =>
        string.Concat(value.ToString().Select((letter, index) =>
            char.IsUpper(letter) ? (index == 0 ? "" : " ") + char.ToLowerInvariant(letter) : letter.ToString()));
}
