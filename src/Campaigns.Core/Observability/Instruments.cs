using System.Diagnostics.Metrics;

namespace Campaigns.Observability;

/// <summary>The engine's metrics, but for those read off <see cref="EngineFigures"/>. docs/observability.md says what to alert on.</summary>
internal sealed class Instruments(GuardedMeter meter, HostFaults faults)
{
    private static readonly InstrumentAdvice<double> Short = new() { HistogramBucketBoundaries = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 10, 30] };
    private static readonly InstrumentAdvice<double> Long = new() { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 1800, 3600, 14400, 86400] };
    private static readonly InstrumentAdvice<long> Sizes = new() { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000] };

    public GuardedCounter Attempts { get; } =
        meter.Counter("campaigns.attempts", "{attempt}", "Attempts that ended, by outcome.");

    public GuardedCounter NotSent { get; } =
        meter.Counter("campaigns.not_sent", "{attempt}", "Attempts held back after their commit, by reason.");

    public GuardedCounter Reports { get; } =
        meter.Counter("campaigns.reports", "{report}", "Reports of providers, by what became of them.");

    public GuardedHistogram<double> AttemptDuration { get; } =
        meter.Histogram("campaigns.attempt.duration", "s", "From an attempt's commit to its outcome.", Long);

    public GuardedHistogram<double> DispatchDelay { get; } =
        meter.Histogram("campaigns.dispatch.delay", "s", "From due and within the hours to the send; not of contacts never tried.", Long);

    public GuardedHistogram<double> DispatchDuration { get; } =
        meter.Histogram("campaigns.dispatch.duration", "s", "From the send to the provider's answer.", Short);

    public GuardedHistogram<double> CommitDuration { get; } =
        meter.Histogram("campaigns.commit.duration", "s", "How long the store takes for a commit.", Short);

    public GuardedHistogram<long> CommitSize { get; } =
        meter.Histogram("campaigns.commit.size", "{row}", "Jobs and attempts written by a commit.", Sizes);

    public GuardedCounter StoreFailures { get; } =
        meter.Counter("campaigns.store.failures", "{call}", "Calls of the store that failed or did not answer in time.");

    public GuardedCounter Rehydrations { get; } =
        meter.Counter("campaigns.rehydrations", "{rehydration}", "How often memory was discarded and read from the store again.");

    public GuardedCounter HostFailures { get; } =
        meter.Counter("campaigns.host.failures", "{failure}", "Failures of the host's own code that the engine went on without.");

    /// <summary>What of the host's code failed.</summary>
    public HostFaults Faults { get; } = faults;

    /// <summary>Whether anybody measures how attempts end.</summary>
    public bool MeasureEnds => Attempts.Enabled || NotSent.Enabled || AttemptDuration.Enabled;

    /// <summary>Whether anybody measures dispatches.</summary>
    public bool MeasureDispatches => DispatchDelay.Enabled || DispatchDuration.Enabled;
}
