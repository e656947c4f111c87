namespace Campaigns.Benchmarks.Engine;

/// <summary>
/// What 100,000 ready contacts get while another 100,000 are blocked, and without them. All limits are on; those that are blocked are:
/// 40,000 in zones whose window is closed and 30,000 at a step whose provider is down, all in the campaigns of the ready ones, and 30,000
/// of a tenant at its cap. Gates flap all the time, in both runs: windows are edited, the tenant is held and released. With the blocked
/// contacts its cap opens and closes with every call, and the provider that is down is probed.
/// </summary>
internal static class BlockedScenario
{
    private const int Ready = 100_000;
    private const int Closed = 40_000;
    private const int Down = 30_000;
    private const int AtCap = 30_000;
    private const char DownPrefix = 'D';

    /// <summary>Within two hours of UTC all year, and hence open; and at least seven hours from it, and hence closed.</summary>
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
    /// Lets the contacts that are to wait for the provider that is down pass the first step; all others are of the steady load.
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
    /// Open from five hours ago to five hours ahead in UTC: whatever the time of the run, for the one zones and not for the others.
    /// </summary>
    /// <param name="extra">Minutes more, which make it another window and change nothing.</param>
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

    /// <summary>A run counts only if those that are to be blocked are.</summary>
    private static async Task RequireBlockedAsync(ICampaignClient client)
    {
        var (pending, passed) = (0L, 0L);
        foreach (var statistics in await client.ListAsync())
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
