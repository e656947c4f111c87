namespace Campaigns;

/// <summary>The names under which the engine publishes metrics, traces and logs. docs/observability.md lists all of them.</summary>
public static class CampaignsTelemetry
{
    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/> of all metrics.</summary>
    public const string MeterName = "Campaigns";

    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/> of all activities.</summary>
    public const string ActivitySourceName = "Campaigns";

    /// <summary>The category of all log entries.</summary>
    public const string LogCategory = "Campaigns";

    internal static string Version { get; } = typeof(CampaignsTelemetry).Assembly.GetName().Version!.ToString(3);
}
