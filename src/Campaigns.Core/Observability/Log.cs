using Microsoft.Extensions.Logging;

namespace Campaigns.Observability;

/// <summary>What the engine logs. Ids and names stay; no message holds a phone number, an address, a contact's key or data.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "The engine has started: {Campaigns} campaigns, epoch {Epoch}; of {Live} live attempts {InDoubt} are to be looked up")]
    public static partial void Started(ILogger logger, int campaigns, long epoch, int live, int inDoubt);

    [LoggerMessage(2, LogLevel.Information, "The engine has stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(3, LogLevel.Error, "The store failed in {Operation}, {Failures} times since the last such entry: {Error}. Nothing of a commit in doubt is sent; reading the store again in {Pause}")]
    public static partial void StoreFailed(ILogger logger, string operation, long failures, string error, TimeSpan pause);

    [LoggerMessage(4, LogLevel.Critical, "The engine has stopped because of a fault; nothing more is sent. {Fault}")]
    public static partial void Faulted(ILogger logger, string fault);

    [LoggerMessage(5, LogLevel.Warning, "The store was read again, {Recoveries} times since the last such entry: epoch {Epoch}, {Live} live attempts; {NotSent} were closed as not sent because their commit was in doubt")]
    public static partial void StoreRecovered(ILogger logger, long recoveries, long epoch, int live, int notSent);

    [LoggerMessage(6, LogLevel.Information, "Campaign {Campaign} is {State}")]
    public static partial void CampaignChanged(ILogger logger, long campaign, CampaignState state);

    [LoggerMessage(7, LogLevel.Warning, "The provider {Provider} failed {Failures} times since the last such entry; the last: {Reason}")]
    public static partial void DispatchFailed(ILogger logger, string provider, long failures, string reason);

    [LoggerMessage(8, LogLevel.Warning, "The provider {Provider} is left alone for {Pause}, then probed: it fails too often")]
    public static partial void ProviderClosed(ILogger logger, string provider, TimeSpan pause);

    [LoggerMessage(9, LogLevel.Information, "The provider {Provider} answers again")]
    public static partial void ProviderOpened(ILogger logger, string provider);

    [LoggerMessage(10, LogLevel.Information, "The provider {Provider} asked {Throttles} times since the last such entry to be tried later, now in {Pause}")]
    public static partial void ProviderThrottled(ILogger logger, string provider, long throttles, TimeSpan pause);

    [LoggerMessage(11, LogLevel.Information, "The provider {Provider} is turned {Switch}")]
    public static partial void ProviderSwitched(ILogger logger, string provider, ProviderSwitch @switch);

    [LoggerMessage(12, LogLevel.Warning, "{Reports} reports since the last such entry were about calls that no attempt is known by; they are kept until they are dismissed")]
    public static partial void ReportsUnknown(ILogger logger, long reports);

    [LoggerMessage(13, LogLevel.Warning, "Code of the host, its {Code}, failed {Failures} times since the last such entry and the engine went on without it; the last: {Error}")]
    public static partial void HostCodeFailed(ILogger logger, string code, long failures, string error);

    [LoggerMessage(14, LogLevel.Warning, "The provider {Provider} accepts messages and has reported no delivery. They are taken as sent when their time is over. Answer Completed, or report delivery; this is said once")]
    public static partial void ProviderReportsNothing(ILogger logger, string provider);

    [LoggerMessage(20, LogLevel.Warning, "An enrollment of campaign {Campaign}, begun at {Since}, was cut. The campaign does not complete before it is begun again or closed")]
    public static partial void EnrollmentCut(ILogger logger, long campaign, DateTimeOffset since);

    [LoggerMessage(21, LogLevel.Warning, "The store has opened held: nothing is sent until everything is released. {Reason}")]
    public static partial void HeldByStore(ILogger logger, string reason);
}
