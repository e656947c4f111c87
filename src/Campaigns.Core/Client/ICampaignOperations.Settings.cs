namespace Campaigns;

/// <content>Reads what was set, and changes it without overwriting the change of somebody else.</content>
public partial interface ICampaignOperations
{
    /// <summary>Returns the settings of a tenant. A tenant that was never changed has the default settings and revision 0.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task<Revised<TenantSettings>> GetTenantAsync(string tenant, CancellationToken cancellationToken = default);

    /// <summary>
    /// Changes some of the settings of a tenant. The others stay as they are. After this completes, nothing is sent that the new settings
    /// forbid.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="change">
    /// Returns the changed settings for the current ones. Runs on the caller's thread, and again if somebody else changes the settings
    /// meanwhile and no revision is given.
    /// </param>
    /// <param name="revision">
    /// The revision that the caller has read. The change is refused if the settings have another one. Null, the default: any.
    /// </param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <returns>The new revision.</returns>
    /// <exception cref="CampaignException">
    /// The changed settings have problems, or the settings have another revision (<see cref="CampaignError.Conflict"/>).
    /// </exception>
    Task<long> ChangeTenantAsync(
        string tenant, Func<TenantSettings, TenantSettings> change, long? revision = null, CancellationToken cancellationToken = default);

    /// <summary>Returns the limits that apply to all attempts of all tenants.</summary>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task<Revised<EngineLimits>> GetLimitsAsync(CancellationToken cancellationToken = default);

    /// <summary>Changes some of the limits that apply to all attempts of all tenants. The others stay as they are.</summary>
    /// <param name="change">Returns the changed limits for the current ones, as for a tenant.</param>
    /// <param name="revision">The revision that the caller has read. Null, the default: any.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <returns>The new revision.</returns>
    /// <exception cref="CampaignException">
    /// The changed limits have problems, or the limits have another revision (<see cref="CampaignError.Conflict"/>).
    /// </exception>
    Task<long> ChangeLimitsAsync(
        Func<EngineLimits, EngineLimits> change, long? revision = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the settings of a provider that are in force: those of <see cref="ChangeProviderAsync(string, ProviderSettings,
    /// CancellationToken)"/>, or those of its registration.
    /// </summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <exception cref="CampaignException">No provider with this name is registered.</exception>
    Task<Revised<ProviderSettings>> GetProviderAsync(string provider, CancellationToken cancellationToken = default);

    /// <summary>Changes some of the settings of a provider. The others stay as they are.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="change">Returns the changed settings for the current ones, as for a tenant.</param>
    /// <param name="revision">The revision that the caller has read. Null, the default: any.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <returns>The new revision.</returns>
    /// <exception cref="CampaignException">
    /// No provider with this name is registered, the changed settings have problems, or the settings have another revision
    /// (<see cref="CampaignError.Conflict"/>).
    /// </exception>
    Task<long> ChangeProviderAsync(
        string provider, Func<ProviderSettings, ProviderSettings> change, long? revision = null,
        CancellationToken cancellationToken = default);

    /// <summary>Returns <see cref="ICampaignStrategy.Name"/> of the strategy that decides which campaign is served next.</summary>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task<string> GetStrategyAsync(CancellationToken cancellationToken = default);

    /// <summary>Returns how far the store is, and how large.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="CampaignException">The store did not answer.</exception>
    Task<StoreInfo> GetStoreInfoAsync(CancellationToken cancellationToken = default);

    /// <summary>Lists the holds in force: first the hold on everything, if there is one, then the tenants that are held, by name.</summary>
    /// <param name="after"><see cref="CampaignPage{T}.Next"/> of the page before. Null, the default: the first page.</param>
    /// <param name="limit">The maximum number of holds, 1 to 1,000. Default: 100.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task<CampaignPage<HoldStatus>> ListHoldsAsync(string? after = null, int limit = 100, CancellationToken cancellationToken = default);
}
