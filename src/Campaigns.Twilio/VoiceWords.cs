namespace Campaigns.Twilio;

/// <summary>Twilio's words about calls. docs/twilio.md lists them; tests go through every word.</summary>
internal static class VoiceWords
{
    /// <summary>The state and outcome of a call; null for a word that Twilio has not documented.</summary>
    /// <param name="status">CallStatus, or the status of a looked-up call.</param>
    /// <param name="answeredBy">AnsweredBy; null if nobody said.</param>
    /// <param name="sip">SipResponseCode; null if there is none.</param>
    public static (AttemptState State, AttemptOutcome Outcome)? Of(string status, string? answeredBy, string? sip) => status switch
    {
        "queued" or "initiated" => (AttemptState.Accepted, AttemptOutcome.None),
        "ringing" => (AttemptState.Ringing, AttemptOutcome.None),
        "in-progress" or "answered" => (AttemptState.Answered, OfMachine(answeredBy)),
        "completed" when OfMachine(answeredBy) == AttemptOutcome.Machine => (AttemptState.Ended, AttemptOutcome.Machine),
        "completed" => (AttemptState.Ended, AttemptOutcome.Completed),
        "busy" => (AttemptState.Ended, OfDecline(sip) ?? AttemptOutcome.Busy),
        "no-answer" => (AttemptState.Ended, OfDecline(sip) ?? AttemptOutcome.NoAnswer),
        "failed" => (AttemptState.Ended, OfFailure(sip)),
        "canceled" => (AttemptState.Ended, AttemptOutcome.Aborted),
        _ => null,
    };

    /// <summary>Who answered; null for a word that Twilio has not documented.</summary>
    public static AnsweredBy? Answerer(string? word) => word switch
    {
        null or "unknown" => AnsweredBy.Unknown,
        "human" => AnsweredBy.Human,
        "machine_start" or "machine_end_beep" or "machine_end_silence" or "machine_end_other" => AnsweredBy.Machine,
        "fax" => AnsweredBy.Fax,
        _ => null,
    };

    /// <summary><see cref="AttemptOutcome.Machine"/> if a machine or a fax has answered, and otherwise none.</summary>
    public static AttemptOutcome OfMachine(string? answeredBy) =>
        Answerer(answeredBy) is AnsweredBy.Machine or AnsweredBy.Fax ? AttemptOutcome.Machine : AttemptOutcome.None;

    /// <summary>SIP 603, 607 and 608 (RFC 3261, 8197, 8688): somebody, or something for him, declined the call.</summary>
    private static AttemptOutcome? OfDecline(string? sip) => sip is "603" or "607" or "608" ? AttemptOutcome.Rejected : null;

    /// <summary>
    /// SIP 404, 410, 484 and 604 (RFC 3261, 3398): there is no such number. Everything else failed before it rang, at Twilio or a carrier.
    /// </summary>
    private static AttemptOutcome OfFailure(string? sip) => sip switch
    {
        "404" or "410" or "484" or "604" => AttemptOutcome.Invalid,
        "486" or "600" => AttemptOutcome.Busy,
        _ => OfDecline(sip) ?? AttemptOutcome.NotPlaced,
    };
}
