using Campaigns.Benchmarks.Engine;
using Campaigns.Testing;

namespace Campaigns.Benchmarks.Growth;

/// <summary>
/// Measures the live heap left after six campaigns of 30,000 contacts, each called once, have been purged. The one-day cap is over by then.
/// It runs on a virtual clock.
/// </summary>
internal static class PurgedScenario
{
    private const int Campaigns = 6;
    private const int Contacts = 30_000;
    private const double Mebibyte = 1 << 20;

    public static Task<IReadOnlyList<Sample>> RunAsync()
    {
        using var harness = new CampaignHarness(
            options => options.AddProvider(Channels.Voice, new ActingProvider(_ => DispatchResult.Completed(AttemptOutcome.Completed))));
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(1, 1)] }));
        var empty = GrowthBenchmark.LiveHeap();
        var left = new List<double>();
        for (var round = 0; round < Campaigns; round++)
        {
            var first = 15_550_000_000 + (round * Contacts);
            var definition = new CampaignDefinition { Name = $"round {round}", MaxConcurrent = Contacts, Steps = [CampaignStep.Call()] };
            var campaign =
                harness.Run(definition, Enumerable.Range(0, Contacts).Select(i => new Contact($"d{round}-{i}", $"+{first + i}")));
            harness.Advance(TimeSpan.FromDays(3));
            harness.Do(client => client.PurgeAsync(campaign));
            harness.Advance(TimeSpan.FromHours(1));
            left.Add((GrowthBenchmark.LiveHeap() - empty) / Mebibyte);
        }

        return Task.FromResult<IReadOnlyList<Sample>>(
            [new("mib_left_after_one", left[0], "MiB"), new("mib_left_after_six", left[^1], "MiB")]);
    }
}
