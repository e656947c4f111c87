using Campaigns.Observability;
using Microsoft.Extensions.Logging;

namespace Campaigns.Engine;

/// <summary>What one engine is observed by: its log, its metrics, and the figures that they read.</summary>
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
    /// The engine has stopped: there is nothing more to measure. A meter of the host's factory lasts as long as the host.
    /// </summary>
    public void Dispose()
    {
        Figures.Close();
        _meter.Dispose();
    }
}
