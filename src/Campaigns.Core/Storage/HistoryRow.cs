namespace Campaigns.Storage;

/// <summary>An attempt that counts for a tenant's frequency rules.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Step">The index of the step.</param>
/// <param name="Contact">The contact when the attempt was committed.</param>
/// <param name="Protocol">The version of the protocol that the job follows, as in <see cref="JobRow.Protocol"/>.</param>
/// <param name="CommittedAt">When the attempt was committed, in UTC ticks.</param>
/// <param name="EndedAt">When the attempt ended, in UTC ticks.</param>
/// <param name="Outcome">The outcome of the attempt.</param>
/// <param name="Provider">The provider's name.</param>
public readonly record struct HistoryRow(
    CampaignId Campaign, short Step, Contact Contact, int Protocol, long CommittedAt, long EndedAt, AttemptOutcome Outcome,
    string Provider);

/// <summary>
/// A position in a tenant's history. Only the store that returned it can interpret it. <see langword="default"/> is the beginning.
/// </summary>
/// <param name="Campaign">The campaign, or a value that the store uses instead.</param>
/// <param name="EndedAt">When the previous attempt ended, in UTC ticks, or a value that the store uses instead.</param>
/// <param name="Attempt">The store's number of that attempt.</param>
public readonly record struct HistoryPlace(long Campaign, long EndedAt, long Attempt);
