namespace Campaigns;

/// <content>What is asked: figures, contacts, reasons, events, exports.</content>
public partial interface ICampaignClient
{
    /// <summary>A campaign's figures.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task<CampaignStatistics> GetStatisticsAsync(CampaignId campaign, CancellationToken cancellationToken = default);

    /// <summary>The figures of all campaigns, in the order of their creation.</summary>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task<IReadOnlyList<CampaignStatistics>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>The figures of a tenant's campaigns, in the order of their creation.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task<IReadOnlyList<CampaignStatistics>> ListAsync(string tenant, CancellationToken cancellationToken = default);

    /// <summary>Where one contact stands, with its timeline.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task<ContactStatus> GetContactAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken = default);

    /// <summary>Says why a contact is not being contacted now: every gate's verdict, in order, and the earliest instant.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task<Explanation> ExplainAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken = default);

    /// <summary>Says what a campaign's contacts are waiting for: how many by reason.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task<IReadOnlyDictionary<string, long>> ExplainAsync(CampaignId campaign, CancellationToken cancellationToken = default);

    /// <summary>
    /// A campaign's contacts with their timelines, in the order of enrollment: for lists, and for exports (the package Campaigns.Export).
    /// While the campaign runs, too: each contact is as it stands when its page is read. Holds one page of 200 in memory.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="after">The key of a contact: only those enrolled after it. Null, the default, for all.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="CampaignException">When the reading begins: there is no such campaign, or no such contact in it.</exception>
    IAsyncEnumerable<ContactStatus> ReadContactsAsync(
        CampaignId campaign, string? after = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// What happens from now on, in all campaigns. Each reader has a buffer (<see cref="CampaignsOptions.EventBuffer"/>); the engine never
    /// waits for a reader: when its buffer is full the oldest events are dropped and a <see cref="CampaignEventKind.Missed"/> says how
    /// many.
    /// </summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<CampaignEvent> ReadEventsAsync(CancellationToken cancellationToken = default);

    /// <summary>What happens from now on in one campaign, as <see cref="ReadEventsAsync(CancellationToken)"/> tells it.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<CampaignEvent> ReadEventsAsync(CampaignId campaign, CancellationToken cancellationToken = default);
}
