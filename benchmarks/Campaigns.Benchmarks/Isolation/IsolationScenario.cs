using System.Diagnostics;
using System.Globalization;
using Campaigns.Benchmarks.Engine;

namespace Campaigns.Benchmarks.Isolation;

/// <summary>
/// What 100,000 ready contacts get while a campaign on a channel of its own has a sick provider that is called as often as its limits
/// let it, 1,000 times a second; and what they get without. Its breaker does not help: it is set never to break.
/// </summary>
internal static class IsolationScenario
{
    public const string SickRate = "sick_calls_per_second";
    private const string Channel = "sick";
    private const int Healthy = 100_000;
    private const int PerSecond = 1_000;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(3);

    public static async Task<IReadOnlyList<Sample>> RunAsync(Sickness sickness, bool beside, int seconds)
    {
        var sick = new SickProvider(sickness);
        await using var load = new SteadyLoad(Healthy, options => options.AddProvider(Channel, sick, Configure));
        await load.Engine.StartAsync();
        var campaign = await load.Client.CreateAsync(Sick(sickness));
        await load.Client.AddContactsAsync(campaign, Enumerable.Range(0, 2 * PerSecond * (seconds + Settle.Seconds)).Select(Person));
        await load.StartAsync(load.Definition, People.Zones);
        await load.WarmUpAsync();
        if (beside)
        {
            await load.Client.StartAsync(campaign);
        }

        await Task.Delay(Settle);
        var (before, began) = (sick.Calls, Stopwatch.GetTimestamp());
        var samples = await load.MeasureAsync(seconds);
        return [.. samples, new(SickRate, (sick.Calls - before) / Stopwatch.GetElapsedTime(began).TotalSeconds, "1/s")];
    }

    /// <summary>As many calls in a second as the shortest deadlines allow.</summary>
    private static void Configure(ProviderOptions options)
    {
        options.Name = Channel;
        options.MaxDispatching = PerSecond;
        options.DispatchTimeout = TimeSpan.FromSeconds(1);
        options.Breaker = new Breaker { Failures = int.MaxValue };
    }

    private static CampaignDefinition Sick(Sickness sickness) => new()
    {
        Name = $"Its provider {sickness}",
        Tenant = Channel,
        Steps = [new ContactStep { Channel = Channel, Retry = RetryPolicy.None, Timeout = TimeSpan.FromSeconds(1) }],
        MaxConcurrent = PerSecond,
        Rate = RateLimit.PerSecond(PerSecond),
    };

    private static Contact Person(int number) =>
        new($"S{number:D9}", null, "Etc/UTC", new Dictionary<string, string> { [Channel] = string.Create(CultureInfo.InvariantCulture, $"agent-{number}") });
}
