using System.Reflection;
using Campaigns.Storage;

namespace Campaigns.Orleans.Tests.Client;

/// <summary>A store whose campaigns have ids that tell a shard.</summary>
internal sealed class ShardStore(IJobStore inner, int shard) : IJobStore
{
    private const int Bits = 48;
    private static readonly PropertyInfo LastCampaign = typeof(StoreSnapshot).GetProperty(nameof(StoreSnapshot.LastCampaign))!;

    public StoreCapabilities Capabilities => inner.Capabilities;

    public IJobQueries Queries { get; } = new ShardQueries(inner.Queries, (long)shard << Bits);

    public async ValueTask<StoreSnapshot> OpenAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var snapshot = await inner.OpenAsync(now, cancellationToken);
        LastCampaign.SetValue(snapshot, Math.Max(snapshot.LastCampaign, (long)shard << Bits));
        return snapshot;
    }

    public ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) =>
        inner.CommitAsync(batch, cancellationToken);

    public ValueTask<bool> PurgeAsync(long epoch, CampaignId campaign, int limit, CancellationToken cancellationToken) =>
        inner.PurgeAsync(epoch, campaign, limit, cancellationToken);

    public ValueTask ReadNewAsync(int lane, long after, int limit, List<JobRecord> into, CancellationToken cancellationToken) =>
        inner.ReadNewAsync(lane, after, limit, into, cancellationToken);

    public ValueTask ReadWaitingAsync(int lane, DueKey after, int limit, List<JobRecord> into, CancellationToken cancellationToken) =>
        inner.ReadWaitingAsync(lane, after, limit, into, cancellationToken);

    public ValueTask ReadExpiringAsync(int lane, int limit, List<JobRecord> into, CancellationToken cancellationToken) =>
        inner.ReadExpiringAsync(lane, limit, into, cancellationToken);

    public ValueTask<JobRecord?> FindJobAsync(long job, CancellationToken cancellationToken) => inner.FindJobAsync(job, cancellationToken);

    public ValueTask<JobRecord?> FindJobAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken) =>
        inner.FindJobAsync(campaign, contactKey, cancellationToken);

    public ValueTask FindOpenJobsAsync(Suppression person, List<JobRecord> into, CancellationToken cancellationToken) =>
        inner.FindOpenJobsAsync(person, into, cancellationToken);

    public ValueTask<HistoryPlace?> ReadHistoryAsync(
        string tenant, long since, HistoryPlace from, int limit, List<HistoryRow> into, CancellationToken cancellationToken) =>
        inner.ReadHistoryAsync(tenant, since, from, limit, into, cancellationToken);

    public ValueTask<AttemptRow?> FindAttemptAsync(string provider, string callId, CancellationToken cancellationToken) =>
        inner.FindAttemptAsync(provider, callId, cancellationToken);

    public ValueTask FindCampaignsAsync(CampaignQuery query, List<CampaignRecord> into, CancellationToken cancellationToken) =>
        inner.FindCampaignsAsync(query, into, cancellationToken);
}

/// <summary>
/// The queries of a memory store, which counts campaigns from 1: leaves out the numbers before those of the shard.
/// </summary>
internal sealed class ShardQueries(IJobQueries inner, long first) : IJobQueries
{
    public ValueTask<StoreInfo> ReadInfoAsync(CancellationToken cancellationToken) => inner.ReadInfoAsync(cancellationToken);

    public ValueTask<IReadOnlyList<AttemptRow>> ReadAttemptsAsync(long job, CancellationToken cancellationToken) =>
        inner.ReadAttemptsAsync(job, cancellationToken);

    public ValueTask<IReadOnlyList<ResultRow>> ReadResultsAsync(long job, CancellationToken cancellationToken) =>
        inner.ReadResultsAsync(job, cancellationToken);

    public async ValueTask<QueryPage<CampaignRecord, long>> ReadCampaignsAsync(
        CampaignListQuery query, CancellationToken cancellationToken)
    {
        var page = await inner.ReadCampaignsAsync(query, cancellationToken);
        return page.Next <= first + 1 ? page with { Next = null } : page;
    }

    public ValueTask<QueryPage<JobRecord, long>> ReadJobsAsync(JobQuery query, CancellationToken cancellationToken) =>
        inner.ReadJobsAsync(query, cancellationToken);

    public ValueTask<QueryPage<ListedAttempt, AttemptPlace>> ReadAttemptsAsync(AttemptQuery query, CancellationToken cancellationToken) =>
        inner.ReadAttemptsAsync(
            query.After.Campaign < first ? query with { After = new AttemptPlace(first, 0, 0) } : query, cancellationToken);

    public ValueTask<JobRecord?> FindJobAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken) =>
        inner.FindJobAsync(campaign, contactKey, cancellationToken);

    public ValueTask<ChangePage> ReadChangesAsync(ChangeQuery query, CancellationToken cancellationToken) =>
        inner.ReadChangesAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<(int Person, JobRecord Job)>> FindOpenJobsAsync(
        IReadOnlyList<Suppression> people, CancellationToken cancellationToken) => inner.FindOpenJobsAsync(people, cancellationToken);

    public ValueTask<IReadOnlyList<LoggedEvent>> FindEventsAsync(IReadOnlyList<EventKey> keys, CancellationToken cancellationToken) =>
        inner.FindEventsAsync(keys, cancellationToken);

    public ValueTask<QueryPage<LoggedEvent, long>> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken) =>
        inner.ReadEventsAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<SuppressionRow>> ReadSuppressionsAsync(SuppressionQuery query, CancellationToken cancellationToken) =>
        inner.ReadSuppressionsAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<JobRecord>> FindContactsAsync(
        string tenant, IReadOnlyCollection<string> keys, IReadOnlyCollection<string> addresses, CancellationToken cancellationToken) =>
        inner.FindContactsAsync(tenant, keys, addresses, cancellationToken);
}
