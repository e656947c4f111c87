namespace Campaigns;

/// <content>The event log, and triggers, which enroll contacts when events arrive.</content>
public partial interface ICampaignOperations
{
    /// <summary>Lists the entries of the event log, in order of sequence.</summary>
    /// <param name="filter">Selects the entries. Null, the default: all.</param>
    /// <param name="after">The <see cref="CampaignPage{T}.Next"/> of the page before. Null, the default: the first page.</param>
    /// <param name="limit">The maximum number of entries, 1 to 1,000. Default: 100.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="CampaignException">The filter has problems, or the cursor is not of this list.</exception>
    Task<CampaignPage<LoggedEvent>> ListLoggedEventsAsync(
        EventLogFilter? filter = null, string? after = null, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>
    /// Applies an event again that could not be applied, or whose trigger failed. What the event has done already is not done again.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <returns>
    /// How the event was handled this time. <see cref="IngestResult.Duplicate"/> if it was applied before. Nothing has changed then.
    /// </returns>
    /// <exception cref="CampaignException">The log does not hold the event.</exception>
    Task<IngestReceipt> ApplyEventAgainAsync(string tenant, string id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds a trigger, or replaces the tenant's trigger with the same name. It applies to events that arrive after this completes.
    /// </summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <exception cref="CampaignException">
    /// A value of the trigger is not valid, or the tenant has no campaign with the id <see cref="CampaignTrigger.Campaign"/>.
    /// </exception>
    Task SetTriggerAsync(CampaignTrigger trigger, CancellationToken cancellationToken = default);

    /// <summary>Removes a trigger. The contacts that it has enrolled stay enrolled.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="name">The name of the trigger.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <exception cref="CampaignException">The tenant has no trigger with this name.</exception>
    Task RemoveTriggerAsync(string tenant, string name, CancellationToken cancellationToken = default);

    /// <summary>Lists a tenant's triggers, in order of name.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="after">The <see cref="CampaignPage{T}.Next"/> of the page before. Null, the default: the first page.</param>
    /// <param name="limit">The maximum number of triggers, 1 to 1,000. Default: 100.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <exception cref="CampaignException">The cursor is not of this list.</exception>
    Task<CampaignPage<CampaignTrigger>> ListTriggersAsync(
        string tenant, string? after = null, int limit = 100, CancellationToken cancellationToken = default);
}
