namespace Campaigns;

/// <summary>The result of one attempt. Every attempt ends with exactly one outcome.</summary>
/// <remarks>
/// Outcomes decided by the contact use up one of the step's attempts (<see cref="AttemptOutcomes.IsOfContact"/>). Outcomes decided by the
/// provider, or by the engine before the send, use up none. Unknown outcomes use up one (<see cref="AttemptOutcomes.SpendsAttempt"/>) and
/// end the job as <see cref="JobState.Unknown"/>. The numeric order ranks reports about the same attempt. The higher value wins in any
/// order of arrival, because providers send a bare "completed" after "busy" or "no answer".
/// </remarks>
public enum AttemptOutcome : byte
{
    /// <summary>Not ended yet.</summary>
    None = 0,

    /// <summary>Committed, but withheld before the send (pause, cancellation, closed window). Nobody was contacted.</summary>
    NotSent = 1,

    /// <summary>The provider confirmed that it placed nothing.</summary>
    NotPlaced = 2,

    /// <summary>The provider asked for a later retry. Nothing was placed.</summary>
    Throttled = 3,

    /// <summary>The attempt may have been placed, but its result is unknown: an exception, a timeout, a callback that never came.</summary>
    Unknown = 4,

    /// <summary>Aborted on request while live.</summary>
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

    /// <summary>The contact declined the call or message.</summary>
    Rejected = 11,

    /// <summary>The address does not exist or is unreachable on this channel. Not retried, unless a rule says otherwise.</summary>
    Invalid = 12,

    /// <summary>
    /// The contact opted out of further contact. Never retried, regardless of the rules. <see cref="TenantSettings.OptOuts"/> determines
    /// how the person is added to the tenant's do-not-contact list.
    /// </summary>
    OptedOut = 13,
}

/// <summary>The meaning of each <see cref="AttemptOutcome"/> for scheduling.</summary>
public static class AttemptOutcomes
{
    internal const int Count = 14;

    /// <summary>Whether the contact decided the outcome, not the provider or the engine.</summary>
    /// <param name="outcome">Any outcome.</param>
    public static bool IsOfContact(this AttemptOutcome outcome) => outcome is >= AttemptOutcome.Completed and <= AttemptOutcome.OptedOut;

    /// <summary>
    /// Whether the outcome uses up one of the step's attempts. Outcomes of the contact and unknown outcomes do. Refusals of the provider
    /// and attempts held back before the send do not.
    /// </summary>
    /// <param name="outcome">Any outcome.</param>
    public static bool SpendsAttempt(this AttemptOutcome outcome) => outcome is >= AttemptOutcome.Unknown and <= AttemptOutcome.OptedOut;

    /// <summary>Whether the outcome completes a step successfully.</summary>
    /// <param name="outcome">Any outcome.</param>
    public static bool IsSuccess(this AttemptOutcome outcome) => outcome == AttemptOutcome.Completed;
}
