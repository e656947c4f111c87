using System.Diagnostics;
using Campaigns.Benchmarks.Engine;

namespace Campaigns.Benchmarks.Growth;

/// <summary>
/// Measures a change of one tenant's settings, and the engine's next answer, while another tenant's cap has deferred 100,000 jobs.
/// </summary>
internal static class AsideScenario
{
    private const int Contacts = 100_000;
    private const int Changes = 20;

    public static async Task<IReadOnlyList<Sample>> RunAsync()
    {
        var options = new CampaignsOptions { Store = new MemoryJobStore(), MaxConcurrent = 10 * Contacts };
        options.AddProvider(
            Channels.Voice, new ActingProvider(_ => DispatchResult.Completed(AttemptOutcome.Busy)),
            settings => settings.MaxDispatching = Contacts);
        await using var engine = new CampaignEngine(options);
        await engine.StartAsync();
        await engine.Operations.ChangeTenantAsync("a", new TenantSettings { Caps = [new FrequencyCap(1, 1)] });
        var campaign = await engine.Client.CreateAsync(new CampaignDefinition
        {
            Name = "aside",
            Tenant = "a",
            MaxConcurrent = Contacts,
            Steps = [CampaignStep.Call(StepRetryPolicy.Fixed(3, TimeSpan.FromMilliseconds(1)))],
        });
        await engine.Client.AddContactsAsync(
            campaign, Enumerable.Range(0, Contacts).Select(i => new Contact($"k{i}", $"+{15_550_000_000 + i}")));
        await engine.Client.StartAsync(campaign);
        while ((await engine.Client.ExplainAsync(campaign)).GetValueOrDefault("frequency") < Contacts)
        {
            await Task.Delay(50);
        }

        return [await MeasureAsync(engine, campaign, "b", _ => []),
            await MeasureAsync(engine, campaign, "a", i => [new FrequencyCap(1, 1 + (i % 2))])];
    }

    private static async Task<Sample> MeasureAsync(
        CampaignEngine engine, CampaignId campaign, string tenant, Func<int, IReadOnlyList<FrequencyCap>> caps)
    {
        var times = new List<double>();
        for (var i = 1; i <= Changes; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await engine.Operations.ChangeTenantAsync(tenant, new TenantSettings { MaxConcurrent = 5 + i, Caps = caps(i) });
            await engine.Client.GetStatisticsAsync(campaign);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        times.Sort();
        return new Sample(
            tenant == "a" ? "change_of_its_own_caps_p50" : "change_of_another_tenant_p50", Figures.Percentile(times, 50), "ms");
    }
}
