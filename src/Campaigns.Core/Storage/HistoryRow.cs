namespace Campaigns.Storage;

/// <summary>An attempt that a tenant's caps look back on.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Step">The index of the step.</param>
/// <param name="Contact">The contact, as it was when the attempt was committed.</param>
/// <param name="Protocol">The version of the protocol that its job follows, as in <see cref="JobRow.Protocol"/>.</param>
/// <param name="CommittedAt">When it was committed, in UTC ticks.</param>
/// <param name="EndedAt">When it ended, in UTC ticks.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Provider">The provider's name.</param>
public readonly record struct HistoryRow(
    CampaignId Campaign, short Step, Contact Contact, int Protocol, long CommittedAt, long EndedAt, AttemptOutcome Outcome,
    string Provider);

/// <summary>
/// A place in a tenant's history, which only the store that returned it can read; <see langword="default"/> is the beginning.
/// </summary>
/// <param name="Campaign">The campaign, or what the store takes for it.</param>
/// <param name="EndedAt">When the attempt before it ended, in UTC ticks, or what the store takes for it.</param>
/// <param name="Attempt">Which attempt that was, as the store counts.</param>
public readonly record struct HistoryPlace(long Campaign, long EndedAt, long Attempt);
