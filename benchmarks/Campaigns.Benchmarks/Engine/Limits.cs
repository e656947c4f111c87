namespace Campaigns.Benchmarks.Engine;

/// <summary>
/// All limits on: none of them binds, and the engine has to look at each for every attempt. Concurrency caps and rates of campaign,
/// tenant and everything, a window with a real closing, a frequency cap, a do-not-contact list. The rule that an address is called
/// once at a time is always on.
/// </summary>
internal static class Limits
{
    private const int Cap = 50_000;
    private const int Suppressed = 500;

    /// <summary>Ten million a second: the highest rate there is, and ten times the engine's goal.</summary>
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

    /// <summary>Sets what holds for tenants. Before contacts are enrolled: suppressing somebody looks through all that are.</summary>
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

    /// <summary>Open day and night, whatever the zone and the time of the run, and closed on a date some days ahead.</summary>
    private static ContactWindow OpenUntil(int days) =>
        ContactWindow.Daily(TimeOnly.MinValue, TimeOnly.MinValue).Except(DateOnly.FromDateTime(DateTime.UtcNow).AddDays(days));
}
