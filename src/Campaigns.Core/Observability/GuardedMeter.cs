using System.Diagnostics.Metrics;

namespace Campaigns.Observability;

/// <summary>
/// Wraps a meter whose listeners may fail when an instrument is created, when it measures, or when the meter is disposed. Only the affected
/// measurement is lost.
/// </summary>
internal sealed class GuardedMeter : IDisposable
{
    private readonly Meter _meter;
    private readonly HostFaults _faults;

    public GuardedMeter(IMeterFactory? factory, HostFaults faults)
    {
        _faults = faults;
        var options = new MeterOptions(CampaignsTelemetry.MeterName) { Version = CampaignsTelemetry.Version };
        try
        {
            _meter = factory?.Create(options) ?? new Meter(options);
        }
        catch (Exception error)
        {
            faults.Note(HostCode.Metrics, error);
            _meter = new Meter(options);
        }
    }

    public GuardedCounter Counter(string name, string unit, string says) =>
        new(Make(meter => meter.CreateCounter<long>(name, unit, says)), _faults);

    public GuardedHistogram<T> Histogram<T>(string name, string unit, string says, InstrumentAdvice<T> advice)
        where T : struct => new(Make(meter => meter.CreateHistogram(name, unit, says, null, advice)), _faults);

    /// <summary>Creates an instrument. If a listener fails, the instrument is created on a disposed meter that has no listeners.</summary>
    public T Make<T>(Func<Meter, T> make)
    {
        try
        {
            return make(_meter);
        }
        catch (Exception error)
        {
            _faults.Note(HostCode.Metrics, error);
            var unheard = new Meter(CampaignsTelemetry.MeterName);
            unheard.Dispose();
            return make(unheard);
        }
    }

    public void Dispose() => _faults.Guard(HostCode.Metrics, _meter.Dispose);
}

/// <summary>A counter whose listeners may fail.</summary>
internal sealed class GuardedCounter(Counter<long> counter, HostFaults faults)
{
    public bool Enabled => counter.Enabled;

    public void Add(long delta, params ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        try
        {
            counter.Add(delta, labels);
        }
        catch (Exception error)
        {
            faults.Note(HostCode.Metrics, error);
        }
    }
}

/// <summary>A histogram whose listeners may fail.</summary>
internal sealed class GuardedHistogram<T>(Histogram<T> histogram, HostFaults faults)
    where T : struct
{
    public bool Enabled => histogram.Enabled;

    public void Record(T value, params ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        try
        {
            histogram.Record(value, labels);
        }
        catch (Exception error)
        {
            faults.Note(HostCode.Metrics, error);
        }
    }
}
