namespace Campaigns.Storage;

/// <summary>
/// Everything one commit writes, all or nothing, in the order of the members, but that changes of jobs known before come ahead of new jobs.
/// Reused: valid until the commit completes.
/// </summary>
public sealed class CommitBatch
{
    /// <summary>The owner's epoch.</summary>
    public long Epoch { get; internal set; }

    /// <summary>The time.</summary>
    public DateTimeOffset Now { get; internal set; }

    /// <summary>Campaigns, new or changed.</summary>
    public IReadOnlyList<CampaignRow> Campaigns => CampaignList;

    /// <summary>New lanes.</summary>
    public IReadOnlyList<LaneRow> Lanes => LaneList;

    /// <summary>Tenants whose settings or hold changed.</summary>
    public IReadOnlyList<TenantRow> Tenants => TenantList;

    /// <summary>Entries of do-not-contact lists, added or removed.</summary>
    public IReadOnlyList<SuppressionRow> Suppressions => SuppressionList;

    /// <summary>Providers whose settings changed.</summary>
    public IReadOnlyList<ProviderRow> Providers => ProviderList;

    /// <summary>Channels that tenants do not have, or have again.</summary>
    public IReadOnlyList<ChannelRow> Channels => ChannelList;

    /// <summary>Reports without an attempt, to keep or to forget.</summary>
    public IReadOnlyList<ReportRow> Reports => ReportList;

    /// <summary>
    /// By how much the wall clock was set back, less what it has regained: so far do the pauses between attempts count ahead of it. Null
    /// when it
    /// is as it was committed last.
    /// </summary>
    public TimeSpan? Lead { get; internal set; }

    /// <summary>
    /// Addresses that stay busy beyond what their attempts' rows tell, or no longer; by job and number, the later one counts.
    /// </summary>
    public IReadOnlyList<BusyRow> Busy => BusyList;

    /// <summary>Events with an id that were told; none of these ids is kept already.</summary>
    public IReadOnlyList<ToldEventRow> ToldEvents => ToldEventList;

    /// <summary>
    /// Told events of before this instant, in UTC ticks, are to be forgotten, ahead of <see cref="ToldEvents"/>; null for none.
    /// </summary>
    public long? ForgetToldBefore { get; internal set; }

    /// <summary>
    /// How far rates and quotas are used up, as far as that has changed; by scope, name, quota and period the later one counts.
    /// </summary>
    public IReadOnlyList<UsageRow> Usage => UsageList;

    /// <summary>
    /// Jobs to enrol. One whose contact key is taken in its campaign is not inserted but named in <see cref="CommitReceipt.Duplicates"/>; a
    /// key is taken by the newest job that has it, unless that one is <see cref="JobState.Removed"/>, which is found by the key no more
    /// when it is enrolled again, and is not reopened then; one whose contact is running under the campaign's <see
    /// cref="CampaignRow.Exclusivity"/> in <see cref="CommitReceipt.Running"/>. Running is a job of the same number and contact key, in a
    /// campaign that has not ended, that has not ended itself and stands in no lane of <see cref="WaitingFor.Predecessor"/>, as this
    /// batch's <see cref="Jobs"/> and its earlier new jobs leave it; a job enrolled into such a lane is never refused for it. One that is
    /// not to be contacted is enrolled as <see cref="JobState.Suppressed"/>. Each that is inserted adds one to its lane's counter of its
    /// state, which only the store can know.
    /// </summary>
    public ReadOnlySpan<JobRecord> NewJobs => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(NewJobList);

    /// <summary>
    /// Contacts that have changed, ahead of <see cref="NewJobs"/>. The same job may stand here twice: the later one counts.
    /// </summary>
    public IReadOnlyList<ContactRow> Contacts => ContactList;

    /// <summary>
    /// Jobs whose current state changed, as the batch leaves them. A job stands here once at most, whatever it went through; it may be one
    /// of
    /// <see cref="NewJobs"/>.
    /// </summary>
    public ReadOnlySpan<JobRow> Jobs => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(JobList);

    /// <summary>
    /// Attempts, new or changed, by job and number. Of one that is stored only these change: state, outcome, end, the provider's id and
    /// word, when that came about, the note, and the hash of the content. One that ends and has placed nothing takes the place of what it
    /// repeats: among the attempts before it in its job, from the newest back to the first that may have reached somebody, those of its
    /// provider and outcome are removed beyond <see cref="Refusals.KeptOf"/>, itself included. Each takes one from the outcome's counter of
    /// the lane that the job stands in after the batch, and is reported in <see cref="CommitReceipt.Removed"/>.
    /// </summary>
    public ReadOnlySpan<AttemptRow> Attempts => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(AttemptList);

    /// <summary>What to add to the lanes' counters.</summary>
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
/// <param name="Counter">Which counter, as <see cref="Storage.Counter"/> numbers them.</param>
/// <param name="Delta">What to add.</param>
public readonly record struct CounterDelta(int Lane, int Counter, long Delta);

/// <summary>What a commit reports back.</summary>
/// <param name="Duplicates">The indexes in <see cref="CommitBatch.NewJobs"/> that were not inserted, rising; empty for none.</param>
public sealed record CommitReceipt(IReadOnlyList<int> Duplicates)
{
    /// <summary>
    /// The indexes in <see cref="CommitBatch.NewJobs"/> that were not inserted because their contact is running, rising, each with the
    /// campaign
    /// it is running in; empty for none. A duplicate stands in <see cref="Duplicates"/> alone.
    /// </summary>
    public IReadOnlyList<(int Index, CampaignId Campaign)> Running { get; init; } = [];

    /// <summary>
    /// What was taken from counters for attempts that were removed, because a newer one tells the same; empty for nothing.
    /// </summary>
    public IReadOnlyList<CounterDelta> Removed { get; init; } = [];

    /// <summary>The indexes that were not inserted, for whatever reason.</summary>
    internal HashSet<int> Refused() => [.. Duplicates, .. Running.Select(refused => refused.Index)];

    /// <summary>Nothing was refused.</summary>
    public static CommitReceipt Clean { get; } = new([]);
}

/// <summary>How a lane's counters are numbered: jobs by state, attempts by outcome, retries.</summary>
public static class Counter
{
    /// <summary>How many counters a lane has.</summary>
    public const int Count = Transitions.JobStates + AttemptOutcomes.Count + 1;

    /// <summary>Attempts that were not the first try of their step, of those that spent budget.</summary>
    public const int Retries = Count - 1;

    /// <summary>Jobs in a state.</summary>
    /// <param name="state">The state.</param>
    public static int Of(JobState state) => (int)state;

    /// <summary>Attempts that ended with an outcome.</summary>
    /// <param name="outcome">The outcome.</param>
    public static int Of(AttemptOutcome outcome) => Transitions.JobStates + (int)outcome;
}
