namespace Campaigns;

/// <summary>
/// Manages everything that spans campaigns: holds, limits, tenants, strategy. Requests complete and fail as described for
/// <see cref="ICampaignClient"/>.
/// </summary>
public partial interface ICampaignOperations
{
    /// <summary>
    /// Holds everything. After this completes, no attempt is sent until <see cref="ReleaseAllAsync"/>, even after a restart.
    /// </summary>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task HoldAllAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Releases the hold of <see cref="HoldAllAsync"/>, or the hold that a store places on itself when it has lost its newest commits.
    /// <see cref="ICampaignClient.ExplainAsync(CampaignId, string, CancellationToken)"/> gives the reason of the hold. Tenants with their
    /// own hold stay held.
    /// </summary>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task ReleaseAllAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Holds a tenant. After this completes, no attempt of the tenant is sent until <see cref="ReleaseTenantAsync"/>, even after a restart.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task HoldTenantAsync(string tenant, CancellationToken cancellationToken = default);

    /// <summary>Releases the hold of <see cref="HoldTenantAsync"/>. Nothing of the tenant is sent while everything is held.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task ReleaseTenantAsync(string tenant, CancellationToken cancellationToken = default);

    /// <summary>
    /// Changes the settings that apply to all campaigns of a tenant: limits, window, frequency caps. Replaces all of the tenant's settings.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task ChangeTenantAsync(string tenant, TenantSettings settings, CancellationToken cancellationToken = default);

    /// <summary>Changes the limits that apply to all attempts of all tenants. Replaces all of the limits.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task ChangeLimitsAsync(EngineLimits limits, CancellationToken cancellationToken = default);

    /// <summary>
    /// Changes the strategy that decides which campaign is served next. The change lasts until the engine stops. To keep it, also set
    /// <see cref="CampaignsOptions.Strategy"/>.
    /// </summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task ChangeStrategyAsync(ICampaignStrategy strategy, CancellationToken cancellationToken = default);
}
