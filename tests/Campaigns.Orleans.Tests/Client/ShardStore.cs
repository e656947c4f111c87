using System.Reflection;
using Campaigns.Storage;

namespace Campaigns.Orleans.Tests.Client;

/// <summary>A store whose campaigns have ids that tell a shard.</summary>
internal sealed class ShardStore(IJobStore inner, int shard) : IJobStore
{
    private const int Bits = 48;
    private static readonly PropertyInfo LastCampaign = typeof(StoreSnapshot).GetProperty(nameof(StoreSnapshot.LastCampaign))!;

    public StoreCapabilities Capabilities => inner.Capabilities;

    public IJobQueries Queries => inner.Queries;

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
