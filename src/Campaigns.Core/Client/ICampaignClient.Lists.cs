namespace Campaigns;

/// <content>Lists, in pages.</content>
/// <remarks>
/// All lists are read the same way: a filter, the cursor of the page before, and a limit. See <see cref="CampaignPage{T}"/>.
/// </remarks>
public partial interface ICampaignClient
{
    /// <summary>Lists campaigns with their statistics, newest first. The statistics come from counters.</summary>
    /// <param name="filter">Selects the campaigns. Null, the default: all.</param>
    /// <param name="after">The <see cref="CampaignPage{T}.Next"/> of the page before. Null, the default: the first page.</param>
    /// <param name="limit">The maximum number of campaigns, 1 to 1,000. Default: 100.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <exception cref="CampaignException">The filter has problems, or the cursor is not of this list.</exception>
    Task<CampaignPage<CampaignStatistics>> ListAsync(
        CampaignFilter? filter = null, string? after = null, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Finds a campaign by its <see cref="CampaignDefinition.Key"/>.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <returns>The campaign's statistics. Null if the tenant has no campaign with this key.</returns>
    Task<CampaignStatistics?> FindAsync(string tenant, string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists a campaign's contacts with their timelines, in order of enrollment. Works while the campaign runs: each status is current when
    /// its page is read.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="filter">Selects the contacts. Null, the default: all.</param>
    /// <param name="after">The <see cref="CampaignPage{T}.Next"/> of the page before. Null, the default: the first page.</param>
    /// <param name="limit">The maximum number of contacts, 1 to 1,000. Default: 100.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <exception cref="CampaignException">
    /// The campaign does not exist, the filter has problems, or the cursor is not of this list.
    /// </exception>
    Task<CampaignPage<ContactStatus>> ListContactsAsync(
        CampaignId campaign, ContactFilter? filter = null, string? after = null, int limit = 100,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists the attempts of a campaign, of a tenant or of everybody, in order of campaign, enrollment and number. New attempts of contacts
    /// that earlier pages have passed are not found: read the change feed for those.
    /// </summary>
    /// <param name="filter">Selects the attempts. Null, the default: all.</param>
    /// <param name="after">The <see cref="CampaignPage{T}.Next"/> of the page before. Null, the default: the first page.</param>
    /// <param name="limit">The maximum number of attempts, 1 to 1,000. Default: 100.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <exception cref="CampaignException">
    /// The filter has problems, its campaign does not exist, or the cursor is not of this list.
    /// </exception>
    Task<CampaignPage<ContactAttempt>> ListAttemptsAsync(
        AttemptFilter? filter = null, string? after = null, int limit = 100, CancellationToken cancellationToken = default);
}
