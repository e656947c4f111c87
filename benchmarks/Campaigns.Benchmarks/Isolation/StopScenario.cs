using System.Diagnostics;
using Campaigns.Benchmarks.Engine;

namespace Campaigns.Benchmarks.Isolation;

/// <summary>
/// Measures the cost of stops while other tenants' providers block their threads: the pause and suppression of a healthy campaign that
/// sends at full speed with ten live calls. It also compares the campaign's attempts alone and beside suppressions of other contacts, a
/// hundred in parallel for some seconds.
/// </summary>
internal static class StopScenario
{
    private const int Stops = 40;
    private const int AtOnce = 100;
    private const string Tenant = "healthy";
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<Sample>> RunAsync(int blocking)
    {
        using var release = new ManualResetEventSlim();
        long sent = 0;
        var options = new CampaignsOptions { Store = new MemoryJobStore() }.AddProvider(Channels.Voice, new ActingProvider(_ =>
        {
            Interlocked.Increment(ref sent);
            return DispatchResult.Completed(AttemptOutcome.Busy);
        }));
        for (var i = 0; i < blocking; i++)
        {
            options.AddProvider(
                Name(i), new ActingProvider(_ => Wait(release)), provider => provider.DispatchTimeout = TimeSpan.FromHours(1));
        }

        await using var engine = new CampaignEngine(options);
        await engine.StartAsync();
        var campaign = await StartAsync(engine.Client, blocking);
        var samples = new List<Sample>();
        samples.AddRange(await TimeAsync("pause_", async _ =>
        {
            await engine.Client.PauseAsync(campaign);
            await engine.Client.ResumeAsync(campaign);
        }));
        samples.AddRange(await TimeAsync("suppress_", i => engine.Reports.SuppressAsync(Nobody($"one {i}"))));
        var alone = await RateAsync(() => Task.Delay(Measured), () => Volatile.Read(ref sent));
        var suppressed = 0;
        var beside = await RateAsync(async () => suppressed = await SuppressAsync(engine.Reports), () => Volatile.Read(ref sent));
        samples.Add(new("healthy_per_second", alone.Rate, "1/s"));
        samples.Add(new("healthy_per_second_beside_suppressions", beside.Rate, "1/s"));
        samples.Add(new("ratio_beside_suppressions", beside.Rate / alone.Rate, "ratio"));
        samples.Add(new("suppressions_per_second", suppressed / beside.Seconds, "1/s"));
        release.Set();
        return samples;
    }

    private static async Task<int> SuppressAsync(ICampaignReports reports)
    {
        var began = Stopwatch.GetTimestamp();
        for (var count = 0; ; count += AtOnce)
        {
            if (Stopwatch.GetElapsedTime(began) > Measured)
            {
                return count;
            }

            await Task.WhenAll(Enumerable.Range(count, AtOnce).Select(i => reports.SuppressAsync(Nobody($"many {i}"))));
        }
    }

    private static string Name(int number) => $"blocks {number}";

    private static DispatchResult Wait(ManualResetEventSlim release)
    {
        release.Wait();
        return DispatchResult.Completed(AttemptOutcome.Completed);
    }

    private static Suppression Nobody(string name) => Suppression.OfContact(Tenant, $"nobody {name}");

    private static async Task<CampaignId> StartAsync(ICampaignClient client, int blocking)
    {
        var retry = StepRetryPolicy.Fixed(250, TimeSpan.FromMilliseconds(1));
        var healthy =
            await client.CreateAsync(new CampaignDefinition { Name = "Healthy", Tenant = Tenant, Steps = [CampaignStep.Call(retry)] });
        await client.AddContactsAsync(healthy, People.Take(0, 20_000, People.Zones));
        await client.StartAsync(healthy);
        for (var i = 0; i < blocking; i++)
        {
            var name = Name(i);
            var sick = await client.CreateAsync(
                new CampaignDefinition { Name = name, Tenant = name,
                    Steps = [new ContactStep { Channel = name, Retry = StepRetryPolicy.None }] });
            await client.AddContactsAsync(
                sick, Enumerable.Range(0, 50).Select(
                    k => new Contact($"k{k}", null, "Etc/UTC", new Dictionary<string, string> { [name] = $"x{k}" })));
            await client.StartAsync(sick);
        }

        await Task.Delay(TimeSpan.FromSeconds(1)); // by then, the providers block their threads
        return healthy;
    }

    private static async Task<IEnumerable<Sample>> TimeAsync(string prefix, Func<int, Task> stop)
    {
        var latencies = new Latencies(Stops);
        for (var i = 0; i < Stops; i++)
        {
            var asked = Stopwatch.GetTimestamp();
            await stop(i);
            latencies.Add(Stopwatch.GetElapsedTime(asked));
        }

        return latencies.Percentiles(prefix);
    }

    private static async Task<(double Rate, double Seconds)> RateAsync(Func<Task> meanwhile, Func<long> count)
    {
        var (before, began) = (count(), Stopwatch.GetTimestamp());
        await meanwhile();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return ((count() - before) / seconds, seconds);
    }
}
