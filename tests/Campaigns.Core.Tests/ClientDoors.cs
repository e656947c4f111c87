using Campaigns.Engine;
using Campaigns.Scheduling;

namespace Campaigns.Tests;

/// <summary>For tests that choose one of several requests: the engine's client is all three interfaces.</summary>
internal static class ClientDoors
{
    public static ICampaignOperations Operations(this ICampaignClient client) => (ICampaignOperations)client;

    public static ICampaignReports Reports(this ICampaignClient client) => (ICampaignReports)client;

    /// <summary>Holds a tenant, or everything with null, or lifts that.</summary>
    public static Task HoldAsync(this ICampaignClient client, string? tenant, bool isHeld = true) => (tenant, isHeld) switch
    {
        (null, true) => client.Operations().HoldAllAsync(),
        (null, false) => client.Operations().ReleaseAllAsync(),
        ({ } name, true) => client.Operations().HoldTenantAsync(name),
        ({ } name, false) => client.Operations().ReleaseTenantAsync(name),
    };

    /// <summary>The second half of a change, which is to meet the engine in the middle of a step: the settings are read in it.</summary>
    public static Task ChangeInOneStepAsync(
        this ICampaignClient client, CampaignId campaign, Func<CampaignSettings, CampaignSettings> change) =>
        ((CampaignClient)client).DoAsync(
            scheduler =>
            {
                var entry = scheduler.View.Campaign(campaign);
                var before = CampaignSettings.Of(entry.Current);
                scheduler.Life.Change(entry, new SettingsChange(before, change(before)));
            },
            CancellationToken.None);

    /// <summary>Changes a tenant's settings, or with null those of them that can hold for everything.</summary>
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
