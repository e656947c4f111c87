namespace Campaigns.Scheduling;

/// <summary>The scheduler's own settings.</summary>
/// <param name="Random">The source of randomness for jitter.</param>
/// <param name="MaxConcurrent">The cap on live attempts in total.</param>
/// <param name="PageSize">The largest number of jobs that one read loads for a lane.</param>
/// <param name="Strategy">The strategy that ranks campaigns.</param>
/// <param name="WaitingInMemory">The number of waiting jobs in memory above which a lane evicts the later half to the store.</param>
internal sealed record SchedulerSettings(Random Random, int MaxConcurrent, int PageSize, ICampaignStrategy Strategy, int WaitingInMemory)
{
    /// <summary>The routers by channel. A channel without a router uses its first open provider.</summary>
    public IReadOnlyDictionary<string, IProviderRouter> Routers { get; init; } = new Dictionary<string, IProviderRouter>();

    /// <summary>The number of consecutive refusals of a contact after which its step is given up. Default: 20.</summary>
    public int MaxRefusals { get; init; } = 20;

    /// <summary>The retention time of a report about an unknown call. Default: 7 days.</summary>
    public TimeSpan ReportAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The retention time of an event id. Default: 30 days.</summary>
    public TimeSpan EventIdAge { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Whether the engine has only shares of its limits.</summary>
    public bool HasShares { get; init; }

    /// <summary>The gates of the host.</summary>
    public IReadOnlyList<IContactGate> Gates { get; init; } = [];

    /// <summary>The names of the registered checks.</summary>
    public IReadOnlySet<string> Checks { get; init; } = new HashSet<string>();

    /// <summary>The longest time that a check holds an attempt. Added to the provider's dispatch timeout.</summary>
    public TimeSpan LongestCheck { get; init; }

    /// <summary>The retention time of a change in the change feed. Default: 30 days.</summary>
    public TimeSpan FeedAge { get; init; } = TimeSpan.FromDays(30);
}
