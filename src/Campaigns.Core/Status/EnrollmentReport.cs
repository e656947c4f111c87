namespace Campaigns;

/// <summary>
/// The result of an enrollment with <see cref="ICampaignClient.AddContactsAsync(CampaignId, IEnumerable{Contact}, CancellationToken)"/>.
/// </summary>
/// <param name="Added">The number of contacts enrolled.</param>
/// <param name="Duplicates">
/// The number of contacts not enrolled because their key is already enrolled, by an earlier row or an earlier call.
/// </param>
/// <param name="Invalid">The number of contacts refused because of their values.</param>
/// <param name="Refused">
/// The contacts not enrolled, each with its reason, by row: the first 1,000 duplicates and the first 1,000 others. They do not affect other
/// contacts. <see cref="EnrollmentProgress"/> reports all of them without limit.
/// </param>
public sealed record EnrollmentReport(long Added, long Duplicates, long Invalid, IReadOnlyList<RefusedContact> Refused)
{
    /// <summary>The number of contacts refused because they already have a running job under the campaign's exclusivity.</summary>
    public long Running { get; init; }

    /// <summary>The number of contacts in <see cref="Added"/> whose job starts when another job of the contact has ended.</summary>
    public long Queued { get; init; }
}

/// <summary>The progress of an enrollment. Reported after every 500 rows, and at the end.</summary>
/// <param name="Added">The number of contacts enrolled so far. They stay enrolled.</param>
/// <param name="Duplicates">The number of contacts already enrolled.</param>
/// <param name="Invalid">The number of contacts refused because of their values.</param>
/// <param name="Refused">The contacts not enrolled since the last report, by row. Every other row since then was enrolled.</param>
public sealed record EnrollmentProgress(long Added, long Duplicates, long Invalid, IReadOnlyList<RefusedContact> Refused)
{
    /// <summary>The number of contacts refused because they already have a running job under the campaign's exclusivity.</summary>
    public long Running { get; init; }

    /// <summary>The number of rows read so far.</summary>
    public long Rows => Added + Duplicates + Invalid + Running;
}

/// <summary>A contact that was not enrolled.</summary>
/// <param name="Row">The position of the contact in the input, from 1.</param>
/// <param name="Key">The contact's key. Empty if it has none. May be a phone number: do not log it.</param>
/// <param name="Reason">The reason, without personal data.</param>
/// <param name="IsDuplicate">Whether the key is already enrolled, by an earlier row or an earlier call.</param>
public sealed record RefusedContact(long Row, string Key, string Reason, bool IsDuplicate = false)
{
    /// <summary>Returns the row and the reason, without the key.</summary>
    public override string ToString() => $"row {Row}: {Reason}";
}
