namespace Campaigns.Simulation;

/// <summary>Your own campaigns for a simulation.</summary>
public sealed record SimulationWorkload
{
    /// <summary>The campaigns, each with its contacts. A campaign without a key gets one.</summary>
    public required IReadOnlyList<SimulatedCampaign> Campaigns { get; init; }

    /// <summary>Settings by tenant. Default: empty.</summary>
    public IReadOnlyDictionary<string, TenantSettings> Tenants { get; init; } = new Dictionary<string, TenantSettings>();

    /// <summary>The weights of call outcomes. Default: a mix of all contact outcomes.</summary>
    public IReadOnlyDictionary<AttemptOutcome, int> Outcomes { get; init; } = new Dictionary<AttemptOutcome, int>
    {
        [AttemptOutcome.Completed] = 8,
        [AttemptOutcome.NoAnswer] = 4,
        [AttemptOutcome.Busy] = 3,
        [AttemptOutcome.Machine] = 2,
        [AttemptOutcome.Failed] = 1,
        [AttemptOutcome.Rejected] = 1,
        [AttemptOutcome.Invalid] = 1,
        [AttemptOutcome.OptedOut] = 1,
    };

    /// <summary>The number of providers per channel. Default: 1.</summary>
    public int ProvidersPerChannel { get; init; } = 1;

    /// <summary>The longest call. Default: 90 seconds.</summary>
    public TimeSpan LongestCall { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>The start time of the wall clock. Default: Monday, 5 January 2026, 09:00 UTC.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    /// <summary>The strategy that picks the next campaign. Default: by priority.</summary>
    public ICampaignStrategy Strategy { get; init; } = global::Campaigns.CampaignStrategies.ByPriority();

    /// <summary>How long everything may take to end after the faults stop. Default: 30 days.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromDays(30);
}

/// <summary>A campaign of a simulation.</summary>
/// <param name="Definition">The campaign.</param>
/// <param name="Contacts">Its contacts.</param>
public sealed record SimulatedCampaign(CampaignDefinition Definition, IReadOnlyList<Contact> Contacts);
