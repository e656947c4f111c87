namespace Campaigns;

/// <summary>Why an entry was added to a do-not-contact list.</summary>
public enum SuppressionReason
{
    /// <summary>Unknown: an earlier version added the entry.</summary>
    Unknown,

    /// <summary>A request with <see cref="ICampaignReports.SuppressAsync"/>.</summary>
    Requested,

    /// <summary>The person opted out in an attempt.</summary>
    OptedOut,

    /// <summary>An event reported that the person unsubscribed or complained, or that a message bounced.</summary>
    Event,

    /// <summary>An import.</summary>
    Imported,

    /// <summary>The person was erased. Only a keyed hash of the key or the address is left.</summary>
    Erased,
}
