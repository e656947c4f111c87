using System.Diagnostics.Metrics;
using Campaigns.Engine;
using Microsoft.Extensions.Logging;

namespace Campaigns.Observability;

/// <summary>What one engine is observed by: its log, its metrics, and the figures that they read.</summary>
internal sealed class Telemetry : IDisposable
{
    private readonly Meter _meter;

    public Telemetry(CampaignsOptions options, IReadOnlyList<ProviderRegistration> providers, Inbox inbox, TimeProvider time)
    {
        var meter = new MeterOptions(CampaignsTelemetry.MeterName) { Version = CampaignsTelemetry.Version };
        _meter = options.Metrics?.Create(meter) ?? new Meter(meter);
        Log = options.Logging.CreateLogger(CampaignsTelemetry.LogCategory);
        Providers = providers;
        Figures = new EngineFigures(time, inbox, providers);
        Instruments = new Instruments(_meter);
        Gauges = new Gauges(_meter, Figures);
    }

    public ILogger Log { get; }

    public IReadOnlyList<ProviderRegistration> Providers { get; }

    public EngineFigures Figures { get; }

    public Instruments Instruments { get; }

    public Gauges Gauges { get; }

    /// <summary>The engine has stopped: there is nothing more to measure. A meter of the host's factory lasts as long as the host.</summary>
    public void Dispose()
    {
        Figures.Close();
        _meter.Dispose();
    }
}
