using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>Requests of operators about everything, and about tenants.</summary>
internal sealed partial class CampaignClient
{
    public Task HoldAllAsync(CancellationToken cancellation) =>
        DoAsync(scheduler => scheduler.Tenants.Hold(null, held: true), cancellation);

    public Task ReleaseAllAsync(CancellationToken cancellation) =>
        DoAsync(scheduler => scheduler.Tenants.Hold(null, held: false), cancellation);

    public Task HoldTenantAsync(string tenant, CancellationToken cancellation)
    {
        tenant = Named.Of(tenant);
        return DoAsync(scheduler => scheduler.Tenants.Hold(tenant, held: true), cancellation);
    }

    public Task ReleaseTenantAsync(string tenant, CancellationToken cancellation)
    {
        tenant = Named.Of(tenant);
        return DoAsync(scheduler => scheduler.Tenants.Hold(tenant, held: false), cancellation);
    }

    public Task ChangeTenantAsync(string tenant, TenantSettings settings, CancellationToken cancellation)
    {
        tenant = Named.Of(tenant);
        ArgumentNullException.ThrowIfNull(settings);
        settings = settings.Copy(); // what the caller changes meanwhile does not count, and its collections do not run in the loop
        settings.FindProblems().ThrowIfAny("The setup of the tenant");
        return DoAsync(scheduler => scheduler.Tenants.ChangeSettings(tenant, settings), cancellation);
    }

    public Task ChangeLimitsAsync(EngineLimits limits, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var settings = limits.AsSettings().Copy(); // as above
        settings.FindProblems().ThrowIfAny("The limits");
        return DoAsync(scheduler => scheduler.Tenants.ChangeSettings(null, settings), cancellation);
    }

    public Task ChangeStrategyAsync(IStrategy strategy, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        var guarded = new GuardedStrategy(strategy, exchange.Faults);
        return DoAsync(scheduler => scheduler.Tenants.ChangeStrategy(strategy, guarded), cancellation);
    }
}
