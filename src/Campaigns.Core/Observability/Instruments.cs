using System.Diagnostics.Metrics;

namespace Campaigns.Observability;

/// <summary>The engine's metrics, but for those read off <see cref="EngineFigures"/>. docs/observability.md says what to alert on.</summary>
internal sealed class Instruments(Meter meter)
{
    private static readonly InstrumentAdvice<double> Short = new() { HistogramBucketBoundaries = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 10, 30] };
    private static readonly InstrumentAdvice<double> Long = new() { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 1800, 3600, 14400, 86400] };
    private static readonly InstrumentAdvice<long> Sizes = new() { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000] };

    public Counter<long> Attempts { get; } =
        meter.CreateCounter<long>("campaigns.attempts", "{attempt}", "Attempts that ended, by outcome.");

    public Counter<long> NotSent { get; } =
        meter.CreateCounter<long>("campaigns.not_sent", "{attempt}", "Attempts held back after their commit, by reason.");

    public Counter<long> Reports { get; } =
        meter.CreateCounter<long>("campaigns.reports", "{report}", "Reports of providers, by what became of them.");

    public Histogram<double> AttemptDuration { get; } =
        meter.CreateHistogram("campaigns.attempt.duration", "s", "From an attempt's commit to its outcome.", null, Long);

    public Histogram<double> DispatchDelay { get; } =
        meter.CreateHistogram("campaigns.dispatch.delay", "s", "From due and within the hours to the send; not of contacts never tried.", null, Long);

    public Histogram<double> DispatchDuration { get; } =
        meter.CreateHistogram("campaigns.dispatch.duration", "s", "From the send to the provider's answer.", null, Short);

    public Histogram<double> CommitDuration { get; } =
        meter.CreateHistogram("campaigns.commit.duration", "s", "How long the store takes for a commit.", null, Short);

    public Histogram<long> CommitSize { get; } =
        meter.CreateHistogram("campaigns.commit.size", "{row}", "Jobs and attempts written by a commit.", null, Sizes);

    public Counter<long> StoreFailures { get; } =
        meter.CreateCounter<long>("campaigns.store.failures", "{call}", "Calls of the store that failed or did not answer in time.");

    public Counter<long> Rehydrations { get; } =
        meter.CreateCounter<long>("campaigns.rehydrations", "{rehydration}", "How often memory was discarded and read from the store again.");

    /// <summary>Whether anybody measures how attempts end.</summary>
    public bool MeasureEnds => Attempts.Enabled || NotSent.Enabled || AttemptDuration.Enabled;

    /// <summary>Whether anybody measures dispatches.</summary>
    public bool MeasureDispatches => DispatchDelay.Enabled || DispatchDuration.Enabled;
}
