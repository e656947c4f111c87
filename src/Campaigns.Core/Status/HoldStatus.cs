namespace Campaigns;

/// <summary>A hold in force. Nothing is sent for its tenant, or for nobody, until it is released.</summary>
/// <param name="Tenant">The tenant. Null: everything is held.</param>
/// <param name="Since">When the hold began. Null if an earlier version placed it.</param>
public sealed record HoldStatus(string? Tenant, DateTimeOffset? Since)
{
    /// <summary>Why the engine itself holds everything, without personal data. Null for a requested hold.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// For a hold that the engine itself has placed: when the store's last commit before it was made. The store does not know of calls made
    /// since then. Null for a requested hold, or if the time is not known.
    /// </summary>
    public DateTimeOffset? LastCommit { get; init; }
}
