using System.Runtime.CompilerServices;
using Campaigns.Observability;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>The store failed or did not answer in time. Whether the call took effect is unknown.</summary>
internal sealed class StoreFailure(Exception reason, string operation) : Exception("The store failed.", reason)
{
    /// <summary>The <see cref="GuardedStore"/> method that called the store.</summary>
    public string Operation { get; } = operation;
}

/// <summary>
/// Puts a deadline on every call to the store. After an error, the result of the call is unknown, with two exceptions: another owner has
/// taken over the store, or the store itself reports a final error.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="timeout">The deadline.</param>
/// <param name="time">The clock of this machine.</param>
/// <param name="instruments">Measures commits.</param>
/// <param name="lease">The lease, which openings and commits renew.</param>
internal sealed class GuardedStore(IJobStore store, TimeSpan timeout, TimeProvider time, Instruments instruments, ILease lease)
{
    private readonly StoreDeadline _deadline = new(timeout, time);

    public async ValueTask<StoreSnapshot> OpenAsync(DateTimeOffset now)
    {
        var asked = lease.Ask();
        var snapshot = await GuardAsync(token => store.OpenAsync(now, token));
        lease.Renew(asked, snapshot.Lease);
        return snapshot;
    }

    public async ValueTask<CommitReceipt> CommitAsync(CommitBatch batch)
    {
        var (since, asked) = (time.GetTimestamp(), lease.Ask());
        var receipt = await GuardAsync(token => store.CommitAsync(batch, token));
        lease.Renew(asked, receipt.Lease);
        instruments.CommitDuration.Record(time.GetElapsedTime(since).TotalSeconds);
        instruments.CommitSize.Record(batch.NewJobs.Length + batch.Jobs.Length + batch.Attempts.Length);
        return receipt;
    }

    public ValueTask<bool> PurgeAsync(long epoch, CampaignId campaign, int limit) =>
        GuardAsync(token => store.PurgeAsync(epoch, campaign, limit, token));

    public ValueTask<JobRecord?> FindJobAsync(long job) => GuardAsync(token => store.FindJobAsync(job, token));

    public ValueTask<JobRecord?> FindJobAsync(CampaignId campaign, string contactKey) =>
        GuardAsync(token => store.FindJobAsync(campaign, contactKey, token));

    public ValueTask<AttemptRow?> FindAttemptAsync(string provider, string callId) =>
        GuardAsync(token => store.FindAttemptAsync(provider, callId, token));

    public ValueTask<IReadOnlyList<AttemptRow>> ReadAttemptsAsync(long job) =>
        GuardAsync(token => store.Queries.ReadAttemptsAsync(job, token));

    public ValueTask<IReadOnlyList<ResultRow>> ReadResultsAsync(long job) =>
        GuardAsync(token => store.Queries.ReadResultsAsync(job, token));

    public ValueTask<ChangePage> ReadChangesAsync(ChangeQuery query) => GuardAsync(token => store.Queries.ReadChangesAsync(query, token));

    public ValueTask<IReadOnlyList<(int Person, JobRecord Job)>> FindOpenJobsAsync(IReadOnlyList<Suppression> people) =>
        GuardAsync(token => store.Queries.FindOpenJobsAsync(people, token));

    public ValueTask<IReadOnlyList<LoggedEvent>> FindEventsAsync(IReadOnlyList<EventKey> keys) =>
        GuardAsync(token => store.Queries.FindEventsAsync(keys, token));

    public ValueTask<IReadOnlyList<JobRecord>> FindContactsAsync(
        string tenant, IReadOnlyCollection<string> keys, IReadOnlyCollection<string> addresses) =>
        GuardAsync(token => store.Queries.FindContactsAsync(tenant, keys, addresses, token));

    /// <summary>The first entry of a tenant in the event log; null for none.</summary>
    public async ValueTask<LoggedEvent?> FindFirstEventAsync(string tenant)
    {
        var query = new EventQuery(new PageLimits(1)) { Tenant = tenant };
        while (true)
        {
            var page = await GuardAsync(token => store.Queries.ReadEventsAsync(query, token));
            if (page.Items.Count > 0 || page.Next is null)
            {
                return page.Items.Count > 0 ? page.Items[0] : null;
            }

            query = query with { After = page.Next.Value };
        }
    }

    public ValueTask<bool> ReadNewAsync(int lane, long after, int limit, List<JobRecord> into) => GuardAsync(async token =>
    {
        await store.ReadNewAsync(lane, after, limit, into, token);
        return true;
    });

    public ValueTask<bool> ReadWaitingAsync(int lane, DueKey after, int limit, List<JobRecord> into) => GuardAsync(async token =>
    {
        await store.ReadWaitingAsync(lane, after, limit, into, token);
        return true;
    });

    public ValueTask<List<JobRecord>> FindOpenJobsAsync(Suppression person) => GuardAsync(async token =>
    {
        var found = new List<JobRecord>();
        await store.FindOpenJobsAsync(person, found, token);
        return found;
    });

    public ValueTask<bool> ReadExpiringAsync(int lane, int limit, List<JobRecord> into) => GuardAsync(async token =>
    {
        await store.ReadExpiringAsync(lane, limit, into, token);
        return true;
    });

    public ValueTask<List<CampaignRecord>> FindCampaignsAsync(CampaignQuery query) => GuardAsync(async token =>
    {
        var found = new List<CampaignRecord>();
        await store.FindCampaignsAsync(query, found, token);
        return found;
    });

    public ValueTask<HistoryPlace?> ReadHistoryAsync(string tenant, long since, HistoryPlace from, int limit, List<HistoryRow> into) =>
        GuardAsync(token => store.ReadHistoryAsync(tenant, since, from, limit, into, token));

    private async ValueTask<T> GuardAsync<T>(Func<CancellationToken, ValueTask<T>> call, [CallerMemberName] string caller = "")
    {
        try
        {
            return await _deadline.WaitAsync(call(CancellationToken.None));
        }
        catch (Exception error) when (error is not StoreFencedException and not StoreException { IsFinal: true })
        {
            instruments.StoreFailures.Add(1, new KeyValuePair<string, object?>(Labels.Operation, caller));
            throw new StoreFailure(error, caller);
        }
    }
}
