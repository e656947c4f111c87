namespace Campaigns.Benchmarks.Engine;

/// <summary>
/// Measures the throughput of 100,000 ready contacts, with and without another 100,000 blocked contacts. All limits are on. Of the blocked
/// contacts, 40,000 are in zones with a closed window and 30,000 are at a step whose provider is down, all in the campaigns of the ready
/// contacts. Another 30,000 belong to a tenant at its cap. In both runs, gates flap all the time: windows are edited, and the tenant is
/// held and released. With the blocked contacts, the tenant's cap also opens and closes with every call, and the failing provider is
/// probed.
/// </summary>
internal static class BlockedScenario
{
    private const int Ready = 100_000;
    private const int Closed = 40_000;
    private const int Down = 30_000;
    private const int AtCap = 30_000;
    private const char DownPrefix = 'D';

    /// <summary>Zones within two hours of UTC all year, which are open. Closed zones are at least seven hours from UTC.</summary>
    private static readonly IReadOnlyList<string> OpenZones = ["Etc/UTC", "Europe/Lisbon", "Europe/Paris", "Atlantic/Azores"];
    private static readonly IReadOnlyList<string> ClosedZones = ["Asia/Tokyo", "Pacific/Auckland", "America/Los_Angeles",
        "Pacific/Honolulu"];

    public static Func<RunOptions, Task<IReadOnlyList<Sample>>> Of(bool blocked) =>
        async options =>
        {
            using var capped = new CappedTenant();
            await using var load = new SteadyLoad(Ready, settings => Configure(settings, capped), PassOn);
            capped.Engine = load.Engine;
            await load.Engine.StartAsync();
            await Limits.ApplyAsync(load.Engine, SteadyLoad.Tenants);
            await capped.StartAsync(blocked ? AtCap : 0);
            await load.StartAsync(i => Define(load, i), OpenZones, blocked ? (i, id) => BlockAsync(load.Client, i, id) : null);
            await load.WarmUpAsync();
            using var flapping = new Flapping(load.Engine, load.Ids, CappedTenant.Name, [OpenNow(extra: 0), OpenNow(extra: 1)]);
            if (blocked)
            {
                await RequireBlockedAsync(load.Client);
            }

            return await load.MeasureAsync(options.Seconds);
        };

    private static void Configure(CampaignsOptions options, CappedTenant capped)
    {
        Limits.Apply(options);
        var down = new ActingProvider(_ => DispatchResult.NotPlaced("down"));
        options.AddProvider(Channels.Sms, down, settings => settings.CircuitBreaker = new CircuitBreakerOptions { ConsecutiveFailures = 1,
            BreakDuration = TimeSpan.FromMilliseconds(10), MaxBreakDuration = TimeSpan.FromMilliseconds(10) });
        options.AddProvider(CappedTenant.Channel, capped);
    }

    /// <summary>
    /// Completes the first step for contacts that must wait for the failing provider. All other contacts are part of the steady load.
    /// </summary>
    private static ActingProvider PassOn(IProvider steady) => new(request => request.Contact.Key[0] == DownPrefix
        ? DispatchResult.Completed(AttemptOutcome.Completed)
        : steady.DispatchAsync(request, CancellationToken.None).Result);

    private static CampaignDefinition Define(SteadyLoad load, int campaign)
    {
        var definition = Limits.Apply(load.Definition(campaign));
        return definition with { Window = OpenNow(extra: 0), Steps = [.. definition.Steps, CampaignStep.Message(Channels.Sms, "thanks")] };
    }

    /// <summary>
    /// A window from five hours ago to five hours ahead in UTC. It is open in one set of zones and closed in the other, at any time of day.
    /// </summary>
    /// <param name="extra">Extra minutes, which make the window a different one without any effect.</param>
    private static ContactWindow OpenNow(int extra)
    {
        var now = TimeOnly.FromDateTime(DateTime.UtcNow);
        return ContactWindow.Daily(now.AddHours(-5), now.AddHours(5).AddMinutes(extra));
    }

    private static async Task BlockAsync(ICampaignClient client, int campaign, CampaignId id)
    {
        const int closed = Closed / SteadyLoad.CampaignCount;
        const int down = Down / SteadyLoad.CampaignCount;
        await client.AddContactsAsync(id, People.Take(1_000_000 + (campaign * closed), closed, ClosedZones));
        await client.AddContactsAsync(id, People.Take(2_000_000 + (campaign * down), down, OpenZones, DownPrefix));
    }

    /// <summary>Requires that the blocked contacts are really blocked. Otherwise, the run does not count.</summary>
    private static async Task RequireBlockedAsync(ICampaignClient client)
    {
        var (pending, passed) = (0L, 0L);
        await foreach (var statistics in CampaignPages.ReadAllAsync(after => client.ListAsync(after: after, limit: 1_000)))
        {
            passed += statistics.Outcomes.GetValueOrDefault(AttemptOutcome.Completed);
            pending += statistics.Tenant == CappedTenant.Name ? 0 : statistics.Pending;
        }

        if (passed != Down || pending < Closed)
        {
            throw new InvalidOperationException(
                $"{passed} contacts of {Down} wait for the provider that is down, {pending} of {Closed} for their window");
        }
    }
}
