namespace Campaigns;

/// <summary>
/// What became of the contacts handed to <see cref="ICampaignClient.AddContactsAsync(CampaignId, IEnumerable{Contact},
/// CancellationToken)"/>.
/// </summary>
/// <param name="Added">How many were enrolled.</param>
/// <param name="Duplicates">How many were not because their key is enrolled already, by an earlier row or an earlier call.</param>
/// <param name="Invalid">How many were refused for what stands in them.</param>
/// <param name="Refused">
/// Those that were not enrolled, each with its reason, by row: the first 1,000 duplicates and the first 1,000 others. They cost no other
/// contact. All of them, however many, come with <see cref="EnrollmentProgress"/>.
/// </param>
public sealed record EnrollmentReport(long Added, long Duplicates, long Invalid, IReadOnlyList<RefusedContact> Refused)
{
    /// <summary>How many were refused because they are running already under the campaign's exclusivity.</summary>
    public long Running { get; init; }

    /// <summary>How many of <see cref="Added"/> begin when another job of theirs has ended.</summary>
    public long Queued { get; init; }
}

/// <summary>How far an enrolment has come; told after every 500 rows, and at the end.</summary>
/// <param name="Added">How many are enrolled so far, and stay so.</param>
/// <param name="Duplicates">How many were enrolled already.</param>
/// <param name="Invalid">How many were refused for what stands in them.</param>
/// <param name="Refused">Those not enrolled since this was told last, by row. Every other row since then was added.</param>
public sealed record EnrollmentProgress(long Added, long Duplicates, long Invalid, IReadOnlyList<RefusedContact> Refused)
{
    /// <summary>How many were refused because they are running already.</summary>
    public long Running { get; init; }

    /// <summary>How many rows were read so far.</summary>
    public long Rows => Added + Duplicates + Invalid + Running;
}

/// <summary>A contact that was not enrolled.</summary>
/// <param name="Row">Its place among the contacts handed over, from 1.</param>
/// <param name="Key">Its key; empty if it has none. May be a phone number: do not log it.</param>
/// <param name="Reason">Why, without personal data.</param>
/// <param name="IsDuplicate">Whether the key is enrolled already, by an earlier row or an earlier call.</param>
public sealed record RefusedContact(long Row, string Key, string Reason, bool IsDuplicate = false)
{
    /// <summary>The row and the reason, without the key.</summary>
    public override string ToString() => $"row {Row}: {Reason}";
}
