namespace Campaigns;

/// <summary>One change in the change feed. Which members are set depends on the <see cref="Kind"/>; all others are null.</summary>
/// <param name="Sequence">
/// The position in the feed. Sequences ascend, with gaps. Acknowledge it with <see cref="ICampaignFeed.AcknowledgeAsync"/>.
/// </param>
/// <param name="At">When the change was committed. For <see cref="ChangeKinds.Missed"/>: when the reading began.</param>
/// <param name="Kind">The kind: exactly one.</param>
public sealed record CampaignChange(long Sequence, DateTimeOffset At, ChangeKinds Kind)
{
    /// <summary>The tenant. Null for providers.</summary>
    public string? Tenant { get; init; }

    /// <summary>The campaign. Null for providers and channels.</summary>
    public CampaignId? Campaign { get; init; }

    /// <summary>The contact's key. For attempts, results, contacts, steps and tasks.</summary>
    public string? ContactKey { get; init; }

    /// <summary>The attempt. For attempts and results.</summary>
    public AttemptId? Attempt { get; init; }

    /// <summary>The outcome of the attempt, and for an ended contact of its last attempt that counts, if there is one.</summary>
    public AttemptOutcome? Outcome { get; init; }

    /// <summary>The outcome before the correction. For corrected attempts.</summary>
    public AttemptOutcome? FormerOutcome { get; init; }

    /// <summary>
    /// What this report told. Values of earlier reports stay: <see cref="TimelineEntry.AttemptResult"/> has the merged result. For results.
    /// </summary>
    public AttemptResult? AttemptResult { get; init; }

    /// <summary>When the report's event occurred according to the provider, if it said so. For results.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>The index of the step in the protocol. For attempts, steps and tasks.</summary>
    public int? Step { get; init; }

    /// <summary>The number of the attempt within its step, from 1. For attempts.</summary>
    public int? Try { get; init; }

    /// <summary>How many attempts the step allows. For attempts. Null if the protocol was changed and no longer has the step.</summary>
    public int? MaxTries { get; init; }

    /// <summary>
    /// Whether the contact has ended with the attempt: no further attempt follows, unless a report changes the outcome or the contact is
    /// run again. For attempts.
    /// </summary>
    public bool IsLast { get; init; }

    /// <summary>
    /// When the contact is due again. Windows and limits may delay the attempt further. For attempts; null if the contact has ended or
    /// waits for something other than a time.
    /// </summary>
    public DateTimeOffset? NextDueAt { get; init; }

    /// <summary>The reason, without personal data. For attempts, waits, skipped steps, tasks and channels, if there is one.</summary>
    public string? Reason { get; init; }

    /// <summary>The state in which the contact ended. For ended contacts.</summary>
    public JobState? ContactState { get; init; }

    /// <summary>What the contact waits for. For waits and tasks.</summary>
    public WaitingFor? WaitsFor { get; init; }

    /// <summary>The new state of the campaign. For campaigns.</summary>
    public CampaignState? CampaignState { get; init; }

    /// <summary>The provider's name. For attempts and providers.</summary>
    public string? Provider { get; init; }

    /// <summary>The number that the attempt showed, in E.164 form. For attempts through a provider with caller ids.</summary>
    public string? CallerId { get; init; }

    /// <summary>
    /// The provider's state: <see cref="ProviderState.Available"/>, <see cref="ProviderState.CircuitOpen"/> or
    /// <see cref="ProviderState.Off"/>. For providers.
    /// </summary>
    public ProviderState? ProviderState { get; init; }

    /// <summary>The channel. For channels.</summary>
    public string? Channel { get; init; }

    /// <summary>Whether the channel is available to the tenant now. For channels.</summary>
    public bool? IsAvailable { get; init; }

    /// <summary>
    /// The first sequence of the missed range, which ends with <see cref="Sequence"/>. For <see cref="ChangeKinds.Missed"/>.
    /// </summary>
    public long? MissedFrom { get; init; }

    /// <summary>Returns the change without the contact's key, which may be a phone number.</summary>
    public override string ToString() =>
        $"{Sequence} {At:O} {Kind} {Tenant} {Campaign} {Attempt} {Outcome} {ContactState} {CampaignState} {Provider} {Channel}".TrimEnd();
}

/// <summary>A portion of the change feed.</summary>
/// <param name="Changes">
/// The changes, in order. If changes after the position were removed by age, the first is of the kind <see cref="ChangeKinds.Missed"/>.
/// </param>
/// <param name="Next">The position to read on after. The position itself if the feed has nothing after it.</param>
public sealed record ChangeList(IReadOnlyList<CampaignChange> Changes, long Next);

/// <summary>A durable reader of the change feed.</summary>
/// <param name="Name">The reader's name.</param>
/// <param name="Filter">The changes that are written for the reader.</param>
/// <param name="Position">
/// The sequence of the last acknowledged change. 0 if the reader has a position in each of several shards of a cluster.
/// </param>
public sealed record FeedSubscription(string Name, ChangeFilter Filter, long Position)
{
    /// <summary>
    /// The reader's position in each shard whose changes it gets, as sequences, which tell their shards. Default:
    /// <see cref="Position"/> alone.
    /// </summary>
    public IReadOnlyList<long> Positions { get => field ?? [Position]; init; }
}
