namespace Campaigns.Scheduling;

/// <summary>The scheduler's own settings.</summary>
/// <param name="Random">For jitter.</param>
/// <param name="MaxConcurrent">How many attempts may be live in all.</param>
/// <param name="PageSize">The most jobs read for a lane at once.</param>
/// <param name="Strategy">Which campaign goes next.</param>
/// <param name="WaitingInMemory">How many waiting jobs a lane keeps in memory before it leaves the later half to the store.</param>
internal sealed record SchedulerSettings(Random Random, int MaxConcurrent, int PageSize, ICampaignStrategy Strategy, int WaitingInMemory)
{
    /// <summary>The routers by channel; a channel without one takes the first provider that is open.</summary>
    public IReadOnlyDictionary<string, IProviderRouter> Routers { get; init; } = new Dictionary<string, IProviderRouter>();

    /// <summary>How often in a row nothing may be placed for a contact before its step is given up.</summary>
    public int MaxRefusals { get; init; } = 20;

    /// <summary>How long a report about an unknown call is kept.</summary>
    public TimeSpan ReportAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long the id of an event is kept.</summary>
    public TimeSpan EventIdAge { get; init; } = TimeSpan.FromDays(30);
}
