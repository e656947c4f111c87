using Microsoft.Extensions.Logging;

namespace Campaigns.Orleans.Quotas;

/// <summary>What the division of limits logs, under the category of <see cref="CampaignsTelemetry.LogCategory"/>.</summary>
internal static partial class QuotaLog
{
    [LoggerMessage(2101, LogLevel.Warning,
        "Shard {Shard} gets no shares of limits, and sends nothing after the last ones have ended. It asks again. {Reason}")]
    public static partial void NoShares(ILogger log, int shard, string reason);

    [LoggerMessage(2102, LogLevel.Information, "Shard {Shard} gets shares of limits again.")]
    public static partial void SharesAgain(ILogger log, int shard);
}
