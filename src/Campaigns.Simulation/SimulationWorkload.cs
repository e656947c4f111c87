namespace Campaigns.Simulation;

/// <summary>Campaigns of your own, for a simulation.</summary>
public sealed record SimulationWorkload
{
    /// <summary>The campaigns, each with its contacts. Campaigns without a key are given one.</summary>
    public required IReadOnlyList<SimulatedCampaign> Campaigns { get; init; }

    /// <summary>Settings by tenant. Empty by default.</summary>
    public IReadOnlyDictionary<string, TenantSettings> Tenants { get; init; } = new Dictionary<string, TenantSettings>();

    /// <summary>What contacts do, each outcome with its weight. A mix of everything by default.</summary>
    public IReadOnlyDictionary<Outcome, int> Outcomes { get; init; } = new Dictionary<Outcome, int>
    {
        [Outcome.Completed] = 8,
        [Outcome.NoAnswer] = 4,
        [Outcome.Busy] = 3,
        [Outcome.Machine] = 2,
        [Outcome.Failed] = 1,
        [Outcome.Rejected] = 1,
        [Outcome.Invalid] = 1,
        [Outcome.OptedOut] = 1,
    };

    /// <summary>How many providers each channel has. 1 by default.</summary>
    public int ProvidersPerChannel { get; init; } = 1;

    /// <summary>How long a call lasts at most. 90 seconds by default.</summary>
    public TimeSpan LongestCall { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>What the wall clock shows at the beginning. Monday, 5 January 2026, 09:00 UTC by default.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Which campaign goes next.</summary>
    public IStrategy Strategy { get; init; } = global::Campaigns.Strategy.ByPriority();

    /// <summary>How long everything may take to end once faults have stopped. 30 days by default.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromDays(30);
}

/// <summary>A campaign of a simulation.</summary>
/// <param name="Definition">The campaign.</param>
/// <param name="Contacts">Its contacts.</param>
public sealed record SimulatedCampaign(CampaignDefinition Definition, IReadOnlyList<Contact> Contacts);
