namespace Campaigns.Simulation;

/// <summary>A provider as far as committed: its settings, what is live at it, and what reached it while it was down.</summary>
internal sealed class ProviderFacts(ProviderPlan plan)
{
    public string Name => plan.Name;

    public string Channel => plan.Channel;

    /// <summary>The settings it is registered with.</summary>
    public ProviderSettings Registered => plan.Settings;

    public InForce<ProviderSettings> Settings { get; } = new(plan.Settings);

    public SendCounter Sends { get; } = new();

    public QuotaFacts Quotas { get; } = new();

    /// <summary>Attempts that have not ended.</summary>
    public HashSet<AttemptFacts> Live { get; } = [];

    /// <summary>Since when it fails every dispatch, on the monotonic clock; -1 while it works.</summary>
    public long DownSince { get; set; } = -1;

    /// <summary>When something was sent to it, on the monotonic clock, since the failures of before are over.</summary>
    public List<long> SentWhileDown { get; } = [];

    /// <summary>Whether a dispatch to it has ever failed: its breaker may have broken.</summary>
    public bool HasFailed { get; set; }

    public override string ToString() => $"provider {Name}";
}
