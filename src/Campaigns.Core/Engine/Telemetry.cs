using Campaigns.Observability;
using Microsoft.Extensions.Logging;

namespace Campaigns.Engine;

/// <summary>The log and metrics of one engine, and the figures that the metrics read.</summary>
internal sealed class Telemetry : IDisposable
{
    private readonly GuardedMeter _meter;

    public Telemetry(CampaignsOptions options, IReadOnlyList<ProviderRegistration> providers, Exchange exchange, TimeProvider time)
    {
        Faults = exchange.Faults;
        _meter = new GuardedMeter(options.MeterFactory, Faults);
        Log = new GuardedLogger(options.LoggerFactory, Faults);
        Providers = providers;
        Figures = new EngineFigures(time, () => exchange.Inbox.Depth, providers);
        Instruments = new Instruments(_meter, Faults);
        Gauges = new Gauges(_meter, Figures);
    }

    public HostFaults Faults { get; }

    public ILogger Log { get; }

    public IReadOnlyList<ProviderRegistration> Providers { get; }

    public EngineFigures Figures { get; }

    public Instruments Instruments { get; }

    public Gauges Gauges { get; }

    /// <summary>
    /// Closes the figures and the meter after the engine has stopped. A meter from the host's factory lives as long as the host.
    /// </summary>
    public void Dispose()
    {
        Figures.Close();
        _meter.Dispose();
    }
}
