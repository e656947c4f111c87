using Campaigns.Samples.CampaignHost.Simulated;
using Campaigns.Storage;

namespace Campaigns.Samples.CampaignHost.Faults;

/// <summary>Fails some commits: before the write, so that nothing is stored, or after it, so that nobody knows.</summary>
internal sealed class FaultyStore(IJobStore store, Chance chance) : IJobStore, IDisposable
{
    public StoreCapabilities Capabilities => store.Capabilities;

    public IJobQueries Queries => store.Queries;

    public async ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        FailSometimes();
        var receipt = await store.CommitAsync(batch, cancellationToken);
        FailSometimes();
        return receipt;
    }

    public ValueTask<StoreSnapshot> OpenAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        store.OpenAsync(now, cancellationToken);

    public ValueTask<bool> PurgeAsync(long epoch, CampaignId campaign, int limit, CancellationToken cancellationToken) =>
        store.PurgeAsync(epoch, campaign, limit, cancellationToken);

    public ValueTask ReadNewAsync(int lane, long after, int limit, List<JobRecord> into, CancellationToken cancellationToken) =>
        store.ReadNewAsync(lane, after, limit, into, cancellationToken);

    public ValueTask ReadWaitingAsync(int lane, DueKey after, int limit, List<JobRecord> into, CancellationToken cancellationToken) =>
        store.ReadWaitingAsync(lane, after, limit, into, cancellationToken);

    public ValueTask ReadExpiringAsync(int lane, int limit, List<JobRecord> into, CancellationToken cancellationToken) =>
        store.ReadExpiringAsync(lane, limit, into, cancellationToken);

    public ValueTask<JobRecord?> FindJobAsync(long job, CancellationToken cancellationToken) => store.FindJobAsync(job, cancellationToken);

    public ValueTask<JobRecord?> FindJobAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken) =>
        store.FindJobAsync(campaign, contactKey, cancellationToken);

    public ValueTask FindOpenJobsAsync(Suppression person, List<JobRecord> into, CancellationToken cancellationToken) =>
        store.FindOpenJobsAsync(person, into, cancellationToken);

    public ValueTask<HistoryPlace?> ReadHistoryAsync(
        string tenant, long since, HistoryPlace from, int limit, List<HistoryRow> into, CancellationToken cancellationToken) =>
        store.ReadHistoryAsync(tenant, since, from, limit, into, cancellationToken);

    public ValueTask<AttemptRow?> FindAttemptAsync(string provider, string callId, CancellationToken cancellationToken) =>
        store.FindAttemptAsync(provider, callId, cancellationToken);

    public ValueTask FindCampaignsAsync(CampaignQuery query, List<CampaignRecord> into, CancellationToken cancellationToken) =>
        store.FindCampaignsAsync(query, into, cancellationToken);

    public void Dispose() => (store as IDisposable)?.Dispose();

    private void FailSometimes()
    {
        if (chance.Fails(0.2))
        {
            throw new IOException("The disk failed, as it does once in a while with --faults.");
        }
    }
}
