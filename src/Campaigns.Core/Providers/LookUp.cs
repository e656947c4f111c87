namespace Campaigns;

/// <summary>What a look-up can say.</summary>
internal enum LookUpAnswer : byte
{
    /// <summary>Nothing: counts as a look-up that failed.</summary>
    None,

    /// <summary>The attempt is still live.</summary>
    Live,

    /// <summary>The attempt is over.</summary>
    Ended,

    /// <summary>The provider never had it.</summary>
    NotPlaced,

    /// <summary>The provider cannot say, now or later.</summary>
    CannotSay,

    /// <summary>The provider answers no look-up before an instant.</summary>
    AskAgain,
}

/// <summary>What a provider says of an attempt that is looked up. Made by the members below.</summary>
public readonly struct LookUp
{
    private LookUp(LookUpAnswer answer, Outcome outcome = Outcome.None, string? callId = null, DateTimeOffset askAt = default)
    {
        Answer = answer;
        Outcome = outcome;
        CallId = callId;
        AskAt = askAt;
    }

    /// <summary>The provider never had the attempt, for certain: it is tried again. When in doubt, say <see cref="CannotSay"/>.</summary>
    public static LookUp NotPlaced => new(LookUpAnswer.NotPlaced, Outcome.NotPlaced);

    /// <summary>
    /// The provider cannot say what became of the attempt, now or later: it is unknown, and is not looked up again. What failed this time
    /// only is an exception, or <see cref="AskAgain"/>.
    /// </summary>
    public static LookUp CannotSay => new(LookUpAnswer.CannotSay, Outcome.Unknown);

    /// <summary>The provider's own id for the call; null when the look-up does not tell it.</summary>
    public string? CallId { get; }

    /// <summary>The provider's own word for the status, kept with the attempt. Up to 200 characters, the rest is cut off; without personal data.</summary>
    public string? Raw { get; init; }

    internal LookUpAnswer Answer { get; }

    internal Outcome Outcome { get; }

    internal DateTimeOffset AskAt { get; }

    /// <summary>The attempt is still live: its outcome has its time again.</summary>
    /// <param name="callId">The provider's own id for it, if the look-up tells it: what was reported under it is joined.</param>
    public static LookUp Live(string? callId = null) => new(LookUpAnswer.Live, callId: callId);

    /// <summary>The attempt is over.</summary>
    /// <param name="outcome">A contact outcome, or <see cref="Outcome.Unknown"/>.</param>
    /// <param name="callId">The provider's own id for it, if the look-up tells it: what was reported under it is joined.</param>
    public static LookUp Ended(Outcome outcome, string? callId = null) => new(LookUpAnswer.Ended, outcome, callId);

    /// <summary>
    /// The provider is asked too much, or cannot answer for a while: nothing of it is looked up before the instant. It does not count as a
    /// look-up that failed.
    /// </summary>
    /// <param name="instant">When to ask again; at most an hour ahead counts.</param>
    public static LookUp AskAgain(DateTimeOffset instant) => new(LookUpAnswer.AskAgain, askAt: instant);
}
