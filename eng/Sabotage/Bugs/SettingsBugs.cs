namespace Campaigns.Sabotages;

/// <summary>Bugs in what was set: revisions and holds.</summary>
internal static class SettingsBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "revision that stays",
            "a change of a tenant's settings keeps their revision",
            "Scheduling/Requests/TenantRequests.cs",
            "ApplySettings(tenant, settings, current + 1);",
            "ApplySettings(tenant, settings, current);"),
        new(
            "revision forgotten by a restart",
            "revisions of tenants begin at 0 after a restart",
            "Scheduling/Rehydration.cs",
            "scheduler.Tenants.ApplySettings(row.Tenant, row.Settings, row.Revision);",
            "scheduler.Tenants.ApplySettings(row.Tenant, row.Settings, 0);"),
        new(
            "change of settings begins the hold anew",
            "a hold in force forgets when it began when the settings change",
            "Scheduling/Requests/TenantRequests.cs",
            "new TenantRow(tenant, entry.IsHeld, entry.Settings) { HeldSince = entry.HeldSince, Revision = entry.Revision });",
            "new TenantRow(tenant, entry.IsHeld, entry.Settings)\n            { HeldSince = entry.IsHeld ? state.Now.Instant : null, "
                + "Revision = entry.Revision });"),
    ];
}
