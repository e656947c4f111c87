using System.Text.Json.Serialization;

namespace Campaigns.Storage;

/// <summary>The current state of one job: what changes as it goes its way.</summary>
public struct JobRow
{
    /// <summary>The job's id; ids rise in the order of enrolment, with gaps.</summary>
    public long Id;

    /// <summary>
    /// When it is due, in UTC ticks, while <see cref="JobState.Waiting"/>; while live, when the attempt was due or the next one is to be.
    /// </summary>
    public long Due;

    /// <summary>
    /// How often each contact outcome has ended an attempt of the current step: one byte for each outcome from
    /// <see cref="AttemptOutcome.Failed"/>
    /// on. The highest byte: how often in a row nothing was placed.
    /// </summary>
    public ulong OutcomeCounts;

    /// <summary>The lane it stands in.</summary>
    public int Lane;

    /// <summary>How many attempts it has had, those that spent nothing included: the newest attempt's number.</summary>
    public int Number;

    /// <summary>The index of the current step in the protocol.</summary>
    public short Step;

    /// <summary>How many attempts of the current step have spent budget.</summary>
    public short Tries;

    /// <summary>
    /// Its state as stored; in a canceled or expired campaign one that is not terminal counts as ended with the campaign.
    /// </summary>
    public JobState State;

    /// <summary>How the newest attempt ended that may have reached the contact.</summary>
    public AttemptOutcome LastOutcome;

    /// <summary>
    /// Of the contact steps in a row that it stands in, those that are set aside, a bit each from the first on; bit 15 when all others are
    /// done.
    /// </summary>
    public ushort DeferredSteps;

    /// <summary>The version of its campaign's protocol, from 0; -1 for the protocol of its contact.</summary>
    public int Protocol;

    /// <summary>When it expires by its exit rules, in UTC ticks; 0 before its turn first comes, and without such rules.</summary>
    public long Expires;

    /// <summary>Since when it waits for what its lane waits for; of steps set aside, since the first was. UTC ticks; 0 otherwise.</summary>
    public long Since;

    /// <summary>
    /// When it was enrolled, or run anew, in UTC ticks: events of before are not about it. 0 where events mean nothing to it, and of before
    /// version 5 of the SQLite schema.
    /// </summary>
    public long Began;

    /// <summary>
    /// Which of the waits ahead of it have had their event since the message before them, a bit each as its protocol counts them.
    /// </summary>
    public ushort EarlyEvents;

    /// <summary>
    /// What is to be done when the live attempt ends: 1 remove, 16 suppress, 64 fail, 4 end as replied, 32 follow <see cref="LastOutcome"/>
    /// again if it came to
    /// nothing; 2 contact again at <see cref="Due"/>, whatever the policy says. 128 of one that has ended: a report may revise it, not
    /// reopen it. 8 of one that waits: <see cref="Due"/> is ahead of the clock by <see cref="CommitBatch.Lead"/>.
    /// </summary>
    public byte PendingActions;

    /// <summary>Whether it waits for the pause after an attempt, which counts on when the clock is set back.</summary>
    internal readonly bool IsPause => (PendingActions & 8) != 0;

    /// <summary>How many steps are set aside.</summary>
    internal readonly int StepsAside => System.Numerics.BitOperations.PopCount(DeferredSteps & 0x7FFFu);
}

/// <summary>A job and the contact it is about.</summary>
/// <param name="Row">The current state.</param>
/// <param name="Contact">The contact.</param>
public readonly record struct JobRecord(JobRow Row, Contact Contact);

/// <summary>The order of waiting jobs in a lane.</summary>
/// <param name="Due">UTC ticks.</param>
/// <param name="Job">The job's id.</param>
public readonly record struct DueKey(long Due, long Job) : IComparable<DueKey>
{
    /// <summary>Below every key.</summary>
    public static DueKey Lowest => new(long.MinValue, long.MinValue);

    /// <summary>Above every key.</summary>
    public static DueKey Highest => new(long.MaxValue, long.MaxValue);

    /// <inheritdoc/>
    public int CompareTo(DueKey other) => Due != other.Due ? Due.CompareTo(other.Due) : Job.CompareTo(other.Job);
}

/// <summary>
/// One attempt: appended when it is committed, completed when it ends. While its campaign is kept it is removed only if it came to nothing
/// and
/// newer ones tell the same; see <see cref="Refusals"/>.
/// </summary>
public struct AttemptRow
{
    /// <summary>The job.</summary>
    public long Job;

    /// <summary>The number within the job, from 1.</summary>
    public int Number;

    /// <summary>The index of the step in the protocol.</summary>
    public short Step;

    /// <summary>Which try of the step it is, from 1.</summary>
    public short Try;

    /// <summary>Where it stands.</summary>
    public AttemptState State;

    /// <summary>How it ended. Before that, with a state below ended: what was reported while its dispatch had not returned.</summary>
    public AttemptOutcome Outcome;

    /// <summary>The epoch of the owner that committed it.</summary>
    public long Epoch;

    /// <summary>When it was committed, in UTC ticks.</summary>
    public long CommittedAt;

    /// <summary>When its outcome was recorded, in UTC ticks; 0 before.</summary>
    public long EndedAt;

    /// <summary>The provider's name.</summary>
    public string Provider;

    /// <summary>The provider's own id for it, if it gave one.</summary>
    public string? ProviderCallId;

    /// <summary>Why it ended so, if there is more to say. Without personal data.</summary>
    public string? Note;

    /// <summary>The provider's own word for the status that counts, if it gave one.</summary>
    public string? ProviderStatus;

    /// <summary>When that status came about, in UTC ticks, as the provider says; 0 if it does not.</summary>
    public long OccurredAt;

    /// <summary>
    /// The first 8 bytes of the SHA-256 of what was sent: subject, line feed, body, in UTF-8. 0 for nothing, and where it is not known.
    /// </summary>
    public long ContentHash;

    /// <summary>
    /// The contact as it was when the attempt was committed, if it has changed since; null otherwise. Told by stores: in a batch it says
    /// nothing.
    /// </summary>
    public Contact? Contact;
}

/// <summary>A campaign: its definition as created, and what has become of it.</summary>
/// <param name="Id">The id.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Key">The client's key, unique in the tenant; null for none.</param>
/// <param name="Definition">The definition as created, as text.</param>
/// <param name="State">The state.</param>
/// <param name="Settings">What can be changed while it runs.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="StartedAt">When it began to run; null before.</param>
/// <param name="EndedAt">When it ended; null before.</param>
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
    /// Under which exclusivity its contacts run, as a number that campaigns of one tenant with one key share; 0 for none.
    /// </summary>
    public long Exclusivity { get; init; }

    /// <summary>The later versions of its protocol as text, the first of them version 1. That of the definition is version 0.</summary>
    public IReadOnlyList<string> Versions { get; init; } = [];

    /// <summary>The enrollments that have begun and are not finished: while there is one, the campaign does not complete.</summary>
    public IReadOnlyList<OpenEnrollment> Enrollments { get; init; } = [];

    /// <summary>The campaign without its definition.</summary>
    public override string ToString() => $"campaign {Id}: {State}";
}

/// <summary>What can be changed while a campaign runs.</summary>
/// <param name="Priority">0 to 100.</param>
/// <param name="MaxConcurrent">How many attempts may be live at once.</param>
/// <param name="Weight">Its share among equals.</param>
/// <param name="KeepOpen">Whether it stays running when every job has ended.</param>
/// <param name="Expiry">When to give up; null for never.</param>
public sealed record StoredSettings(int Priority, int MaxConcurrent, int Weight, bool KeepOpen, DateTimeOffset? Expiry)
{
    /// <summary>How many attempts may be sent in a time; null for no limit.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>How many attempts may be sent in calendar periods; empty for no limit.</summary>
    public IReadOnlyList<Quota> Quotas { get; init => field = QuotaList.Of(value); } = QuotaList.None;

    /// <summary>The allowed hours; null for all.</summary>
    public ContactWindow? Window { get; init; }

    /// <summary>The overdue policy.</summary>
    [JsonPropertyName("Overdue")]
    public LatenessPolicy Lateness { get; init; } = LatenessPolicy.SendNow;

    /// <summary>
    /// The zone of contacts without one, as it is now; null in a store before schema 5, where it is the definition's and cannot be changed.
    /// </summary>
    public string? Zone { get; init; }

    /// <summary>When to begin, if that was changed; null as long as it is as the definition says.</summary>
    public StartChange? Start { get; init; }
}

/// <summary>Another start than a campaign's definition says.</summary>
/// <param name="At">When to begin; null for at once.</param>
public sealed record StartChange(DateTimeOffset? At);

/// <summary>A lane: the jobs of one campaign that share what can block them.</summary>
/// <param name="Id">The id.</param>
/// <param name="Campaign">The campaign.</param>
/// <param name="Zone">The IANA time zone; empty for contacts without one, who follow their campaign's.</param>
/// <param name="Channel">The channel of the step its jobs are at.</param>
public sealed record LaneRow(int Id, CampaignId Campaign, string Zone, string Channel)
{
    /// <summary>What its jobs wait for.</summary>
    public WaitingFor Kind { get; init; }

    /// <summary>The window of the step its jobs are at, as text; null when the step has none of its own.</summary>
    public string? Hours { get; init; }
}

/// <summary>A channel that a tenant was said not to have, or to have again.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Unavailable">Why it is not available; null when it is.</param>
public sealed record ChannelRow(string Tenant, string Channel, string? Unavailable);

/// <summary>What holds for a tenant, or for everything.</summary>
/// <param name="Tenant">The tenant; null for everything.</param>
/// <param name="Held">Whether it is held: nothing of it is sent.</param>
/// <param name="Settings">Its limits.</param>
public sealed record TenantRow(string? Tenant, bool Held, TenantSettings Settings)
{
    /// <summary>
    /// Why everything is held, when the store has held it itself: it has lost commits, or may have. It opens so until it is released. Null
    /// for
    /// a hold that was asked for, and for a tenant.
    /// </summary>
    public string? Reason { get; init; }
}

/// <summary>An entry of a do-not-contact list, added or removed.</summary>
/// <param name="Entry">The person, tenant and channel.</param>
/// <param name="IsActive">False for an entry that was removed.</param>
public sealed record SuppressionRow(Suppression Entry, bool IsActive);

/// <summary>What was changed of a provider while an engine ran.</summary>
/// <param name="Name">The provider's name.</param>
/// <param name="Settings">Its settings; null for those it is registered with.</param>
public sealed record ProviderRow(string Name, ProviderSettings? Settings);

/// <summary>A report that no attempt was found for, kept until one is, or forgotten.</summary>
/// <param name="Id">A number that no other kept report has; rises with time.</param>
/// <param name="Report">The report.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="IsKept">False for one that is not to be kept any longer.</param>
public sealed record ReportRow(long Id, ProviderReport Report, DateTimeOffset ReceivedAt, bool IsKept = true)
{
    /// <summary>The epoch of the owner that it came to; 0 for one that a version before 4 of the SQLite schema has kept.</summary>
    public long Epoch { get; init; }

    /// <summary>
    /// The latest time that this owner's clock had shown by then, in UTC ticks: what the same owner commits later is committed later.
    /// </summary>
    public long SeenUntil { get; init; }
}
