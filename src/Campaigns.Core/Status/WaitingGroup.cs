namespace Campaigns;

/// <summary>Contacts of a campaign that wait for the same reason in the same time zone.</summary>
/// <param name="Zone">The time zone: that of the contacts, or the campaign's for contacts without their own.</param>
/// <param name="Channel">The channel of their step. Null if their step sends nothing.</param>
/// <param name="Reason">The reason, as in <see cref="ICampaignClient.ExplainAsync(CampaignId, CancellationToken)"/>.</param>
/// <param name="Contacts">The number of contacts, 1 or more.</param>
/// <param name="Until">
/// The earliest time at which the reason ends, for a reason that all of them share. Null if capacity or a person decides, or if it differs
/// between the contacts.
/// </param>
public sealed record WaitingGroup(string Zone, string? Channel, string Reason, long Contacts, DateTimeOffset? Until);
