using System.Diagnostics.Metrics;

namespace Campaigns.Simulation;

/// <summary>
/// The meters of all engines of a run. An engine whose process crashes never disposes of its own, and a meter that is not disposed of is
/// kept by the runtime, with everything its gauges look at.
/// </summary>
internal sealed class RunMeters : IMeterFactory
{
    private readonly List<Meter> _meters = [];

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    public void Dispose() => _meters.ForEach(meter => meter.Dispose());
}
