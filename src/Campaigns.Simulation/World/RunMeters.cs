using System.Diagnostics.Metrics;

namespace Campaigns.Simulation;

/// <summary>
/// The meters of all engines of a run. A crashed engine never disposes its meter, and the runtime keeps an undisposed meter and everything
/// its gauges reference.
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
