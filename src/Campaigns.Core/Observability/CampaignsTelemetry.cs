namespace Campaigns;

/// <summary>The names by which the engine's metrics, traces and logs are listened to. docs/observability.md lists everything under them.</summary>
public static class CampaignsTelemetry
{
    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/> that all metrics belong to.</summary>
    public const string MeterName = "Campaigns";

    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/> that all activities belong to.</summary>
    public const string ActivitySourceName = "Campaigns";

    /// <summary>The category of all log entries.</summary>
    public const string LogCategory = "Campaigns";

    internal static string Version { get; } = typeof(CampaignsTelemetry).Assembly.GetName().Version!.ToString(3);
}
