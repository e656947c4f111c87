using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>Decides whether the engine starts with everything held.</summary>
/// <param name="IsWanted">Whether the options ask for it.</param>
/// <param name="LastCommit">The number of a commit that the store must have; null if the host remembers none.</param>
internal readonly record struct StartHold(bool IsWanted, long? LastCommit)
{
    /// <summary>The cause of the hold; null if the engine starts as it was stopped.</summary>
    public HoldCause? CauseFor(StoreInfo before)
    {
        var reason = before.Commit < LastCommit
            ? $"The store has lost its newest commits: it ended with commit {before.Commit}, but the host has seen {LastCommit}. Contacts "
                + "may have been reached since."
            : IsWanted ? "The options ask to start held." : null;
        return reason is null ? null : new HoldCause(reason, before.CommittedAt);
    }
}
