using Campaigns.Storage;

namespace Campaigns.Tests;

/// <summary>A store that hands every call on; a test overrides the one it is about.</summary>
internal abstract class ForwardingStore(IJobStore inner) : IJobStore
{
    public StoreCapabilities Capabilities => inner.Capabilities;

    public virtual IJobQueries Queries => inner.Queries;

    public virtual ValueTask<StoreSnapshot> OpenAsync(DateTimeOffset now, CancellationToken cancellation) => inner.OpenAsync(now, cancellation);

    public virtual ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellation) => inner.CommitAsync(batch, cancellation);

    public virtual ValueTask<bool> PurgeAsync(long epoch, CampaignId campaign, int limit, CancellationToken cancellation) =>
        inner.PurgeAsync(epoch, campaign, limit, cancellation);

    public virtual ValueTask ReadNewAsync(int lane, long after, int limit, List<JobRecord> into, CancellationToken cancellation) =>
        inner.ReadNewAsync(lane, after, limit, into, cancellation);

    public virtual ValueTask ReadWaitingAsync(int lane, DueKey after, int limit, List<JobRecord> into, CancellationToken cancellation) =>
        inner.ReadWaitingAsync(lane, after, limit, into, cancellation);

    public virtual ValueTask FindOpenJobsAsync(Suppression person, List<JobRecord> into, CancellationToken cancellation) =>
        inner.FindOpenJobsAsync(person, into, cancellation);

    public virtual ValueTask ReadExpiringAsync(int lane, int limit, List<JobRecord> into, CancellationToken cancellation) =>
        inner.ReadExpiringAsync(lane, limit, into, cancellation);

    public virtual ValueTask<HistoryPlace?> ReadHistoryAsync(
        string tenant, long since, HistoryPlace from, int limit, List<HistoryRow> into, CancellationToken cancellation) =>
        inner.ReadHistoryAsync(tenant, since, from, limit, into, cancellation);

    public virtual ValueTask<JobRecord?> FindJobAsync(long job, CancellationToken cancellation) => inner.FindJobAsync(job, cancellation);

    public virtual ValueTask<JobRecord?> FindJobAsync(CampaignId campaign, string contactKey, CancellationToken cancellation) =>
        inner.FindJobAsync(campaign, contactKey, cancellation);

    public virtual ValueTask<AttemptRow?> FindAttemptAsync(string provider, string callId, CancellationToken cancellation) =>
        inner.FindAttemptAsync(provider, callId, cancellation);

    public virtual ValueTask FindCampaignsAsync(CampaignQuery query, List<CampaignRecord> into, CancellationToken cancellation) =>
        inner.FindCampaignsAsync(query, into, cancellation);
}
