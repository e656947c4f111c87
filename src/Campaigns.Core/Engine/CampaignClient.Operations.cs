using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>Operator requests about the whole engine and about tenants.</summary>
internal sealed partial class CampaignClient
{
    public Task HoldAllAsync(CancellationToken cancellationToken) =>
        DoAsync(scheduler => scheduler.Tenants.Hold(null, held: true), cancellationToken);

    public Task ReleaseAllAsync(CancellationToken cancellationToken) =>
        DoAsync(scheduler => scheduler.Tenants.Hold(null, held: false), cancellationToken);

    public Task HoldTenantAsync(string tenant, CancellationToken cancellationToken)
    {
        tenant = Named.Of(tenant);
        return DoAsync(scheduler => scheduler.Tenants.Hold(tenant, held: true), cancellationToken);
    }

    public Task ReleaseTenantAsync(string tenant, CancellationToken cancellationToken)
    {
        tenant = Named.Of(tenant);
        return DoAsync(scheduler => scheduler.Tenants.Hold(tenant, held: false), cancellationToken);
    }

    public Task ChangeTenantAsync(string tenant, TenantSettings settings, CancellationToken cancellationToken)
    {
        tenant = Named.Of(tenant);
        ArgumentNullException.ThrowIfNull(settings);
        settings = settings.Copy(); // later changes by the caller have no effect, and the caller's collections do not run in the loop
        settings.FindProblems().ThrowIfAny("The setup of the tenant");
        return DoAsync(scheduler => scheduler.Tenants.ChangeSettings(tenant, settings), cancellationToken);
    }

    public Task ChangeLimitsAsync(EngineLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var settings = limits.AsSettings().Copy(); // as above
        settings.FindProblems().ThrowIfAny("The limits");
        return DoAsync(scheduler => scheduler.Tenants.ChangeSettings(null, settings), cancellationToken);
    }

    public Task ChangeStrategyAsync(ICampaignStrategy strategy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        var guarded = new GuardedStrategy(strategy, exchange.Faults);
        return DoAsync(scheduler => scheduler.Tenants.ChangeStrategy(strategy, guarded), cancellationToken);
    }
}
