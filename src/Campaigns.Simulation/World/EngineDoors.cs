namespace Campaigns.Simulation;

/// <summary>Makes requests about one tenant, or about everything if the tenant is null.</summary>
internal static class EngineDoors
{
    public static Task HoldAsync(this CampaignEngine engine, string? tenant, bool isHeld) => (tenant, isHeld) switch
    {
        (null, true) => engine.Operations.HoldAllAsync(),
        (null, false) => engine.Operations.ReleaseAllAsync(),
        ({ } name, true) => engine.Operations.HoldTenantAsync(name),
        ({ } name, false) => engine.Operations.ReleaseTenantAsync(name),
    };

    public static Task ChangeAsync(this CampaignEngine engine, string? tenant, TenantSettings settings) => tenant is { } name
        ? engine.Operations.ChangeTenantAsync(name, settings)
        : engine.Operations.ChangeLimitsAsync(new EngineLimits
        {
            MaxConcurrent = settings.MaxConcurrent,
            Rate = settings.Rate,
            Quotas = settings.Quotas,
            Window = settings.Window,
        });
}
