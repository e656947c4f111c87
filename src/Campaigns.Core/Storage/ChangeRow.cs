namespace Campaigns.Storage;

/// <summary>One entry of the change feed.</summary>
/// <param name="Sequence">The position in the feed. Sequences ascend over all commits, with gaps.</param>
/// <param name="At">When the change was committed, in UTC ticks.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Tenant">The tenant. Empty if the change concerns all tenants.</param>
/// <param name="Campaign">The campaign. 0 for none.</param>
/// <param name="Payload">Everything else, as JSON in UTF-8. In a batch, valid until the commit completes.</param>
public readonly record struct ChangeRow(
    long Sequence, long At, ChangeKinds Kind, string Tenant, CampaignId Campaign, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Returns the payload without the person, if the change is about a contact that is erased. For stores.</summary>
    /// <param name="keys">The keys of the erased person.</param>
    /// <param name="jobOf">Returns the id of the job of a contact in a campaign; 0 if the store does not hold it.</param>
    /// <returns>The new payload; null if the change is not about the person.</returns>
    public byte[]? Erase(IReadOnlyCollection<string> keys, Func<CampaignId, string, long> jobOf)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(jobOf);
        return ChangePayload.Erase(this, keys, jobOf);
    }
}

/// <summary>A subscription to the change feed, with the reader's position.</summary>
/// <param name="Name">The reader's name.</param>
/// <param name="Filter">The changes that the reader subscribes to.</param>
/// <param name="Position">The sequence of the last acknowledged change.</param>
public sealed record SubscriptionRow(string Name, ChangeFilter Filter, long Position)
{
    /// <summary>Whether the row is kept. False removes it.</summary>
    public bool IsKept { get; init; } = true;
}

/// <summary>Selects a portion of the change feed.</summary>
/// <param name="After">Only changes with sequences greater than this one.</param>
/// <param name="Filter">Only changes that this filter matches.</param>
/// <param name="Limit">The maximum number of changes to examine, including those that do not match.</param>
public sealed record ChangeQuery(long After, ChangeFilter Filter, int Limit);

/// <summary>A portion of the change feed.</summary>
/// <param name="Changes">The changes that match, in order of sequence.</param>
/// <param name="Examined">
/// The sequence of the last examined change, from which the next portion goes on. <see cref="ChangeQuery.After"/> if there was none.
/// </param>
/// <param name="Trimmed">The highest sequence that was removed by age. 0 for none.</param>
public sealed record ChangePage(IReadOnlyList<ChangeRow> Changes, long Examined, long Trimmed);
