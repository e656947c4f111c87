using Microsoft.Extensions.Logging;

namespace Campaigns.Recruiting;

/// <summary>What the library logs. All is in one class: see decision 150.</summary>
internal static partial class RecruitingLog
{
    [LoggerMessage(1, LogLevel.Information, "Outreach {Outreach} has started; sender {Sender}")]
    public static partial void Started(ILogger log, string outreach, long sender);

    [LoggerMessage(2, LogLevel.Error, "The recruiting platform could not be polled; it is tried again")]
    public static partial void PollFailed(ILogger log, Exception error);

    [LoggerMessage(3, LogLevel.Information, "The candidate of outreach {Outreach} has replied")]
    public static partial void Replied(ILogger log, string outreach);

    [LoggerMessage(4, LogLevel.Warning, "The recruiting platform could not be read: {Problem}")]
    public static partial void PlatformUnreadable(ILogger log, string problem);

    [LoggerMessage(5, LogLevel.Error, "{What} could not be checked; it is tried again")]
    public static partial void CheckFailed(ILogger log, string? what, Exception error);

    [LoggerMessage(6, LogLevel.Warning, "Nobody knows whether the message of attempt {Attempt} was sent: {Reason} The chat will tell")]
    public static partial void SendUnknown(ILogger log, AttemptId attempt, string reason);

    [LoggerMessage(7, LogLevel.Error, "The message of attempt {Attempt} was not sent, because it could not be prepared")]
    public static partial void NotSent(ILogger log, AttemptId attempt, Exception error);

    [LoggerMessage(8, LogLevel.Error, "The message of attempt {Attempt} was sent, but its number could not be stored")]
    public static partial void NotRecorded(ILogger log, AttemptId attempt, Exception error);

    [LoggerMessage(9, LogLevel.Warning, "The {Channel} channel of sender {User} is unavailable: {Problem}")]
    public static partial void ChannelUnavailable(ILogger log, long user, string channel, string problem);

    [LoggerMessage(10, LogLevel.Information, "The {Channel} channel of sender {User} is available again")]
    public static partial void ChannelAvailable(ILogger log, long user, string channel);

    [LoggerMessage(11, LogLevel.Error, "The credential of sender {User} cannot be decrypted: its key is gone. A new request replaces it")]
    public static partial void CredentialUnreadable(ILogger log, long user);
}
