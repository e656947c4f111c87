namespace Campaigns;

/// <summary>How one provider is to be used.</summary>
public sealed class ProviderOptions
{
    /// <summary>The provider's name, unique among all providers; by default the channel and a number.</summary>
    public string? Name { get; set; }

    /// <summary>How many attempts may be live at the provider. 1 or more; no limit by default.</summary>
    public int MaxConcurrent { get; set; } = int.MaxValue;

    /// <summary>
    /// How many dispatches may wait for the provider's answer at once: the bulkhead that keeps a slow provider from harming others.
    /// 1 to 100,000; 256 by default.
    /// </summary>
    public int MaxDispatching { get; set; } = 256;

    /// <summary>How long a dispatch may take before it is recorded as unknown. 10 ms to 1 hour; 30 seconds by default.</summary>
    public TimeSpan DispatchTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many dispatches in a row must fail before the provider is left alone for a while. 1 or more; 10 by default.</summary>
    public int BreakerFailures { get; set; } = 10;

    /// <summary>How long it is left alone before one attempt probes it. 10 ms to 1 day; 30 seconds by default.</summary>
    public TimeSpan BreakerPause { get; set; } = TimeSpan.FromSeconds(30);

    internal ProviderOptions Copy() => (ProviderOptions)MemberwiseClone();

    internal void AddProblems(Problems problems, string field)
    {
        problems.Require(MaxConcurrent >= 1, $"{field}.MaxConcurrent", MaxConcurrent, "use 1 or more");
        problems.Require(MaxDispatching is >= 1 and <= 100_000, $"{field}.MaxDispatching", MaxDispatching, "use 1 to 100,000");
        problems.Require(IsWithin(DispatchTimeout, 1), $"{field}.DispatchTimeout", DispatchTimeout, "use 10 ms to 1 hour");
        problems.Require(BreakerFailures >= 1, $"{field}.BreakerFailures", BreakerFailures, "use 1 or more");
        problems.Require(IsWithin(BreakerPause, 24), $"{field}.BreakerPause", BreakerPause, "use 10 ms to 1 day");
    }

    private static bool IsWithin(TimeSpan value, int hours) => value >= TimeSpan.FromMilliseconds(10) && value <= TimeSpan.FromHours(hours);
}
