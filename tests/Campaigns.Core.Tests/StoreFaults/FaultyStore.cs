using Campaigns.Storage;

namespace Campaigns.Tests;

/// <summary>How a store call fails.</summary>
public enum Fault
{
    /// <summary>Before it takes effect.</summary>
    Before,

    /// <summary>After it took effect.</summary>
    After,

    /// <summary>It takes effect, but never returns.</summary>
    Never,
}

/// <summary>All ways in which the engine and its client call the store.</summary>
public enum CallSite
{
    /// <summary><see cref="IJobStore.OpenAsync"/>.</summary>
    Open,

    /// <summary><see cref="IJobStore.CommitAsync"/>.</summary>
    Commit,

    /// <summary><see cref="IJobStore.ReadNewAsync"/>.</summary>
    ReadNew,

    /// <summary><see cref="IJobStore.ReadWaitingAsync"/>.</summary>
    ReadWaiting,

    /// <summary><see cref="IJobStore.FindJobAsync(long, CancellationToken)"/>.</summary>
    FindJobById,

    /// <summary><see cref="IJobStore.FindJobAsync(CampaignId, string, CancellationToken)"/>.</summary>
    FindJobByKey,

    /// <summary><see cref="IJobStore.FindAttemptAsync"/>.</summary>
    FindAttempt,

    /// <summary><see cref="IJobStore.FindOpenJobsAsync"/>.</summary>
    FindOpenJobs,

    /// <summary><see cref="IJobStore.ReadExpiringAsync"/>.</summary>
    ReadExpiring,

    /// <summary><see cref="IJobStore.ReadHistoryAsync"/>.</summary>
    ReadHistory,

    /// <summary><see cref="IJobStore.FindCampaignsAsync"/>.</summary>
    FindCampaigns,

    /// <summary><see cref="IJobQueries.ReadAttemptsAsync(long, CancellationToken)"/>.</summary>
    ReadAttempts,

    /// <summary><see cref="IJobQueries.ReadResultsAsync"/>.</summary>
    ReadResults,

    /// <summary><see cref="IJobQueries.ReadCampaignsAsync"/>.</summary>
    ReadCampaigns,

    /// <summary><see cref="IJobQueries.ReadJobsAsync"/>.</summary>
    ReadJobs,

    /// <summary><see cref="IJobQueries.ReadAttemptsAsync(AttemptQuery, CancellationToken)"/>.</summary>
    ListAttempts,

    /// <summary><see cref="IJobQueries.FindOpenJobsAsync"/>.</summary>
    FindPeople,

    /// <summary><see cref="IJobQueries.FindEventsAsync"/>.</summary>
    FindEvents,

    /// <summary><see cref="IJobQueries.ReadEventsAsync"/>.</summary>
    ReadEvents,

    /// <summary><see cref="IJobQueries.FindContactsAsync"/>.</summary>
    FindContacts,
}

/// <summary>A store in which one call fails: the n-th call of one site. It counts the calls of each site.</summary>
internal sealed class FaultyStore(IJobStore inner) : ForwardingStore(inner), IJobQueries
{
    private readonly Dictionary<CallSite, int> _calls = [];
    private (CallSite Site, int Number, Fault Fault)? _armed;

    /// <summary>The number of calls of each site.</summary>
    public IReadOnlyDictionary<CallSite, int> Calls => _calls;

    /// <summary>Whether the armed call has failed.</summary>
    public bool HasFailed { get; private set; }

    public override IJobQueries Queries => this;

    /// <summary>Resets the counts, and makes the call with the given number fail.</summary>
    public void Arm((CallSite Site, int Number, Fault Fault)? fault)
    {
        _calls.Clear();
        _armed = fault;
    }

    public override ValueTask<StoreSnapshot> OpenAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        CallAsync(CallSite.Open, () => base.OpenAsync(now, cancellationToken));

    public override ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) =>
        CallAsync(CallSite.Commit, () => base.CommitAsync(batch, cancellationToken));

    public override async ValueTask ReadNewAsync(
        int lane, long after, int limit, List<JobRecord> into, CancellationToken cancellationToken) =>
        await CallAsync(CallSite.ReadNew, Done(() => base.ReadNewAsync(lane, after, limit, into, cancellationToken)));

    public override async ValueTask ReadWaitingAsync(
        int lane, DueKey after, int limit, List<JobRecord> into, CancellationToken cancellationToken) =>
        await CallAsync(CallSite.ReadWaiting, Done(() => base.ReadWaitingAsync(lane, after, limit, into, cancellationToken)));

    public override async ValueTask FindOpenJobsAsync(Suppression person, List<JobRecord> into, CancellationToken cancellationToken) =>
        await CallAsync(CallSite.FindOpenJobs, Done(() => base.FindOpenJobsAsync(person, into, cancellationToken)));

    public override async ValueTask ReadExpiringAsync(int lane, int limit, List<JobRecord> into, CancellationToken cancellationToken) =>
        await CallAsync(CallSite.ReadExpiring, Done(() => base.ReadExpiringAsync(lane, limit, into, cancellationToken)));

    public override ValueTask<HistoryPlace?> ReadHistoryAsync(
        string tenant, long since, HistoryPlace from, int limit, List<HistoryRow> into, CancellationToken cancellationToken) =>
        CallAsync(CallSite.ReadHistory, () => base.ReadHistoryAsync(tenant, since, from, limit, into, cancellationToken));

    public override ValueTask<JobRecord?> FindJobAsync(long job, CancellationToken cancellationToken) =>
        CallAsync(CallSite.FindJobById, () => base.FindJobAsync(job, cancellationToken));

    public override ValueTask<JobRecord?> FindJobAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken) =>
        CallAsync(CallSite.FindJobByKey, () => base.FindJobAsync(campaign, contactKey, cancellationToken));

    public override ValueTask<AttemptRow?> FindAttemptAsync(string provider, string callId, CancellationToken cancellationToken) =>
        CallAsync(CallSite.FindAttempt, () => base.FindAttemptAsync(provider, callId, cancellationToken));

    public override async ValueTask FindCampaignsAsync(
        CampaignQuery query, List<CampaignRecord> into, CancellationToken cancellationToken) =>
        await CallAsync(CallSite.FindCampaigns, Done(() => base.FindCampaignsAsync(query, into, cancellationToken)));

    public ValueTask<IReadOnlyList<AttemptRow>> ReadAttemptsAsync(long job, CancellationToken cancellationToken) =>
        CallAsync(CallSite.ReadAttempts, () => base.Queries.ReadAttemptsAsync(job, cancellationToken));

    public ValueTask<IReadOnlyList<ResultRow>> ReadResultsAsync(long job, CancellationToken cancellationToken) =>
        CallAsync(CallSite.ReadResults, () => base.Queries.ReadResultsAsync(job, cancellationToken));

    public ValueTask<ChangePage> ReadChangesAsync(ChangeQuery query, CancellationToken cancellationToken) =>
        base.Queries.ReadChangesAsync(query, cancellationToken);

    public ValueTask<QueryPage<CampaignRecord, long>> ReadCampaignsAsync(CampaignListQuery query, CancellationToken cancellationToken) =>
        CallAsync(CallSite.ReadCampaigns, () => base.Queries.ReadCampaignsAsync(query, cancellationToken));

    public ValueTask<QueryPage<JobRecord, long>> ReadJobsAsync(JobQuery query, CancellationToken cancellationToken) =>
        CallAsync(CallSite.ReadJobs, () => base.Queries.ReadJobsAsync(query, cancellationToken));

    public ValueTask<QueryPage<ListedAttempt, AttemptPlace>> ReadAttemptsAsync(AttemptQuery query, CancellationToken cancellationToken) =>
        CallAsync(CallSite.ListAttempts, () => base.Queries.ReadAttemptsAsync(query, cancellationToken));

    public ValueTask<IReadOnlyList<(int Person, JobRecord Job)>> FindOpenJobsAsync(
        IReadOnlyList<Suppression> people, CancellationToken cancellationToken) =>
        CallAsync(CallSite.FindPeople, () => base.Queries.FindOpenJobsAsync(people, cancellationToken));

    public ValueTask<StoreInfo> ReadInfoAsync(CancellationToken cancellationToken) => base.Queries.ReadInfoAsync(cancellationToken);

    public ValueTask<IReadOnlyList<LoggedEvent>> FindEventsAsync(IReadOnlyList<EventKey> keys, CancellationToken cancellationToken) =>
        CallAsync(CallSite.FindEvents, () => base.Queries.FindEventsAsync(keys, cancellationToken));

    public ValueTask<QueryPage<LoggedEvent, long>> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken) =>
        CallAsync(CallSite.ReadEvents, () => base.Queries.ReadEventsAsync(query, cancellationToken));

    public ValueTask<IReadOnlyList<SuppressionRow>> ReadSuppressionsAsync(SuppressionQuery query, CancellationToken cancellationToken) =>
        base.Queries.ReadSuppressionsAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<JobRecord>> FindContactsAsync(
        string tenant, IReadOnlyCollection<string> keys, IReadOnlyCollection<string> addresses, CancellationToken cancellationToken) =>
        CallAsync(CallSite.FindContacts, () => base.Queries.FindContactsAsync(tenant, keys, addresses, cancellationToken));

    private async ValueTask<T> CallAsync<T>(CallSite site, Func<ValueTask<T>> call)
    {
        var number = _calls[site] = _calls.GetValueOrDefault(site) + 1;
        if (_armed is not { } armed || armed.Site != site || armed.Number != number)
        {
            return await call();
        }

        HasFailed = true;
        if (armed.Fault != Fault.Before)
        {
            await call();
        }

        if (armed.Fault == Fault.Never)
        {
            await new TaskCompletionSource().Task;
        }

        throw new IOException("failed");
    }

    private static Func<ValueTask<bool>> Done(Func<ValueTask> call) => async () =>
    {
        await call();
        return true;
    };
}
