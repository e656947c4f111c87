namespace Campaigns;

/// <summary>Why a contact is, or is not, contacted now.</summary>
/// <param name="State">The contact's state. Gates are judged while it is new or waiting.</param>
/// <param name="Verdicts">Every gate in order.</param>
/// <param name="Earliest">
/// No attempt is sent before this instant: the latest of the gates that open at a known time; it may be later. Null when only capacity
/// or a person decides, when the contact is ready, and when it has ended.
/// </param>
public sealed record Explanation(JobState State, IReadOnlyList<GateVerdict> Verdicts, DateTimeOffset? Earliest)
{
    /// <summary>Whether every gate is open: the contact goes as soon as its turn comes.</summary>
    public bool IsReady => State is JobState.New or JobState.Waiting && Verdicts.All(verdict => verdict.IsOpen);
}

/// <summary>What one gate says.</summary>
/// <param name="Gate">The gate's name.</param>
/// <param name="IsOpen">Whether it lets the contact through.</param>
/// <param name="Reason">Why it does not.</param>
/// <param name="Until">When it opens at the earliest; null when it is open, or when capacity or a person decides.</param>
/// <param name="IsFinal">Whether it will never open for the contact by itself.</param>
public sealed record GateVerdict(string Gate, bool IsOpen, string? Reason, DateTimeOffset? Until, bool IsFinal = false);
