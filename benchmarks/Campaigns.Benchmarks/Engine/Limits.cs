namespace Campaigns.Benchmarks.Engine;

/// <summary>
/// Turns on all limits: concurrency caps and rates of campaign, tenant and engine, a window with a real closing, a frequency cap and a
/// do-not-contact list. No limit binds, but the engine must check each one for every attempt. The rule of one call per address at a time is
/// always on.
/// </summary>
internal static class Limits
{
    private const int Cap = 50_000;
    private const int Suppressed = 500;

    /// <summary>Ten million per second: the highest possible rate, and ten times the engine's goal.</summary>
    private static readonly RateLimit Rate = new(1_000_000, TimeSpan.FromMilliseconds(100), Burst: 1_000_000);

    private static readonly TenantSettings OfTenant = new()
    {
        MaxConcurrent = Cap,
        Rate = Rate,
        Window = OpenUntil(days: 4),
        Caps = [new FrequencyCap(1_000, Days: 1)],
    };

    public static void Apply(CampaignsOptions options) => options.MaxConcurrent = Cap;

    public static CampaignDefinition Apply(CampaignDefinition definition) =>
        definition with { MaxConcurrent = Cap, Rate = Rate, Window = OpenUntil(days: 3) };

    /// <summary>Sets the limits of tenants. Call it before enrollment, because a suppression looks through all enrolled contacts.</summary>
    public static async Task ApplyAsync(CampaignEngine engine, IEnumerable<string> tenants)
    {
        await engine.Operations.ChangeLimitsAsync(new EngineLimits { MaxConcurrent = Cap, Rate = Rate });
        foreach (var tenant in tenants)
        {
            await engine.Operations.ChangeTenantAsync(tenant, OfTenant);
            for (var i = 0; i < Suppressed; i++)
            {
                await engine.Reports.SuppressAsync(Suppression.OfContact(tenant, $"gone-{i}"));
                await engine.Reports.SuppressAsync(Suppression.OfAddress(tenant, $"+3312345{i:D4}", Channels.Voice));
            }
        }
    }

    /// <summary>A window that is open day and night in every zone, and closed on a date some days ahead.</summary>
    private static ContactWindow OpenUntil(int days) =>
        ContactWindow.Daily(TimeOnly.MinValue, TimeOnly.MinValue).Except(DateOnly.FromDateTime(DateTime.UtcNow).AddDays(days));
}
