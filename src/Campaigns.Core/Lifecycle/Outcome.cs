namespace Campaigns;

/// <summary>How one attempt ended. Every attempt ends in exactly one of these.</summary>
/// <remarks>
/// What the contact did (<see cref="Outcomes.IsOfContact"/>) spends the step's attempts; what the provider did, or we before the send,
/// spends nothing; what nobody knows spends one (<see cref="Outcomes.SpendsAttempt"/>) and ends the job as <see cref="JobState.Unknown"/>.
/// The numeric order is the order in which reports about the same attempt outrank each other: the higher value wins in any order of
/// arrival, because providers send a bare "completed" after "busy" or "no answer".
/// </remarks>
public enum Outcome : byte
{
    /// <summary>Not ended yet.</summary>
    None = 0,

    /// <summary>Committed, but held back before the send (pause, cancel, closed window). Nobody was contacted.</summary>
    NotSent = 1,

    /// <summary>The provider said for certain that it placed nothing.</summary>
    NotPlaced = 2,

    /// <summary>The provider asked to be tried later. Nothing was placed.</summary>
    Throttled = 3,

    /// <summary>May have been placed, then silence: an exception, a timeout, a callback that never came.</summary>
    Unknown = 4,

    /// <summary>Aborted while live, on request.</summary>
    Aborted = 5,

    /// <summary>The contact was reached and the step has done its work.</summary>
    Completed = 6,

    /// <summary>The attempt failed for a reason that no other outcome names.</summary>
    Failed = 7,

    /// <summary>Nobody answered.</summary>
    NoAnswer = 8,

    /// <summary>The line was busy.</summary>
    Busy = 9,

    /// <summary>A machine answered.</summary>
    Machine = 10,

    /// <summary>The contact turned the call or message down.</summary>
    Rejected = 11,

    /// <summary>The address does not exist or cannot be reached on this channel. Never retried unless a rule says so.</summary>
    Invalid = 12,

    /// <summary>
    /// The contact asked not to be contacted again. Never retried, whatever the rules say, and put on the tenant's do-not-contact list as
    /// <see cref="TenantSettings.OptOuts"/> says.
    /// </summary>
    OptedOut = 13,
}

/// <summary>What each <see cref="Outcome"/> means for scheduling.</summary>
public static class Outcomes
{
    internal const int Count = 14;

    /// <summary>Whether the contact decided the outcome: it was reached for, and this is what came of it.</summary>
    /// <param name="outcome">Any outcome.</param>
    public static bool IsOfContact(this Outcome outcome) => outcome is >= Outcome.Completed and <= Outcome.OptedOut;

    /// <summary>
    /// Whether the outcome spends one of the step's attempts: what the contact did, and what nobody knows. What a provider refused, and
    /// what was held back before the send, does not.
    /// </summary>
    /// <param name="outcome">Any outcome.</param>
    public static bool SpendsAttempt(this Outcome outcome) => outcome is >= Outcome.Unknown and <= Outcome.OptedOut;

    /// <summary>Whether the outcome ends a step with success.</summary>
    /// <param name="outcome">Any outcome.</param>
    public static bool IsSuccess(this Outcome outcome) => outcome == Outcome.Completed;
}
