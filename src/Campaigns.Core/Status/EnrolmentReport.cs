namespace Campaigns;

/// <summary>What became of the contacts handed to <see cref="ICampaignClient.AddContactsAsync"/>.</summary>
/// <param name="Added">How many were enrolled.</param>
/// <param name="Refused">Those that were not, each with its reason. They cost no other contact.</param>
public sealed record EnrolmentReport(long Added, IReadOnlyList<RefusedContact> Refused);

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
