namespace Campaigns;

/// <content>What is asked: figures, contacts, reasons, events, exports.</content>
public partial interface ICampaignClient
{
    /// <summary>A campaign's figures.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task<CampaignStatistics> GetStatisticsAsync(CampaignId campaign, CancellationToken cancellation = default);

    /// <summary>The figures of all campaigns, in the order of their creation.</summary>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task<IReadOnlyList<CampaignStatistics>> ListAsync(CancellationToken cancellation = default);

    /// <summary>The figures of a tenant's campaigns, in the order of their creation.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task<IReadOnlyList<CampaignStatistics>> ListAsync(string tenant, CancellationToken cancellation = default);

    /// <summary>Where one contact stands, with its timeline.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task<ContactStatus> GetContactAsync(CampaignId campaign, string contactKey, CancellationToken cancellation = default);

    /// <summary>Says why a contact is not being contacted now: every gate's verdict, in order, and the earliest instant.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task<Explanation> ExplainAsync(CampaignId campaign, string contactKey, CancellationToken cancellation = default);

    /// <summary>Says what a campaign's contacts are waiting for: how many by reason.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task<IReadOnlyDictionary<string, long>> ExplainAsync(CampaignId campaign, CancellationToken cancellation = default);

    /// <summary>
    /// Writes a campaign's contacts with their states and attempts, in the order of enrolment: a row for each attempt, and one for a
    /// contact without any. While it runs, too: each contact is as it stands when its row is written. Holds one page in memory.
    /// </summary>
    /// <remarks>
    /// The columns: contact_key, address, zone, state, attempt, step, channel, try, attempt_state, outcome, committed_at, ended_at,
    /// provider, provider_call_id, note, provider_status, occurred_at. The addresses are whole: keep what you export as safe as the
    /// contacts themselves.
    /// </remarks>
    /// <param name="campaign">The campaign.</param>
    /// <param name="to">Where to write; not closed.</param>
    /// <param name="format">How.</param>
    /// <param name="cancellation">Stops.</param>
    Task ExportAsync(CampaignId campaign, Stream to, ExportFormat format, CancellationToken cancellation = default);

    /// <summary>
    /// What happens from now on, in all campaigns. Each reader has a buffer (<see cref="CampaignsOptions.EventBuffer"/>); the engine never
    /// waits for a reader: when its buffer is full the oldest events are dropped and a <see cref="CampaignEventKind.Missed"/> says how
    /// many.
    /// </summary>
    /// <param name="cancellation">Ends the reading.</param>
    IAsyncEnumerable<CampaignEvent> ReadEventsAsync(CancellationToken cancellation = default);

    /// <summary>What happens from now on in one campaign, as <see cref="ReadEventsAsync(CancellationToken)"/> tells it.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellation">Ends the reading.</param>
    IAsyncEnumerable<CampaignEvent> ReadEventsAsync(CampaignId campaign, CancellationToken cancellation = default);
}
