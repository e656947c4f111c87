using Campaigns.Engine;
using Campaigns.Scheduling;

namespace Campaigns.Tests;

/// <summary>
/// Casts the client to the other interfaces, for tests that choose one of several requests. The engine's client implements all three.
/// </summary>
internal static class ClientDoors
{
    public static ICampaignOperations Operations(this ICampaignClient client) => (ICampaignOperations)client;

    public static ICampaignReports Reports(this ICampaignClient client) => (ICampaignReports)client;

    /// <summary>Holds or releases a tenant; everything if the tenant is null.</summary>
    public static Task HoldAsync(this ICampaignClient client, string? tenant, bool isHeld = true) => (tenant, isHeld) switch
    {
        (null, true) => client.Operations().HoldAllAsync(),
        (null, false) => client.Operations().ReleaseAllAsync(),
        ({ } name, true) => client.Operations().HoldTenantAsync(name),
        ({ } name, false) => client.Operations().ReleaseTenantAsync(name),
    };

    /// <summary>
    /// Changes a campaign in one request that reads the settings inside the step, so that the change meets the engine in the middle of a
    /// step.
    /// </summary>
    public static Task ChangeInOneStepAsync(
        this ICampaignClient client, CampaignId campaign, Func<CampaignSettings, CampaignSettings> change) =>
        ((CampaignClient)client).DoAsync(
            scheduler =>
            {
                var entry = scheduler.View.Campaign(campaign);
                var before = CampaignSettings.Of(entry.Current);
                scheduler.Lifecycle.Change(entry, new SettingsChange(before, change(before)));
            },
            CancellationToken.None);

    /// <summary>Changes a tenant's settings; if the tenant is null, the engine's limits, which are some of these settings.</summary>
    public static Task ChangeAsync(this ICampaignClient client, string? tenant, TenantSettings settings) => tenant is { } name
        ? client.Operations().ChangeTenantAsync(name, settings)
        : client.Operations().ChangeLimitsAsync(new EngineLimits
        {
            MaxConcurrent = settings.MaxConcurrent,
            Rate = settings.Rate,
            Quotas = settings.Quotas,
            Window = settings.Window,
        });
}
