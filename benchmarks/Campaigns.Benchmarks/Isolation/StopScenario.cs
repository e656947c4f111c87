using System.Diagnostics;
using Campaigns.Benchmarks.Engine;

namespace Campaigns.Benchmarks.Isolation;

/// <summary>
/// What stops cost while providers of other tenants keep their threads: pause and suppression of a healthy campaign that sends as fast as it
/// can at ten live calls, and how many attempts it has beside 2,000 suppressions at once and in all the time alone.
/// </summary>
internal static class StopScenario
{
    private const int Stops = 40;
    private const int Suppressions = 2_000;
    private const string Tenant = "healthy";

    public static async Task<IReadOnlyList<Sample>> RunAsync(int blocking)
    {
        using var release = new ManualResetEventSlim();
        long sent = 0;
        var options = new CampaignsOptions().AddProvider(Channels.Voice, new ActingProvider(_ =>
        {
            Interlocked.Increment(ref sent);
            return DispatchResult.Completed(Outcome.Busy);
        }));
        for (var i = 0; i < blocking; i++)
        {
            options.AddProvider(Name(i), new ActingProvider(_ => Wait(release)), provider => provider.DispatchTimeout = TimeSpan.FromHours(1));
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
        samples.AddRange(await TimeAsync("suppress_", i => engine.Client.SuppressAsync(Nobody($"one {i}"))));
        var alone = await RateAsync(() => Task.Delay(TimeSpan.FromSeconds(1)), () => Volatile.Read(ref sent));
        var beside = await RateAsync(
            () => Task.WhenAll(Enumerable.Range(0, Suppressions).Select(i => engine.Client.SuppressAsync(Nobody($"many {i}")))),
            () => Volatile.Read(ref sent));
        samples.Add(new("healthy_per_second", alone.Rate, "1/s"));
        samples.Add(new("healthy_per_second_beside_suppressions", beside.Rate, "1/s"));
        samples.Add(new("suppressions_seconds", beside.Seconds, "s"));
        release.Set();
        return samples;
    }

    private static string Name(int number) => $"blocks {number}";

    private static DispatchResult Wait(ManualResetEventSlim release)
    {
        release.Wait();
        return DispatchResult.Completed(Outcome.Completed);
    }

    private static Suppression Nobody(string name) => Suppression.OfContact(Tenant, $"nobody {name}");

    private static async Task<CampaignId> StartAsync(ICampaignClient client, int blocking)
    {
        var retry = RetryPolicy.Fixed(250, TimeSpan.FromMilliseconds(1));
        var healthy = await client.CreateAsync(new CampaignDefinition { Name = "Healthy", Tenant = Tenant, Steps = [Step.Call(retry)] });
        await client.AddContactsAsync(healthy, People.Take(0, 20_000, People.Zones));
        await client.StartAsync(healthy);
        for (var i = 0; i < blocking; i++)
        {
            var name = Name(i);
            var sick = await client.CreateAsync(new CampaignDefinition { Name = name, Tenant = name, Steps = [new ContactStep { Channel = name, Retry = RetryPolicy.None }] });
            await client.AddContactsAsync(sick, Enumerable.Range(0, 50).Select(k => new Contact($"k{k}", null, "Etc/UTC", new Dictionary<string, string> { [name] = $"x{k}" })));
            await client.StartAsync(sick);
        }

        await Task.Delay(TimeSpan.FromSeconds(1)); // they have taken their threads
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
