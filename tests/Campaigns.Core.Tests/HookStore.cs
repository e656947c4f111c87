using Campaigns.Storage;

namespace Campaigns.Tests;

/// <summary>A store that lets a test act between a commit of attempts and their sending.</summary>
internal sealed class HookStore(IJobStore inner) : IJobStore
{
    /// <summary>Done once, within the next commit that holds attempts.</summary>
    public Action? OnAttempts { get; set; }

    public StoreCapabilities Capabilities => inner.Capabilities;

    public IJobQueries Queries => inner.Queries;

    public ValueTask<StoreSnapshot> OpenAsync(DateTimeOffset now, CancellationToken cancellation) => inner.OpenAsync(now, cancellation);

    public ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellation)
    {
        if (batch.Attempts.Length > 0 && OnAttempts is { } act)
        {
            OnAttempts = null;
            act();
        }

        return inner.CommitAsync(batch, cancellation);
    }

    public ValueTask ReadNewAsync(int lane, long after, int limit, List<JobRecord> into, CancellationToken cancellation) =>
        inner.ReadNewAsync(lane, after, limit, into, cancellation);

    public ValueTask ReadWaitingAsync(int lane, DueKey after, int limit, List<JobRecord> into, CancellationToken cancellation) =>
        inner.ReadWaitingAsync(lane, after, limit, into, cancellation);

    public ValueTask FindOpenJobsAsync(Suppression person, List<JobRecord> into, CancellationToken cancellation) =>
        inner.FindOpenJobsAsync(person, into, cancellation);

    public ValueTask ReadHistoryAsync(string tenant, long since, List<HistoryRow> into, CancellationToken cancellation) =>
        inner.ReadHistoryAsync(tenant, since, into, cancellation);

    public ValueTask<JobRecord?> FindJobAsync(long job, CancellationToken cancellation) => inner.FindJobAsync(job, cancellation);

    public ValueTask<JobRecord?> FindJobAsync(CampaignId campaign, string contactKey, CancellationToken cancellation) =>
        inner.FindJobAsync(campaign, contactKey, cancellation);
}
