namespace Campaigns.Storage;

/// <summary>
/// Everything one commit writes, atomically. Write members in order, except: update existing jobs before inserting new ones. The object is
/// reused, and is valid until the commit completes.
/// </summary>
public sealed class CommitBatch
{
    /// <summary>The fencing epoch of the owner.</summary>
    public long Epoch { get; internal set; }

    /// <summary>The time of the commit.</summary>
    public DateTimeOffset Now { get; internal set; }

    /// <summary>New or changed campaigns.</summary>
    public IReadOnlyList<CampaignRow> Campaigns => CampaignList;

    /// <summary>New lanes.</summary>
    public IReadOnlyList<LaneRow> Lanes => LaneList;

    /// <summary>Tenants whose settings or hold have changed.</summary>
    public IReadOnlyList<TenantRow> Tenants => TenantList;

    /// <summary>Added or removed entries of do-not-contact lists.</summary>
    public IReadOnlyList<SuppressionRow> Suppressions => SuppressionList;

    /// <summary>Providers whose settings have changed.</summary>
    public IReadOnlyList<ProviderRow> Providers => ProviderList;

    /// <summary>Channels that became unavailable or available to a tenant.</summary>
    public IReadOnlyList<ChannelRow> Channels => ChannelList;

    /// <summary>Reports that match no attempt, to keep or to remove.</summary>
    public IReadOnlyList<ReportRow> Reports => ReportList;

    /// <summary>
    /// How far the wall clock was set back, minus the time it has regained. Pauses between attempts count ahead of the clock by this time.
    /// Null if unchanged since the last commit.
    /// </summary>
    public TimeSpan? Lead { get; internal set; }

    /// <summary>
    /// Addresses that stay busy longer than their attempts' rows show, or that are free again. If a job and number occur twice, the later
    /// row wins.
    /// </summary>
    public IReadOnlyList<BusyRow> Busy => BusyList;

    /// <summary>Reported events that have an id. The store does not hold any of these ids yet.</summary>
    public IReadOnlyList<ToldEventRow> ToldEvents => ToldEventList;

    /// <summary>
    /// Reported events before this instant, in UTC ticks, must be removed, before <see cref="ToldEvents"/> are inserted. Null for none.
    /// </summary>
    public long? ForgetToldBefore { get; internal set; }

    /// <summary>Changed usage of rate limits and quotas. If a scope, name, quota and period occur twice, the later row wins.</summary>
    public IReadOnlyList<UsageRow> Usage => UsageList;

    /// <summary>
    /// Jobs to enroll. The store does not insert a job whose contact key is taken in its campaign. It reports the job's index in
    /// <see cref="CommitReceipt.Duplicates"/>. The store does not insert a job whose contact is running under the campaign's
    /// <see cref="CampaignRow.Exclusivity"/> either. It reports that index in <see cref="CommitReceipt.Running"/>. Per inserted job, the
    /// store adds one to the lane's counter of the job's state, because only the store knows which jobs it inserts.
    /// </summary>
    /// <remarks>
    /// A key is taken by the newest job that has it, unless that job is <see cref="JobState.Removed"/>. After a removed contact is enrolled
    /// again, the key finds only the new job, and the removed job is not reopened. A contact is running if a job with the same exclusivity
    /// number and contact key has not ended, its campaign has not ended, and it is not in a lane of <see cref="WaitingFor.Predecessor"/>.
    /// The check sees the existing jobs after the update by this batch's <see cref="Jobs"/>, and the earlier new jobs of this batch. A job
    /// enrolled into a lane of <see cref="WaitingFor.Predecessor"/> is never refused as running. A contact on the do-not-contact list is
    /// enrolled as <see cref="JobState.Suppressed"/>.
    /// </remarks>
    public ReadOnlySpan<JobRecord> NewJobs => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(NewJobList);

    /// <summary>Changed contacts, to write before <see cref="NewJobs"/>. If a job occurs twice, the later row wins.</summary>
    public IReadOnlyList<ContactRow> Contacts => ContactList;

    /// <summary>
    /// Jobs whose current state has changed, with their state after the batch. Each job occurs at most once. It may be one of
    /// <see cref="NewJobs"/>.
    /// </summary>
    public ReadOnlySpan<JobRow> Jobs => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(JobList);

    /// <summary>
    /// New or changed attempts, by job and number. For a stored attempt, only these values change: state, outcome, end, the provider's id
    /// and status, the time of that status, the note, and the hash of the content.
    /// </summary>
    /// <remarks>
    /// An ended attempt that placed nothing replaces earlier attempts that it repeats. Among the previous attempts of its job, from the
    /// newest back to the first that may have reached the contact, those with the same provider and outcome are removed, so that
    /// <see cref="Refusals.KeptOf"/> of them remain, including the new one. Per removed attempt, the store subtracts one from the outcome's
    /// counter of the lane that holds the job after the batch, and reports it in <see cref="CommitReceipt.Removed"/>.
    /// </remarks>
    public ReadOnlySpan<AttemptRow> Attempts => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(AttemptList);

    /// <summary>The values to add to the lanes' counters.</summary>
    public ReadOnlySpan<CounterDelta> Counters => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(CounterList);

    internal List<CampaignRow> CampaignList { get; } = [];

    internal List<LaneRow> LaneList { get; } = [];

    internal List<TenantRow> TenantList { get; } = [];

    internal List<SuppressionRow> SuppressionList { get; } = [];

    internal List<ProviderRow> ProviderList { get; } = [];

    internal List<ChannelRow> ChannelList { get; } = [];

    internal List<ReportRow> ReportList { get; } = [];

    internal List<BusyRow> BusyList { get; } = [];

    internal List<ToldEventRow> ToldEventList { get; } = [];

    internal List<UsageRow> UsageList { get; } = [];

    internal List<ContactRow> ContactList { get; } = [];

    internal List<JobRecord> NewJobList { get; } = [];

    internal List<JobRow> JobList { get; } = [];

    internal List<AttemptRow> AttemptList { get; } = [];

    internal List<CounterDelta> CounterList { get; } = [];

    internal bool IsEmpty =>
        CampaignList.Count + LaneList.Count + TenantList.Count + SuppressionList.Count + NewJobList.Count + JobList.Count == 0
        && AttemptList.Count + CounterList.Count + ProviderList.Count + ChannelList.Count + ReportList.Count + BusyList.Count == 0
        && ToldEventList.Count + UsageList.Count + ContactList.Count == 0 && Lead is null && ForgetToldBefore is null;

    internal void Clear()
    {
        CampaignList.Clear();
        LaneList.Clear();
        TenantList.Clear();
        SuppressionList.Clear();
        ProviderList.Clear();
        ChannelList.Clear();
        ReportList.Clear();
        BusyList.Clear();
        Lead = null;
        ToldEventList.Clear();
        ForgetToldBefore = null;
        UsageList.Clear();
        ContactList.Clear();
        NewJobList.Clear();
        JobList.Clear();
        AttemptList.Clear();
        CounterList.Clear();
    }
}

/// <summary>A change of one counter of one lane.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="Counter">The index of the counter, as in <see cref="Storage.Counter"/>.</param>
/// <param name="Delta">The value to add.</param>
public readonly record struct CounterDelta(int Lane, int Counter, long Delta);

/// <summary>The result of a commit.</summary>
/// <param name="Duplicates">
/// The indexes in <see cref="CommitBatch.NewJobs"/> that were not inserted because their key is taken, in ascending order. Empty for none.
/// </param>
public sealed record CommitReceipt(IReadOnlyList<int> Duplicates)
{
    /// <summary>
    /// The indexes in <see cref="CommitBatch.NewJobs"/> that were not inserted because their contact is running, in ascending order, each
    /// with a campaign in which the contact is running. Empty for none. A duplicate is only in <see cref="Duplicates"/>.
    /// </summary>
    public IReadOnlyList<(int Index, CampaignId Campaign)> Running { get; init; } = [];

    /// <summary>The changes of counters for attempts that were removed because newer attempts repeat them. Empty for none.</summary>
    public IReadOnlyList<CounterDelta> Removed { get; init; } = [];

    /// <summary>Returns all indexes that were not inserted.</summary>
    internal HashSet<int> Refused() => [.. Duplicates, .. Running.Select(refused => refused.Index)];

    /// <summary>A receipt without refusals.</summary>
    public static CommitReceipt Clean { get; } = new([]);
}

/// <summary>The indexes of a lane's counters: jobs by state, attempts by outcome, retries.</summary>
public static class Counter
{
    /// <summary>The number of counters per lane.</summary>
    public const int Count = Transitions.JobStates + AttemptOutcomes.Count + 1;

    /// <summary>The counter of attempts that spent budget and were not the first attempt of their step.</summary>
    public const int Retries = Count - 1;

    /// <summary>Returns the counter of jobs in a state.</summary>
    /// <param name="state">The state.</param>
    public static int Of(JobState state) => (int)state;

    /// <summary>Returns the counter of attempts that ended with an outcome.</summary>
    /// <param name="outcome">The outcome.</param>
    public static int Of(AttemptOutcome outcome) => Transitions.JobStates + (int)outcome;
}
