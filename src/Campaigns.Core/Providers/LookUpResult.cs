namespace Campaigns;

/// <summary>The kinds of a lookup result.</summary>
internal enum LookUpAnswer : byte
{
    /// <summary>No result. Counts as a failed lookup.</summary>
    None,

    /// <summary>The attempt is still live.</summary>
    Live,

    /// <summary>The attempt has ended.</summary>
    Ended,

    /// <summary>The provider never had the attempt.</summary>
    NotPlaced,

    /// <summary>The provider cannot tell, now or later.</summary>
    CannotSay,

    /// <summary>The provider answers no lookups before an instant.</summary>
    AskAgain,
}

/// <summary>A provider's answer to the lookup of an attempt. Created by the members below.</summary>
public readonly struct LookUpResult
{
    private LookUpResult(
        LookUpAnswer answer, AttemptOutcome outcome = AttemptOutcome.None, string? callId = null, DateTimeOffset askAt = default)
    {
        Answer = answer;
        Outcome = outcome;
        CallId = callId;
        AskAt = askAt;
    }

    /// <summary>The provider certainly never had the attempt, so it is retried. If in doubt, use <see cref="CannotSay"/>.</summary>
    public static LookUpResult NotPlaced => new(LookUpAnswer.NotPlaced, AttemptOutcome.NotPlaced);

    /// <summary>
    /// The provider cannot tell the outcome of the attempt, now or later. The attempt becomes unknown and is not looked up again. For a
    /// temporary failure, throw or use <see cref="AskAgain"/>.
    /// </summary>
    public static LookUpResult CannotSay => new(LookUpAnswer.CannotSay, AttemptOutcome.Unknown);

    /// <summary>The provider's own id for the call; null if the lookup does not return it.</summary>
    public string? CallId { get; }

    /// <summary>
    /// The provider's own word for the status, stored with the attempt. Up to 200 characters; a longer text is cut. Without personal data.
    /// </summary>
    public string? Raw { get; init; }

    /// <summary>
    /// What the attempt told besides its outcome; null, the default, for nothing. A result that is not valid is not stored. If the lookup
    /// ends the attempt, the note of the attempt names the problem.
    /// </summary>
    public AttemptResult? AttemptResult { get; init; }

    internal LookUpAnswer Answer { get; }

    internal AttemptOutcome Outcome { get; }

    internal DateTimeOffset AskAt { get; }

    /// <summary>The attempt is still live. The wait for its outcome starts again.</summary>
    /// <param name="callId">
    /// The provider's own id for the attempt, if the lookup returns it. Reports under this id are matched to the attempt.
    /// </param>
    public static LookUpResult Live(string? callId = null) => new(LookUpAnswer.Live, callId: callId);

    /// <summary>The attempt has ended.</summary>
    /// <param name="outcome">A contact outcome, or <see cref="AttemptOutcome.Unknown"/>.</param>
    /// <param name="callId">
    /// The provider's own id for the attempt, if the lookup returns it. Reports under this id are matched to the attempt.
    /// </param>
    public static LookUpResult Ended(AttemptOutcome outcome, string? callId = null) => new(LookUpAnswer.Ended, outcome, callId);

    /// <summary>
    /// The provider is overloaded or cannot answer for a while. No attempt of the provider is looked up before the instant. Does not count
    /// as a failed lookup.
    /// </summary>
    /// <param name="instant">When to ask again. Limited to an hour ahead.</param>
    public static LookUpResult AskAgain(DateTimeOffset instant) => new(LookUpAnswer.AskAgain, askAt: instant);
}
