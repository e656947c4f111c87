using Microsoft.Extensions.Logging;

namespace Campaigns.Observability;

/// <summary>The log messages of the engine. They hold ids and names, but no phone number, address, contact key or data.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "The engine has started: {Campaigns} campaigns, epoch {Epoch}, {Live} live attempts, {InDoubt} of them to look up")]
    public static partial void Started(ILogger logger, int campaigns, long epoch, int live, int inDoubt);

    [LoggerMessage(2, LogLevel.Information, "The engine has stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(3, LogLevel.Error, "The store failed in {Operation}, {Failures} times since the last such entry: {Error}. No attempt of a commit in doubt is sent. The store is read again in {Pause}")]
    public static partial void StoreFailed(ILogger logger, string operation, long failures, string error, TimeSpan pause);

    [LoggerMessage(4, LogLevel.Critical, "The engine has stopped because of a fault; nothing more is sent. {Fault}")]
    public static partial void Faulted(ILogger logger, string fault);

    [LoggerMessage(5, LogLevel.Warning, "The store was read again, {Recoveries} times since the last such entry: epoch {Epoch}, {Live} live attempts; {NotSent} were closed as not sent because their commit was in doubt")]
    public static partial void StoreRecovered(ILogger logger, long recoveries, long epoch, int live, int notSent);

    [LoggerMessage(6, LogLevel.Information, "Campaign {Campaign} is {State}")]
    public static partial void CampaignChanged(ILogger logger, long campaign, CampaignState state);

    [LoggerMessage(7, LogLevel.Warning, "The provider {Provider} failed {Failures} times since the last such entry; the last: {Reason}")]
    public static partial void DispatchFailed(ILogger logger, string provider, long failures, string reason);

    [LoggerMessage(8, LogLevel.Warning, "The provider {Provider} fails too often. Its circuit breaker is open for {Pause}")]
    public static partial void ProviderClosed(ILogger logger, string provider, TimeSpan pause);

    [LoggerMessage(9, LogLevel.Information, "The provider {Provider} answers again")]
    public static partial void ProviderOpened(ILogger logger, string provider);

    [LoggerMessage(10, LogLevel.Information, "The provider {Provider} throttled {Throttles} times since the last such entry; the current pause ends in {Pause}")]
    public static partial void ProviderThrottled(ILogger logger, string provider, long throttles, TimeSpan pause);

    [LoggerMessage(11, LogLevel.Information, "The provider {Provider} is turned {Switch}")]
    public static partial void ProviderSwitched(ILogger logger, string provider, ProviderSwitch @switch);

    [LoggerMessage(12, LogLevel.Warning, "{Reports} reports since the last such entry match no known attempt. They are kept; ListUnmatchedReportsAsync shows them")]
    public static partial void ReportsUnknown(ILogger logger, long reports);

    [LoggerMessage(13, LogLevel.Warning, "Host code ({Code}) failed {Failures} times since the last such entry. The engine continued without it. The last failure: {Error}")]
    public static partial void HostCodeFailed(ILogger logger, string code, long failures, string error);

    [LoggerMessage(14, LogLevel.Warning, "The provider {Provider} accepts messages but has reported no delivery. The messages count as sent when their deadline passes. Answer Completed, or report delivery. This warning is logged once")]
    public static partial void ProviderReportsNothing(ILogger logger, string provider);

    [LoggerMessage(20, LogLevel.Warning, "An enrollment of campaign {Campaign}, started at {Since}, was interrupted. The campaign does not complete until the enrollment is restarted or closed")]
    public static partial void EnrollmentCut(ILogger logger, long campaign, DateTimeOffset since);

    [LoggerMessage(21, LogLevel.Warning, "The store has opened held: nothing is sent until everything is released. {Reason}")]
    public static partial void HeldByStore(ILogger logger, string reason);

    [LoggerMessage(22, LogLevel.Error, "The lease of the store has ended, and no commit has renewed it. Nothing is sent until one does")]
    public static partial void LeaseEnded(ILogger logger);

    [LoggerMessage(23, LogLevel.Warning, "The lease of the store, which had ended, is renewed. Attempts are sent again")]
    public static partial void LeaseRenewed(ILogger logger);
}
