namespace Campaigns;

/// <summary>What a store tells about itself: how far it is, and how large.</summary>
/// <param name="Epoch">The number of times that an engine has taken over the store.</param>
/// <param name="Commit">
/// The number of the last commit. It rises with every commit, purge and opening, and never falls, unless an older copy of the store is
/// restored. Remember it elsewhere and set <see cref="CampaignsOptions.LastCommit"/> to it, to detect such a copy.
/// </param>
public sealed record StoreInfo(long Epoch, long Commit)
{
    /// <summary>When the last commit was made, by the clock of its engine. Null if there was none, or an earlier version made it.</summary>
    public DateTimeOffset? CommittedAt { get; init; }

    /// <summary>The version of the store's schema. 0 for a store without one.</summary>
    public int SchemaVersion { get; init; }

    /// <summary>The size in bytes, without a write-ahead log. 0 if the store does not know it.</summary>
    public long Size { get; init; }
}
