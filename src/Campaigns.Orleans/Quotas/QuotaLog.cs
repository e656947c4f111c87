using Microsoft.Extensions.Logging;

namespace Campaigns.Orleans.Quotas;

internal static partial class QuotaLog
{
    [LoggerMessage(
        EventId = 151,
        Level = LogLevel.Warning,
        Message = "Shard {Shard} gets no shares of limits. It sends nothing after its last ones have ended. {Cause}")]
    public static partial void NoShares(ILogger log, int shard, string cause);
}
