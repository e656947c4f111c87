namespace Campaigns.Simulation;

/// <summary>The committed facts of a provider: its settings, its live attempts, and the attempts sent to it while it was down.</summary>
internal sealed class ProviderFacts(ProviderPlan plan)
{
    public string Name => plan.Name;

    public string Channel => plan.Channel;

    /// <summary>The registered settings.</summary>
    public ProviderSettings Registered => plan.Settings;

    public InForce<ProviderSettings> Settings { get; } = new(plan.Settings);

    /// <summary>The caller ids, in order of the pool.</summary>
    public List<CallerIdFacts> CallerIds { get; } =
        [.. plan.CallerIds.Select(callerId => new CallerIdFacts(
            plan.Name, callerId.Number, new CallerIdSettings { MaxConcurrent = callerId.MaxConcurrent }))];

    /// <summary>The number of committed changes of the settings.</summary>
    public long Revision { get; set; }

    public SendCounter Sends { get; } = new();

    public QuotaFacts Quotas { get; } = new();

    /// <summary>Attempts that have not ended.</summary>
    public HashSet<AttemptFacts> Live { get; } = [];

    /// <summary>Since when every dispatch fails, on the monotonic clock; -1 while the provider works.</summary>
    public long DownSince { get; set; } = -1;

    /// <summary>When attempts were sent to the failing provider, on the monotonic clock, after earlier failures are forgotten.</summary>
    public List<long> SentWhileDown { get; } = [];

    /// <summary>The number of open requests to close the circuit.</summary>
    public int CircuitRequests { get; set; }

    /// <summary>Whether a dispatch has ever failed, so that the breaker may have opened.</summary>
    public bool HasFailed { get; set; }

    public override string ToString() => $"provider {Name}";
}
