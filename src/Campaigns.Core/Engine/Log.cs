using Microsoft.Extensions.Logging;

namespace Campaigns.Engine;

/// <summary>What the engine logs. No message holds personal data.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "The engine has started: {Campaigns} campaigns, {Live} live attempts, epoch {Epoch}")]
    public static partial void Started(ILogger logger, int campaigns, int live, long epoch);

    [LoggerMessage(2, LogLevel.Information, "The engine has stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(3, LogLevel.Error, "The store failed; nothing of the commit in doubt is sent. Reading the store again in {Pause}")]
    public static partial void StoreFailed(ILogger logger, TimeSpan pause, Exception reason);

    [LoggerMessage(4, LogLevel.Critical, "The engine has stopped because of a fault; nothing more is sent")]
    public static partial void Faulted(ILogger logger, Exception reason);
}
