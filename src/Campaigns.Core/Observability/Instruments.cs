using System.Diagnostics.Metrics;

namespace Campaigns.Observability;

/// <summary>
/// The engine's metrics, except those read from <see cref="EngineFigures"/>. docs/observability.md says what to alert on.
/// </summary>
internal sealed class Instruments(GuardedMeter meter, HostFaults faults)
{
    private static readonly InstrumentAdvice<double> Short =
        new() { HistogramBucketBoundaries = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 10, 30] };
    private static readonly InstrumentAdvice<double> Long =
        new() { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 1800, 3600, 14400, 86400] };
    private static readonly InstrumentAdvice<long> Sizes =
        new() { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000] };

    public GuardedCounter Attempts { get; } =
        meter.Counter("campaigns.attempts", "{attempt}", "Attempts that ended, by outcome.");

    public GuardedCounter NotSent { get; } =
        meter.Counter("campaigns.not_sent", "{attempt}", "Attempts held back after their commit, by reason.");

    public GuardedCounter Reports { get; } =
        meter.Counter("campaigns.reports", "{report}", "Provider reports, by receipt.");

    public GuardedHistogram<double> AttemptDuration { get; } =
        meter.Histogram("campaigns.attempt.duration", "s", "From an attempt's commit to its outcome.", Long);

    public GuardedHistogram<double> DispatchDelay { get; } =
        meter.Histogram("campaigns.dispatch.delay", "s", "From due and within the hours to the send; excludes first attempts.", Long);

    public GuardedHistogram<double> DispatchDuration { get; } =
        meter.Histogram("campaigns.dispatch.duration", "s", "From the send to the provider's answer.", Short);

    public GuardedHistogram<double> CommitDuration { get; } =
        meter.Histogram("campaigns.commit.duration", "s", "The duration of a commit in the store.", Short);

    public GuardedHistogram<long> CommitSize { get; } =
        meter.Histogram("campaigns.commit.size", "{row}", "Jobs and attempts written by a commit.", Sizes);

    public GuardedCounter StoreFailures { get; } =
        meter.Counter("campaigns.store.failures", "{call}", "Store calls that failed or timed out.");

    public GuardedCounter Rehydrations { get; } =
        meter.Counter("campaigns.rehydrations", "{rehydration}", "How often the engine discarded its memory and read the store again.");

    public GuardedCounter HostFailures { get; } =
        meter.Counter("campaigns.host.failures", "{failure}", "Failures of host code after which the engine continued.");

    public GuardedCounter Checks { get; } =
        meter.Counter("campaigns.checks", "{check}", "Checks of the host before a send, by answer.");

    /// <summary>The failures of host code.</summary>
    public HostFaults Faults { get; } = faults;

    /// <summary>Whether a listener measures ended attempts.</summary>
    public bool MeasureEnds => Attempts.Enabled || NotSent.Enabled || AttemptDuration.Enabled;

    /// <summary>Whether a listener measures dispatches.</summary>
    public bool MeasureDispatches => DispatchDelay.Enabled || DispatchDuration.Enabled;
}
