using System.Runtime.InteropServices;

namespace Campaigns.Storage;

/// <summary>
/// Everything one commit writes, atomically. Write members in order, except: update existing jobs before inserting new ones. The object is
/// reused, and is valid until the commit completes.
/// </summary>
public sealed partial class CommitBatch
{
    private readonly List<CampaignRow> _campaigns = [];
    private readonly List<LaneRow> _lanes = [];
    private readonly List<TenantRow> _tenants = [];
    private readonly List<SuppressionRow> _suppressions = [];
    private readonly List<ProviderRow> _providers = [];
    private readonly List<CallerIdRow> _callerIds = [];
    private readonly List<ChannelRow> _channels = [];
    private readonly List<ReportRow> _reports = [];
    private readonly List<BusyRow> _busy = [];
    private readonly List<LoggedEvent> _events = [];
    private readonly List<EventPurge> _eventPurges = [];
    private readonly List<TriggerRow> _triggers = [];
    private readonly List<UsageRow> _usage = [];
    private readonly List<ContactRow> _contacts = [];
    private readonly List<JobRecord> _newJobs = [];
    private readonly List<JobRow> _jobs = [];
    private readonly List<AttemptRow> _attempts = [];
    private readonly List<ResultRow> _results = [];
    private readonly List<CounterDelta> _counters = [];
    private readonly List<SubscriptionRow> _subscriptions = [];
    private readonly List<ChangeRow> _changes = [];
    private readonly List<ErasureRow> _erasures = [];

    /// <summary>The owner's epoch.</summary>
    public long Epoch { get; private set; }

    /// <summary>The current time.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>Campaigns, new or changed.</summary>
    public IReadOnlyList<CampaignRow> Campaigns => _campaigns;

    /// <summary>New lanes.</summary>
    public IReadOnlyList<LaneRow> Lanes => _lanes;

    /// <summary>Tenants whose settings or hold changed.</summary>
    public IReadOnlyList<TenantRow> Tenants => _tenants;

    /// <summary>Entries of do-not-contact lists, added or removed.</summary>
    public IReadOnlyList<SuppressionRow> Suppressions => _suppressions;

    /// <summary>Providers whose settings changed.</summary>
    public IReadOnlyList<ProviderRow> Providers => _providers;

    /// <summary>Caller ids, new or changed. If an id occurs twice, the later row wins.</summary>
    public IReadOnlyList<CallerIdRow> CallerIds => _callerIds;

    /// <summary>Channels that became unavailable to a tenant, or available again.</summary>
    public IReadOnlyList<ChannelRow> Channels => _channels;

    /// <summary>Reports without an attempt, to keep or to remove.</summary>
    public IReadOnlyList<ReportRow> Reports => _reports;

    /// <summary>
    /// How far the wall clock was set back, minus the time it has regained. Pauses between attempts count ahead of the clock by this time.
    /// Null if unchanged since the last commit.
    /// </summary>
    public TimeSpan? Lead { get; private set; }

    /// <summary>
    /// Addresses that stay busy longer than their attempts' rows show, or that are free again. If a job and number occur twice, the later
    /// row wins.
    /// </summary>
    public IReadOnlyList<BusyRow> Busy => _busy;

    /// <summary>
    /// Entries of the event log, new or changed. An entry replaces a stored entry with the same sequence, or with the same tenant and id.
    /// </summary>
    public IReadOnlyList<LoggedEvent> Events => _events;

    /// <summary>
    /// Old entries of the event log to remove before <see cref="Events"/> are written: of the first 2 × (count of <see cref="Events"/>)
    /// stored entries by sequence, those received before this instant. The log thus shrinks in portions. Null for none.
    /// </summary>
    public DateTimeOffset? ForgetEventsBefore { get; private set; }

    /// <summary>Old entries of the event log of single tenants to remove before <see cref="Events"/> are written.</summary>
    public IReadOnlyList<EventPurge> EventPurges => _eventPurges;

    /// <summary>Triggers, set or removed. If a tenant and name occur twice, the later row wins.</summary>
    public IReadOnlyList<TriggerRow> Triggers => _triggers;

    /// <summary>
    /// Ids of events that an earlier version has stored before this instant, in UTC ticks, must be removed. Null for none.
    /// </summary>
    public long? ForgetToldBefore { get; private set; }

    /// <summary>Changed usage of rate limits and quotas. If a scope, name, quota and period occur twice, the later row wins.</summary>
    public IReadOnlyList<UsageRow> Usage => _usage;

    /// <summary>
    /// Jobs to enroll. The store does not insert a job whose contact key is taken in its campaign. It reports the job's index in
    /// <see cref="CommitReceipt.Duplicates"/>. The store does not insert a job whose contact is running under the campaign's
    /// <see cref="CampaignRow.Exclusivity"/> either. It reports that index in <see cref="CommitReceipt.Running"/>. Per inserted job, the
    /// store adds one to the lane's counter of the job's state, because only the store knows which jobs it inserts.
    /// </summary>
    public ReadOnlySpan<JobRecord> NewJobs => CollectionsMarshal.AsSpan(_newJobs);

    /// <summary>
    /// Changed contacts of jobs that the store already holds. Write them before <see cref="NewJobs"/>. If a job occurs twice, the later row
    /// wins.
    /// </summary>
    public IReadOnlyList<ContactRow> Contacts => _contacts;

    /// <summary>
    /// Jobs whose current state has changed, with their state after the batch. Each job occurs at most once. It may be one of
    /// <see cref="NewJobs"/>.
    /// </summary>
    public ReadOnlySpan<JobRow> Jobs => CollectionsMarshal.AsSpan(_jobs);

    /// <summary>
    /// New or changed attempts, by job and number. For a stored attempt, only these values change: state, outcome, end, the provider's id
    /// and status, the time of that status, the note, and the hash of the content.
    /// </summary>
    public ReadOnlySpan<AttemptRow> Attempts => CollectionsMarshal.AsSpan(_attempts);

    /// <summary>
    /// What reports told about attempts. Merge each row with the stored row of its job and number, in order, as
    /// <see cref="ResultRow.Then"/> does. Write them before <see cref="Attempts"/>: an attempt that the batch removes as repeated leaves no
    /// result.
    /// </summary>
    public IReadOnlyList<ResultRow> Results => _results;

    /// <summary>The values to add to the lanes' counters.</summary>
    public ReadOnlySpan<CounterDelta> Counters => CollectionsMarshal.AsSpan(_counters);

    /// <summary>Subscriptions to the change feed, new, changed or removed. If a name occurs twice, the later row wins.</summary>
    public IReadOnlyList<SubscriptionRow> Subscriptions => _subscriptions;

    /// <summary>New entries of the change feed, in order of sequence. All sequences are greater than any stored before.</summary>
    public ReadOnlySpan<ChangeRow> Changes => CollectionsMarshal.AsSpan(_changes);

    /// <summary>
    /// Stored changes up to this sequence must be removed. The store remembers the highest removed sequence. Null for none.
    /// </summary>
    public long? TrimChanges { get; private set; }

    /// <summary>Persons to erase. Write them last, in order.</summary>
    public IReadOnlyList<ErasureRow> Erasures => _erasures;
}
