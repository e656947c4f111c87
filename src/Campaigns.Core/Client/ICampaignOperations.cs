namespace Campaigns;

/// <summary>
/// What operators decide over all campaigns: holds, limits, tenants, strategy. Requests are answered as <see cref="ICampaignClient"/> says.
/// </summary>
public partial interface ICampaignOperations
{
    /// <summary>Stops everything: once this completes no attempt is sent until <see cref="ReleaseAllAsync"/>, restarts included.</summary>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task HoldAllAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Lifts what <see cref="HoldAllAsync"/> stopped, and what a store that has lost its newest commits holds itself:
    /// <see cref="ICampaignClient.ExplainAsync(CampaignId, string, CancellationToken)"/> says why. Tenants that are held themselves stay
    /// held.
    /// </summary>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task ReleaseAllAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Stops everything of a tenant: once this completes no attempt of it is sent until <see cref="ReleaseTenantAsync"/>, restarts
    /// included.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task HoldTenantAsync(string tenant, CancellationToken cancellationToken = default);

    /// <summary>Lifts what <see cref="HoldTenantAsync"/> stopped. While everything is held nothing of the tenant is sent either.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task ReleaseTenantAsync(string tenant, CancellationToken cancellationToken = default);

    /// <summary>Changes what holds for all campaigns of a tenant: limits, hours, caps. Replaces all of its settings.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task ChangeTenantAsync(string tenant, TenantSettings settings, CancellationToken cancellationToken = default);

    /// <summary>Changes what holds for everything that is sent, whatever tenant it is of. Replaces all of the limits.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task ChangeLimitsAsync(EngineLimits limits, CancellationToken cancellationToken = default);

    /// <summary>Changes which campaign goes next. Lasts until the engine stops: set <see cref="CampaignsOptions.Strategy"/> too.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task ChangeStrategyAsync(ICampaignStrategy strategy, CancellationToken cancellationToken = default);
}
