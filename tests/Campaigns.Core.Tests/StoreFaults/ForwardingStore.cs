using Campaigns.Storage;

namespace Campaigns.Tests;

/// <summary>A store that forwards every call. A test overrides the member under test.</summary>
internal abstract class ForwardingStore(IJobStore inner) : IJobStore
{
    public StoreCapabilities Capabilities => inner.Capabilities;

    public virtual IJobQueries Queries => inner.Queries;

    public virtual ValueTask<StoreSnapshot> OpenAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.OpenAsync(now, cancellationToken);

    public virtual ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) =>
        inner.CommitAsync(batch, cancellationToken);

    public virtual ValueTask<bool> PurgeAsync(long epoch, CampaignId campaign, int limit, CancellationToken cancellationToken) =>
        inner.PurgeAsync(epoch, campaign, limit, cancellationToken);

    public virtual ValueTask ReadNewAsync(int lane, long after, int limit, List<JobRecord> into, CancellationToken cancellationToken) =>
        inner.ReadNewAsync(lane, after, limit, into, cancellationToken);

    public virtual ValueTask ReadWaitingAsync(
        int lane, DueKey after, int limit, List<JobRecord> into, CancellationToken cancellationToken) =>
        inner.ReadWaitingAsync(lane, after, limit, into, cancellationToken);

    public virtual ValueTask FindOpenJobsAsync(Suppression person, List<JobRecord> into, CancellationToken cancellationToken) =>
        inner.FindOpenJobsAsync(person, into, cancellationToken);

    public virtual ValueTask ReadExpiringAsync(int lane, int limit, List<JobRecord> into, CancellationToken cancellationToken) =>
        inner.ReadExpiringAsync(lane, limit, into, cancellationToken);

    public virtual ValueTask<HistoryPlace?> ReadHistoryAsync(
        string tenant, long since, HistoryPlace from, int limit, List<HistoryRow> into, CancellationToken cancellationToken) =>
        inner.ReadHistoryAsync(tenant, since, from, limit, into, cancellationToken);

    public virtual ValueTask<JobRecord?> FindJobAsync(long job, CancellationToken cancellationToken) =>
        inner.FindJobAsync(job, cancellationToken);

    public virtual ValueTask<JobRecord?> FindJobAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken) =>
        inner.FindJobAsync(campaign, contactKey, cancellationToken);

    public virtual ValueTask<AttemptRow?> FindAttemptAsync(string provider, string callId, CancellationToken cancellationToken) =>
        inner.FindAttemptAsync(provider, callId, cancellationToken);

    public virtual ValueTask FindCampaignsAsync(CampaignQuery query, List<CampaignRecord> into, CancellationToken cancellationToken) =>
        inner.FindCampaignsAsync(query, into, cancellationToken);
}
