namespace Campaigns;

/// <summary>How an event was handled.</summary>
public enum IngestResult
{
    /// <summary>The event is in the log and was applied.</summary>
    Applied = 1,

    /// <summary>The log already holds an event of the tenant with this id. Nothing was changed.</summary>
    Duplicate,

    /// <summary>
    /// The event is in the log, but it, or a trigger of it, could not be applied. <see cref="IngestReceipt.Reason"/> says why. Apply it
    /// again with <see cref="ICampaignOperations.ApplyEventAgainAsync"/> when the reason is gone.
    /// </summary>
    Kept,
}

/// <summary>The receipt of an event. It is given after the commit that stores and applies the event.</summary>
/// <param name="Result">How the event was handled.</param>
/// <param name="Affected">The number of jobs that the event ended, continued, enrolled or ran again. 0 for a duplicate.</param>
/// <param name="Reason">
/// Why the event was kept, why a trigger's re-entry rule did not enroll the contact, or that a duplicate differs from the event in the log.
/// Without personal data. Null for none.
/// </param>
public sealed record IngestReceipt(IngestResult Result, int Affected = 0, string? Reason = null);
