using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Campaigns.Orleans.Shards;

/// <summary>Where shards of a silo say what happens to them.</summary>
internal sealed class ShardTelemetry(ILoggerFactory logging, ClusterMetrics metrics)
{
    public ILogger Log { get; } = logging.CreateLogger(CampaignsTelemetry.LogCategory);

    public ClusterMetrics Metrics => metrics;
}

/// <summary>The metrics of a silo's shards, beside those of their engines.</summary>
internal sealed class ClusterMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _takeovers;
    private readonly Counter<long> _busy;
    private readonly Counter<long> _reports;

    public ClusterMetrics(IServiceProvider services)
    {
        var options = new MeterOptions(CampaignsTelemetry.MeterName);
        _meter = services.GetService<IMeterFactory>()?.Create(options) ?? new Meter(options);
        _takeovers = _meter.CreateCounter<long>("campaigns.cluster.takeovers", "{shard}", "Shards that this silo has taken over.");
        _busy = _meter.CreateCounter<long>("campaigns.cluster.busy", "{request}", "Requests that a shard has refused as busy.");
        _reports = _meter.CreateCounter<long>(
            "campaigns.cluster.reports_applied", "{report}", "Applied reports that came while their shard had no owner.");
        _meter.CreateObservableGauge(
            "campaigns.cluster.shards", () => Count(services.GetRequiredService<LocalShards>()), "{shard}",
            "Shards on this silo, by state.");
    }

    public void TakenOver(int shard) => _takeovers.Add(1, Of(shard));

    public void Refused(int shard) => _busy.Add(1, Of(shard));

    public void Applied(int shard, int reports) => _reports.Add(reports, Of(shard));

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Of(int shard) => new(ShardMeters.Tag, shard);

    private static IEnumerable<Measurement<int>> Count(LocalShards shards)
    {
        var states = shards.All.CountBy(shard => shard.Report.State).ToDictionary();
        return ((ShardState[])[ShardState.Starting, ShardState.Running, ShardState.Leaving]).Select(
            state => new Measurement<int>(states.GetValueOrDefault(state), new KeyValuePair<string, object?>("state", state.ToString())));
    }
}
