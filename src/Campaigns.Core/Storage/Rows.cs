using System.Text.Json.Serialization;

namespace Campaigns.Storage;

/// <summary>The current state of one job.</summary>
public struct JobRow
{
    /// <summary>The job's id. Ids ascend in order of enrollment, with gaps.</summary>
    public long Id;

    /// <summary>
    /// While <see cref="JobState.Waiting"/>, when the job is due, in UTC ticks. While live, when the attempt was due, or when the next
    /// attempt is due.
    /// </summary>
    public long Due;

    /// <summary>
    /// How many attempts of the current step ended with each contact outcome, one byte per outcome from <see cref="AttemptOutcome.Failed"/>
    /// on. The highest byte counts consecutive attempts that placed nothing.
    /// </summary>
    public ulong OutcomeCounts;

    /// <summary>The id of the job's lane.</summary>
    public int Lane;

    /// <summary>The number of the newest attempt. Includes attempts that spent no budget.</summary>
    public int Number;

    /// <summary>The index of the current step in the protocol.</summary>
    public short Step;

    /// <summary>How many attempts of the current step have spent budget.</summary>
    public short Tries;

    /// <summary>
    /// The stored state. In a canceled or expired campaign, a job whose stored state is not terminal ended with the campaign.
    /// </summary>
    public JobState State;

    /// <summary>The outcome of the newest attempt that may have reached the contact.</summary>
    public AttemptOutcome LastOutcome;

    /// <summary>
    /// Deferred steps of the current group of contact steps, one bit per step. Bit 15 marks the second pass, after all other steps are
    /// done.
    /// </summary>
    public ushort DeferredSteps;

    /// <summary>The version of the campaign's protocol, from 0. -1 for the contact's own protocol.</summary>
    public int Protocol;

    /// <summary>When the job expires by its exit rules, in UTC ticks. 0 before its first turn, and without exit rules.</summary>
    public long Expires;

    /// <summary>
    /// When the job began to wait for what its lane waits for. With deferred steps, when the first step was deferred. UTC ticks. 0
    /// otherwise.
    /// </summary>
    public long Since;

    /// <summary>
    /// When the job was enrolled or rerun, in UTC ticks: earlier events do not apply. 0 if events do not matter, and before SQLite schema
    /// 5.
    /// </summary>
    public long Began;

    /// <summary>
    /// The later waits whose event has occurred since the previous message. One bit per wait, in the order of waits in the protocol.
    /// </summary>
    public ushort EarlyEvents;

    /// <summary>
    /// Flags of pending actions. When the live attempt ends: 1 remove the job, 2 contact again at <see cref="Due"/> regardless of the retry
    /// policy, 4 end as replied, 16 suppress, 32 apply <see cref="LastOutcome"/> again if the attempt placed nothing, 64 fail. For a
    /// waiting job: 8 means that <see cref="Due"/> is ahead of the clock by <see cref="CommitBatch.Lead"/>. For an ended job: 128 means
    /// that a report may revise the outcome, but must not reopen the job. For an open job: 256 contact again at <see cref="Due"/>
    /// regardless of the outcome.
    /// </summary>
    public ushort PendingActions;

    /// <summary>The id of the number that the job's last attempt through a provider with caller ids used. 0 for none.</summary>
    public ushort CallerId;

    /// <summary>Whether the job waits for the pause after an attempt, which continues if the clock is set back.</summary>
    internal readonly bool IsPause => (PendingActions & 8) != 0;

    /// <summary>The number of deferred steps.</summary>
    internal readonly int DeferredStepCount => System.Numerics.BitOperations.PopCount(DeferredSteps & 0x7FFFu);
}

/// <summary>A job and its contact.</summary>
/// <param name="Row">The current state of the job.</param>
/// <param name="Contact">The contact.</param>
public readonly record struct JobRecord(JobRow Row, Contact Contact);

/// <summary>The sort key of waiting jobs in a lane.</summary>
/// <param name="Due">The due time, in UTC ticks.</param>
/// <param name="Job">The job's id.</param>
public readonly record struct DueKey(long Due, long Job) : IComparable<DueKey>
{
    /// <summary>The key below all other keys.</summary>
    public static DueKey Lowest => new(long.MinValue, long.MinValue);

    /// <summary>The key above all other keys.</summary>
    public static DueKey Highest => new(long.MaxValue, long.MaxValue);

    /// <inheritdoc/>
    public int CompareTo(DueKey other) => Due != other.Due ? Due.CompareTo(other.Due) : Job.CompareTo(other.Job);
}

/// <summary>
/// One attempt. Inserted when it is committed, and completed when it ends. While its campaign exists, an attempt is removed only if it
/// placed nothing and newer attempts repeat it. See <see cref="Refusals"/>.
/// </summary>
public struct AttemptRow
{
    /// <summary>The id of the job.</summary>
    public long Job;

    /// <summary>The number within the job, from 1.</summary>
    public int Number;

    /// <summary>The index of the step in the protocol.</summary>
    public short Step;

    /// <summary>The number of the attempt within its step, from 1.</summary>
    public short Try;

    /// <summary>The state of the attempt.</summary>
    public AttemptState State;

    /// <summary>The outcome. Before the attempt ends, the outcome that was reported before the dispatch returned.</summary>
    public AttemptOutcome Outcome;

    /// <summary>The fencing epoch of the owner that committed the attempt.</summary>
    public long Epoch;

    /// <summary>When the attempt was committed, in UTC ticks.</summary>
    public long CommittedAt;

    /// <summary>When the outcome was recorded, in UTC ticks. 0 before that.</summary>
    public long EndedAt;

    /// <summary>The provider's name.</summary>
    public string Provider;

    /// <summary>The number that the attempt shows, in E.164 form. Null for a provider without caller ids. Never changes.</summary>
    public string? CallerId;

    /// <summary>The provider's id for the attempt. Null if the provider gave none.</summary>
    public string? ProviderCallId;

    /// <summary>A further explanation of the outcome, without personal data. Null for none.</summary>
    public string? Note;

    /// <summary>The provider's own term for the status that counts. Null if the provider gave none.</summary>
    public string? ProviderStatus;

    /// <summary>When that status occurred according to the provider, in UTC ticks. 0 if the provider gave no time.</summary>
    public long OccurredAt;

    /// <summary>
    /// The first 8 bytes of the SHA-256 of the sent content: subject, line feed, body, in UTF-8. 0 for none, and if unknown.
    /// </summary>
    public long ContentHash;

    /// <summary>
    /// The contact when the attempt was committed, if the contact has changed since. Null otherwise. Set by stores in results. Ignored in a
    /// batch.
    /// </summary>
    public Contact? Contact;
}

/// <summary>A campaign: its definition when created, and its current state.</summary>
/// <param name="Id">The id.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Key">The application's key, unique in the tenant. Null for none.</param>
/// <param name="Definition">The definition when the campaign was created, as JSON.</param>
/// <param name="State">The state.</param>
/// <param name="Settings">The settings that can change while the campaign runs.</param>
/// <param name="CreatedAt">When the campaign was created.</param>
/// <param name="StartedAt">When the campaign began to run. Null before that.</param>
/// <param name="EndedAt">When the campaign ended. Null before that.</param>
public sealed record CampaignRow(
    CampaignId Id,
    string Tenant,
    string? Key,
    string Definition,
    CampaignState State,
    StoredSettings Settings,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt)
{
    /// <summary>
    /// The exclusivity of the campaign's contacts, as a number. Campaigns of one tenant with the same exclusivity key have the same number.
    /// 0 for none.
    /// </summary>
    public long Exclusivity { get; init; }

    /// <summary>The later versions of the protocol, as JSON. The first entry is version 1. The definition holds version 0.</summary>
    public IReadOnlyList<string> Versions { get; init; } = [];

    /// <summary>The enrollments that have begun and have not finished. The campaign does not complete while there is one.</summary>
    public IReadOnlyList<OpenEnrollment> Enrollments { get; init; } = [];

    /// <summary>Returns the campaign without its definition.</summary>
    public override string ToString() => $"campaign {Id}: {State}";
}

/// <summary>The settings that can change while a campaign runs.</summary>
/// <param name="Priority">The priority, 0 to 100.</param>
/// <param name="MaxConcurrent">The maximum number of live attempts.</param>
/// <param name="Weight">The share among campaigns of equal priority.</param>
/// <param name="KeepOpen">Whether the campaign keeps running after every job has ended.</param>
/// <param name="Expiry">When the campaign expires. Null: never.</param>
public sealed record StoredSettings(int Priority, int MaxConcurrent, int Weight, bool KeepOpen, DateTimeOffset? Expiry)
{
    /// <summary>The rate limit. Null: no limit.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>The quotas in calendar periods. Empty: no quota.</summary>
    public IReadOnlyList<Quota> Quotas { get; init => field = QuotaList.Of(value); } = QuotaList.None;

    /// <summary>The window. Null: all hours.</summary>
    public ContactWindow? Window { get; init; }

    /// <summary>The lateness policy.</summary>
    [JsonPropertyName("Overdue")]
    public LatenessPolicy Lateness { get; init; } = LatenessPolicy.SendNow;

    /// <summary>
    /// The current time zone of contacts without their own. Null in a store before schema 5: there the zone is the definition's and cannot
    /// be changed.
    /// </summary>
    public string? Zone { get; init; }

    /// <summary>The changed start. Null if the start is unchanged since the definition.</summary>
    public StartChange? Start { get; init; }

    /// <summary>The number of changes since the campaign was created.</summary>
    public long Revision { get; init; }
}

/// <summary>A start that replaces the start in the campaign's definition.</summary>
/// <param name="At">When the campaign begins. Null: immediately.</param>
public sealed record StartChange(DateTimeOffset? At);

/// <summary>A lane: the jobs of one campaign that the same gates can block.</summary>
/// <param name="Id">The lane's id.</param>
/// <param name="Campaign">The campaign.</param>
/// <param name="Zone">The IANA time zone. Empty for contacts without their own, which use the campaign's zone.</param>
/// <param name="Channel">The channel of the current step of the lane's jobs.</param>
public sealed record LaneRow(int Id, CampaignId Campaign, string Zone, string Channel)
{
    /// <summary>What the lane's jobs wait for.</summary>
    public WaitingFor Kind { get; init; }

    /// <summary>The window of the current step of the lane's jobs, as JSON. Null if the step has no window.</summary>
    public string? Hours { get; init; }
}

/// <summary>A channel that became unavailable or available to a tenant.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Unavailable">Why the channel is unavailable. Null if it is available.</param>
public sealed record ChannelRow(string Tenant, string Channel, string? Unavailable);

/// <summary>A report that matches no attempt. Kept until an attempt matches, or until it is dismissed or too old.</summary>
/// <param name="Id">A number that is unique among the kept reports and ascends with time.</param>
/// <param name="Report">The report.</param>
/// <param name="ReceivedAt">When the report was received.</param>
/// <param name="IsKept">Whether the report is kept. False removes it.</param>
public sealed record ReportRow(long Id, ProviderReport Report, DateTimeOffset ReceivedAt, bool IsKept = true)
{
    /// <summary>
    /// The fencing epoch of the owner that received the report. 0 for a report from before version 4 of the SQLite schema.
    /// </summary>
    public long Epoch { get; init; }

    /// <summary>
    /// The latest time that the owner's clock had shown when the report was received, in UTC ticks. Later commits of the same owner have
    /// later times.
    /// </summary>
    public long SeenUntil { get; init; }
}
