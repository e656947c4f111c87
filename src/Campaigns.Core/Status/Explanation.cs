namespace Campaigns;

/// <summary>Explains why a contact is or is not contacted now.</summary>
/// <param name="State">The state of the contact's job. Gates are evaluated while it is new or waiting.</param>
/// <param name="Verdicts">The verdict of every gate, in order.</param>
/// <param name="Earliest">
/// No attempt is sent before this instant, the latest of the known opening times. The attempt may be sent later. Null if only capacity or a
/// person decides, if the contact is ready, and if its job has ended.
/// </param>
public sealed record Explanation(JobState State, IReadOnlyList<GateVerdict> Verdicts, DateTimeOffset? Earliest)
{
    /// <summary>Whether every gate is open. The contact is then contacted when its turn comes.</summary>
    public bool IsReady => State is JobState.New or JobState.Waiting && Verdicts.All(verdict => verdict.IsOpen);

    /// <summary>The shard of the campaign and the silo that owns it, in a cluster; null with one engine.</summary>
    public ShardOwner? Owner { get; init; }
}

/// <summary>The verdict of one gate.</summary>
/// <param name="Gate">The name of the gate.</param>
/// <param name="IsOpen">Whether the gate lets the contact through.</param>
/// <param name="Reason">Why the gate is closed. Null if it is open.</param>
/// <param name="Until">The earliest time at which the gate opens. Null if it is open, or if capacity or a person decides.</param>
/// <param name="IsFinal">Whether the gate will never open for the contact without a change from outside.</param>
public sealed record GateVerdict(string Gate, bool IsOpen, string? Reason, DateTimeOffset? Until, bool IsFinal = false);
