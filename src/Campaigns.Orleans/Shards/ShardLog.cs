using Microsoft.Extensions.Logging;

namespace Campaigns.Orleans.Shards;

/// <summary>
/// What the cluster logs, under the category of <see cref="CampaignsTelemetry.LogCategory"/>. All is in one class: see decision 150.
/// </summary>
internal static partial class ShardLog
{
    [LoggerMessage(2001, LogLevel.Information, "Shard {Shard} runs here.")]
    public static partial void Started(ILogger log, int shard);

    [LoggerMessage(2002, LogLevel.Warning, "Shard {Shard} cannot be taken over; next try in {Pause}. {Reason}")]
    public static partial void StartFailed(ILogger log, int shard, TimeSpan pause, string reason);

    [LoggerMessage(2003, LogLevel.Error, "The engine of shard {Shard} has ended, and the shard leaves this silo. {Reason}")]
    public static partial void Ended(ILogger log, int shard, string reason);

    [LoggerMessage(2004, LogLevel.Error,
        "Shard {Shard} leaves this silo, because its lease could not be renewed: the database does not answer here. Nothing is sent.")]
    public static partial void LeaseLost(ILogger log, int shard);

    [LoggerMessage(2005, LogLevel.Warning, "The engine of shard {Shard} did not end in order. {Reason}")]
    public static partial void CloseFailed(ILogger log, int shard, string reason);

    [LoggerMessage(2006, LogLevel.Information, "Shard {Shard} has left this silo. {Reason}")]
    public static partial void Left(ILogger log, int shard, string reason);

    [LoggerMessage(2007, LogLevel.Information, "Shard {Shard} has applied {Applied} of {Reports} reports that came while it had no owner.")]
    public static partial void ReportsApplied(ILogger log, int shard, int applied, int reports);

    [LoggerMessage(2008, LogLevel.Warning, "Shard {Shard} could not apply the reports that came while it had no owner: {Reason}.")]
    public static partial void ReportsFailed(ILogger log, int shard, string reason);

    [LoggerMessage(2009, LogLevel.Warning, "This silo cannot reach the database, and gets no more shards: {Reason}.")]
    public static partial void DatabaseAway(ILogger log, string reason);

    [LoggerMessage(2010, LogLevel.Information, "This silo reaches the database again.")]
    public static partial void DatabaseBack(ILogger log);

    [LoggerMessage(2011, LogLevel.Information, "Shard {Shard} moves from {From} to {To}, which has fewer than its share.")]
    public static partial void Balances(ILogger log, int shard, string from, string to);

    [LoggerMessage(2013, LogLevel.Warning,
        "Shard {Shard} refused a report ({Member}) that came while it had no owner, and that was acknowledged: {Error}.")]
    public static partial void ReportRefused(ILogger log, int shard, string member, string error);

    [LoggerMessage(2012, LogLevel.Warning, "The keeper of the shards failed, and goes on: {Reason}.")]
    public static partial void KeeperFailed(ILogger log, string reason);

    [LoggerMessage(2014, LogLevel.Warning, "Other silos did not take all shards of this silo within {Patience}. It stops with them.")]
    public static partial void HandOverFailed(ILogger log, TimeSpan patience);

    [LoggerMessage(2101, LogLevel.Warning,
        "Shard {Shard} gets no shares of limits, and sends nothing after the last ones have ended. It asks again. {Reason}")]
    public static partial void NoShares(ILogger log, int shard, string reason);

    [LoggerMessage(2102, LogLevel.Information, "Shard {Shard} gets shares of limits again.")]
    public static partial void SharesAgain(ILogger log, int shard);
}
