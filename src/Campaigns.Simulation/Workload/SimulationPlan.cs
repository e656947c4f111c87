namespace Campaigns.Simulation;

/// <summary>The parts of a run. The seed draws what the options leave open.</summary>
internal sealed class SimulationPlan
{
    private readonly Dictionary<(string Tenant, string Key), CampaignDefinition> _definitions = [];
    private readonly int _seed;

    public SimulationPlan(SimulationOptions options)
    {
        _seed = options.Seed;
        Options = options;
        Faults = options.Faults ?? SimulationFaults.Swarm(Random(1));
        Sizes = options.Workload is null ? SimulationSizes.Draw(Random(2)) : new SimulationSizes();
        var workload = options.Workload ?? WorkloadGenerator.Draw(Random(3));
        Rules = options.Workload is null ? RulePlan.Draw(Random(12), workload.Start) : new RulePlan(workload.Start);
        Workload = WithChecks(WithKeys(workload));
        Triggers = options.Workload is null ? TriggerPlan.Draw(Random(15), Workload) : new TriggerPlan();
        Checks = [.. Workload.Campaigns.Select(campaign => campaign.Definition.Check).OfType<string>().Distinct()];
        Channels = [.. Workload.Campaigns.SelectMany(ChannelsOf).Distinct()];
        HasDrips = Workload.Campaigns.Any(campaign => campaign.Definition.Exit is not null);
        var feed = Random(11);
        Erases = options.Workload is null && Random(20).Next(2) == 0;
        (ReadsFeed, FeedAge) = (feed.Next(2) == 0, TimeSpan.FromMinutes(feed.Next(3) switch { 0 => 10, 1 => 60, _ => 30 * 24 * 60 }));
        var (random, callerIds) = (Random(8), Random(15));
        foreach (var channel in Channels)
        {
            var numbers = Enumerable.Range(1, Workload.ProvidersPerChannel);
            Routers[channel] = options.Workload is null ? ProviderPlan.DrawRouter(random) : () => null;
            Providers.AddRange(numbers.Select(number => options.Workload is null
                ? ProviderPlan.Draw(random, channel, number).WithCallerIds(callerIds)
                : ProviderPlan.Plain(channel, number)));
        }

        foreach (var campaign in Workload.Campaigns)
        {
            if (campaign.Definition.Validate() is { Count: > 0 } problems)
            {
                throw new CampaignException(
                    CampaignError.Invalid,
                    $"The campaign \"{campaign.Definition.Name}\" cannot be simulated: {string.Join("; ", problems)}");
            }

            _definitions.Add((campaign.Definition.Tenant, campaign.Definition.Key!), campaign.Definition);
        }
    }

    public SimulationOptions Options { get; }

    public SimulationFaults Faults { get; }

    public SimulationSizes Sizes { get; }

    public SimulationWorkload Workload { get; }

    public IReadOnlyList<string> Channels { get; }

    public bool HasDrips { get; }

    public RulePlan Rules { get; }

    public TriggerPlan Triggers { get; }

    /// <summary>The names of the checks that campaigns name.</summary>
    public IReadOnlyList<string> Checks { get; }

    public List<ProviderPlan> Providers { get; } = [];

    /// <summary>Creates the router of each channel; null keeps the registration order.</summary>
    public Dictionary<string, Func<IProviderRouter?>> Routers { get; } = [];

    /// <summary>Whether the host has a durable reader of the change feed.</summary>
    public bool ReadsFeed { get; }

    /// <summary>Whether the host erases persons and imports do-not-contact lists.</summary>
    public bool Erases { get; }

    /// <summary>How long the change feed keeps a change.</summary>
    public TimeSpan FeedAge { get; }

    public CampaignDefinition Definition(string tenant, string key) => _definitions[(tenant, key)];

    /// <summary>A separate random source per use, so that more draws for one use change no other.</summary>
    public Random Random(int use) => new(unchecked((_seed * 31) + (use * 1_000_003)));

    private static IEnumerable<string> ChannelsOf(SimulatedCampaign campaign)
    {
        var own = campaign.Contacts.Select(contact => contact.ProtocolJson).OfType<string>().SelectMany(json => Script.Of(json).Steps);
        return Campaigns.Plan.ChannelsOf([.. campaign.Definition.Steps, .. own]);
    }

    /// <summary>Draws which campaigns name the check.</summary>
    private SimulationWorkload WithChecks(SimulationWorkload workload)
    {
        var random = Random(14);
        return workload with
        {
            Campaigns = [.. workload.Campaigns.Select(campaign => random.Next(8) < Rules.Checked
                ? campaign with { Definition = campaign.Definition with { Check = RulePlan.Check } }
                : campaign)],
        };
    }

    private static SimulationWorkload WithKeys(SimulationWorkload workload) => workload with
    {
        Campaigns = [.. workload.Campaigns.Select((campaign, index) => campaign with
        {
            Definition = campaign.Definition with { Key = campaign.Definition.Key ?? $"simulated {index + 1}" },
        })],
    };
}

/// <summary>Sizes and timeouts. Small buffers and short timeouts expose bugs that large ones hide.</summary>
internal sealed record SimulationSizes
{
    public int MaxConcurrent { get; init; } = 10_000;

    public int MaxDispatching { get; init; } = 16;

    public int PageSize { get; init; } = 64;

    public int WaitingInMemory { get; init; } = 100;

    public int InboxCapacity { get; init; } = 64;

    public int BreakerFailures { get; init; } = 10;

    public TimeSpan BreakerPause { get; init; } = TimeSpan.FromSeconds(30);

    public int BreakerProbes { get; init; } = 1;

    public TimeSpan DispatchTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan LongestLife { get; init; } = TimeSpan.FromHours(4);

    public TimeSpan StoreTimeout { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan StopBudget { get; init; } = TimeSpan.FromSeconds(10);

    public bool ReadsEvents { get; init; }

    public TimeSpan ReportAge { get; init; } = TimeSpan.FromDays(7);

    public static SimulationSizes Draw(Random random)
    {
        int Any(params int[] values) => values[random.Next(values.Length)];
        return new SimulationSizes
        {
            MaxConcurrent = Any(3, 10, 50, 1_000),
            MaxDispatching = Any(1, 2, 8, 64),
            PageSize = Any(1, 2, 5, 20, 500),
            WaitingInMemory = Any(2, 3, 10, 100, 10_000),
            InboxCapacity = Any(1, 2, 16, 1_000),
            BreakerFailures = Any(2, 5, 10),
            BreakerPause = TimeSpan.FromSeconds(Any(1, 30)),
            BreakerProbes = Any(1, 1, 3),
            DispatchTimeout = TimeSpan.FromSeconds(Any(2, 10, 30)),
            LongestLife = TimeSpan.FromMinutes(Any(20, 60, 240)),
            StopBudget = TimeSpan.FromSeconds(Any(0, 1, 10)),
            ReadsEvents = random.Next(3) == 0,
            ReportAge = TimeSpan.FromHours(Any(3, 24, 7 * 24)),
        };
    }
}
