namespace Campaigns;

/// <content>Queries: statistics, contacts, explanations, events, exports.</content>
public partial interface ICampaignClient
{
    /// <summary>Returns a campaign's statistics.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task<CampaignStatistics> GetStatisticsAsync(CampaignId campaign, CancellationToken cancellationToken = default);

    /// <summary>Returns the status of one contact, with its timeline.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task<ContactStatus> GetContactAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken = default);

    /// <summary>Explains why a contact is not contacted now: the verdict of every gate, in order, and the earliest instant.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task<Explanation> ExplainAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken = default);

    /// <summary>Explains what a campaign's contacts wait for: the number of contacts by reason.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task<IReadOnlyDictionary<string, long>> ExplainAsync(CampaignId campaign, CancellationToken cancellationToken = default);

    /// <summary>
    /// Explains what a campaign's contacts wait for by time zone and channel too. Like the other explanation it comes from counters, and
    /// the cost does not depend on the number of contacts.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <returns>The groups, in no particular order. Empty for a campaign without open contacts.</returns>
    Task<IReadOnlyList<WaitingGroup>> ExplainZonesAsync(CampaignId campaign, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads all of a campaign's contacts with their timelines, in order of enrollment, for exports (package Campaigns.Export). Walks the
    /// pages of <see cref="ListContactsAsync"/>, and holds one page of 200 contacts in memory.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="after">A contact key: only contacts enrolled after this contact. Null, the default: all contacts.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="CampaignException">
    /// The campaign does not exist, or has no contact with the key <paramref name="after"/>. Thrown when reading begins.
    /// </exception>
    IAsyncEnumerable<ContactStatus> ReadContactsAsync(
        CampaignId campaign, string? after = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads events of all campaigns from now on. Each reader has its own buffer (<see cref="CampaignsOptions.EventBuffer"/>), and the
    /// engine never waits for a reader. When the buffer is full, the oldest events are dropped and a <see cref="CampaignEventKind.Missed"/>
    /// event gives their number.
    /// </summary>
    /// <param name="cancellationToken">Ends reading.</param>
    IAsyncEnumerable<CampaignEvent> ReadEventsAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads events of one campaign from now on, like <see cref="ReadEventsAsync(CancellationToken)"/>.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    IAsyncEnumerable<CampaignEvent> ReadEventsAsync(CampaignId campaign, CancellationToken cancellationToken = default);
}
