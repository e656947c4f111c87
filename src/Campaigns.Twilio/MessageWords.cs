namespace Campaigns.Twilio;

/// <summary>Twilio's words about messages. docs/twilio.md lists them; tests go through every word.</summary>
internal static class MessageWords
{
    /// <summary>The state and outcome of a message; null for a word that Twilio has not documented.</summary>
    /// <param name="status">MessageStatus, or the status of a looked-up message.</param>
    /// <param name="errorCode">ErrorCode; null if there is none.</param>
    public static (AttemptState State, AttemptOutcome Outcome)? Of(string status, string? errorCode) => status switch
    {
        "accepted" or "scheduled" or "queued" or "sending" or "sent" => (AttemptState.Accepted, AttemptOutcome.None),
        "delivered" or "read" or "partially_delivered" => (AttemptState.Ended, AttemptOutcome.Completed),
        "undelivered" => (AttemptState.Ended, OfError(errorCode) ?? AttemptOutcome.Failed),
        "failed" => (AttemptState.Ended, OfError(errorCode) ?? AttemptOutcome.NotPlaced),
        "canceled" => (AttemptState.Ended, AttemptOutcome.Aborted),
        _ => null,
    };

    /// <summary>What an error code says about the message; null if it does not say whose fault it is.</summary>
    public static AttemptOutcome? OfError(string? code) => code switch
    {
        "21610" => AttemptOutcome.OptedOut, // the recipient has sent STOP to this number
        "21211" or "21217" or "21614" or "30005" or "30006" => AttemptOutcome.Invalid, // unknown, or a landline
        "30004" => AttemptOutcome.Rejected, // blocked by the recipient
        "30003" or "30007" or "30008" or "30009" or "30036" => AttemptOutcome.Failed, // unreachable now, filtered, lost, expired
        "30001" or "30022" or "30023" or "30027" => AttemptOutcome.Throttled, // queue full, or a limit per day or second
        "30002" or "30010" or "30018" or "30024" or "30032" or "30034" or "30035" => AttemptOutcome.NotPlaced, // the account or its number
        _ => null,
    };
}
