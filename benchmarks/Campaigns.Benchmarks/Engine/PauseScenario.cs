using System.Diagnostics;

namespace Campaigns.Benchmarks.Engine;

/// <summary>
/// Measures how long a campaign of 100,000 contacts that sends at full speed takes to pause: from the request to its acknowledgment, after
/// which nothing is sent.
/// </summary>
internal static class PauseScenario
{
    private const int Contacts = 100_000;
    private const int PerSecond = 20;
    private static readonly TimeSpan Running = TimeSpan.FromMilliseconds(20);

    public static async Task<IReadOnlyList<Sample>> RunAsync(RunOptions options)
    {
        var settings = new CampaignsOptions { Store = new MemoryJobStore(), MaxConcurrent = int.MaxValue };
        var provider = new NoOpProvider(Contacts);
        settings.AddProvider(Channels.Voice, provider, voice => voice.MaxDispatching = SteadyLoad.MaxDispatching);
        await using var engine = new CampaignEngine(settings);
        await engine.StartAsync();
        var client = engine.Client;
        var retry = SteadyLoad.RetryFor(Contacts);
        var campaign = await client.CreateAsync(
            new CampaignDefinition { Name = "Pause", Steps = [CampaignStep.Call(retry)], MaxConcurrent = 1_000_000 });
        await client.AddContactsAsync(campaign, People.Take(0, Contacts, People.Zones));
        await client.StartAsync(campaign);
        while (!provider.HasTriedAll || (await client.GetStatisticsAsync(campaign)).RetriesAttempted < Contacts)
        {
            await Task.Delay(50);
        }

        var latencies = new Latencies(options.Seconds * PerSecond);
        for (var i = 0; i < options.Seconds * PerSecond; i++)
        {
            await Task.Delay(Running);
            var asked = Stopwatch.GetTimestamp();
            await client.PauseAsync(campaign);
            latencies.Add(Stopwatch.GetElapsedTime(asked));
            await client.ResumeAsync(campaign);
        }

        var (median, slow) = latencies.Percentiles().ToArray() is [var first, var second] ? (first.Value, second.Value) : default;
        return [new("ms", median, "ms"), new("p99_ms", slow, "ms")];
    }
}
