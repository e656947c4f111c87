namespace Campaigns;

/// <summary>An entry of a do-not-contact list.</summary>
/// <param name="Person">
/// The person and the channel. Null if the person was erased, unless the request has named the person.
/// </param>
/// <param name="Channel">The channel. Null: all channels.</param>
/// <param name="AddedAt">When the entry was added. Null if an earlier version added it.</param>
/// <param name="Reason">Why the entry was added.</param>
public sealed record SuppressionEntry(Suppression? Person, string? Channel, DateTimeOffset? AddedAt, SuppressionReason Reason);

/// <summary>The result of an import into a do-not-contact list.</summary>
/// <param name="Added">The number of entries that are new.</param>
/// <param name="Known">The number of entries that the list had already.</param>
/// <param name="Invalid">The number of entries that were refused.</param>
/// <param name="Refused">The first 1,000 refused entries.</param>
public sealed record SuppressionImport(long Added, long Known, long Invalid, IReadOnlyList<RefusedSuppression> Refused);

/// <summary>An entry that was not imported.</summary>
/// <param name="Row">The position of the entry in the input, from 1.</param>
/// <param name="Reason">The reason, without personal data.</param>
public sealed record RefusedSuppression(long Row, string Reason);

/// <summary>What an erasure has done.</summary>
/// <param name="Contacts">The number of contacts that were overwritten: one per campaign and enrollment.</param>
/// <param name="Attempts">The number of attempts of these contacts. Outcome, times and cost stay.</param>
/// <param name="Events">The number of entries of the event log that were overwritten.</param>
/// <param name="Changes">The number of entries of the change feed that were overwritten.</param>
/// <param name="Live">
/// The number of contacts with a live call. The engine overwrites them when their calls have ended, after a restart too.
/// </param>
public sealed record ErasureReceipt(int Contacts, int Attempts, int Events, int Changes, int Live)
{
    /// <summary>
    /// The keys that the person's contacts had, and the key of the request, so that you can erase the person from what you have kept under
    /// them. Personal data: do not store or log them.
    /// </summary>
    public IReadOnlyList<string> ContactKeys { get; init; } = [];
}
