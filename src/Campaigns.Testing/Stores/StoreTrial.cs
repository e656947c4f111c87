using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>A store under test. The trial opens it like an engine, commits batches, and reads rows into lists.</summary>
internal sealed class StoreTrial(StoreFixture fixture, IJobStore store)
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private readonly BatchBuilder _batch = new();

    public IJobStore Store { get; private set; } = store;

    public long Epoch { get; private set; }

    public async Task<StoreSnapshot> OpenAsync()
    {
        var snapshot = await Store.OpenAsync(Now, CancellationToken.None);
        Epoch = snapshot.Epoch;
        return snapshot;
    }

    /// <summary>Restarts the process if the store is durable. Otherwise, another engine takes over the store.</summary>
    public async Task<StoreSnapshot> ReopenAsync()
    {
        if (Store.Capabilities.Durable)
        {
            Store = await fixture.ReopenAsync(Store);
        }

        return await OpenAsync();
    }

    /// <summary>Commits a batch and reuses it for the next commit, as the engine does.</summary>
    public async Task<CommitReceipt> CommitAsync(Action<BatchBuilder> fill, long? epoch = null)
    {
        var batch = _batch.Begin(epoch ?? Epoch, Now);
        fill(_batch);
        try
        {
            return await Store.CommitAsync(batch, CancellationToken.None);
        }
        finally
        {
            _batch.Begin(0, default);
        }
    }

    /// <summary>Purges a campaign completely.</summary>
    /// <returns>The number of portions.</returns>
    public async Task<int> PurgeAsync(long campaign, int limit = 100)
    {
        const int most = 1_000;
        for (var portions = 1; portions <= most; portions++)
        {
            if (await Store.PurgeAsync(Epoch, new CampaignId(campaign), limit, CancellationToken.None))
            {
                return portions;
            }
        }

        throw new StoreContractException($"Campaign {campaign} is not purged after {most} portions.");
    }

    public Task<List<JobRecord>> ReadNewAsync(int lane, long after = 0, int limit = 100) =>
        IntoAsync<JobRecord>(into => Store.ReadNewAsync(lane, after, limit, into, CancellationToken.None));

    public Task<List<JobRecord>> ReadWaitingAsync(int lane, DueKey? after = null, int limit = 100) =>
        IntoAsync<JobRecord>(into => Store.ReadWaitingAsync(lane, after ?? DueKey.Lowest, limit, into, CancellationToken.None));

    public Task<List<JobRecord>> FindOpenAsync(Suppression person) =>
        IntoAsync<JobRecord>(into => Store.FindOpenJobsAsync(person, into, CancellationToken.None));

    public Task<List<JobRecord>> ReadExpiringAsync(int lane, int limit = 100) =>
        IntoAsync<JobRecord>(into => Store.ReadExpiringAsync(lane, limit, into, CancellationToken.None));

    /// <summary>Reads a complete history, and optionally runs an action after each portion.</summary>
    public async Task<List<HistoryRow>> ReadHistoryAsync(string tenant, long since, int limit = 100, Func<Task>? between = null)
    {
        const int most = 10_000;
        var rows = new List<HistoryRow>();
        HistoryPlace? place = default(HistoryPlace);
        for (var portions = 0; place is { } from; portions++)
        {
            Claim.True(portions < most, $"the history of {tenant} has no end after {portions} portions");
            var before = rows.Count;
            place = await Store.ReadHistoryAsync(tenant, since, from, limit, rows, CancellationToken.None);
            Claim.True(rows.Count - before <= limit, $"a portion of {limit} held {rows.Count - before} attempts");
            await (between?.Invoke() ?? Task.CompletedTask);
        }

        return rows;
    }

    public Task<List<CampaignRecord>> FindCampaignsAsync(CampaignQuery query) =>
        IntoAsync<CampaignRecord>(into => Store.FindCampaignsAsync(query, into, CancellationToken.None));

    public async Task<JobRecord?> FindAsync(long job) => await Store.FindJobAsync(job, CancellationToken.None);

    public async Task<JobRecord?> FindAsync(long campaign, string key) =>
        await Store.FindJobAsync(new CampaignId(campaign), key, CancellationToken.None);

    public async Task<AttemptRow?> FindCallAsync(string callId, string provider = "voice-1") =>
        await Store.FindAttemptAsync(provider, callId, CancellationToken.None);

    public async Task<IReadOnlyList<AttemptRow>> ReadAttemptsAsync(long job) =>
        await Store.Queries.ReadAttemptsAsync(job, CancellationToken.None);

    public async Task<IReadOnlyList<ResultRow>> ReadResultsAsync(long job) =>
        await Store.Queries.ReadResultsAsync(job, CancellationToken.None);

    /// <summary>Reads a page of jobs that examines no more than the default.</summary>
    public async Task<IReadOnlyList<JobRecord>> ReadJobsAsync(long campaign, JobState? state = null, long after = 0, int limit = 100)
    {
        var query = new JobQuery(new CampaignId(campaign), new PageLimits(limit))
        {
            After = after, States = state is { } only ? [only] : null,
        };
        return (await Store.Queries.ReadJobsAsync(query, CancellationToken.None)).Items;
    }

    public async Task<ChangePage> ReadChangesAsync(long after = 0, ChangeFilter? filter = null, int limit = 100) =>
        await Store.Queries.ReadChangesAsync(new ChangeQuery(after, filter ?? ChangeFilter.All, limit), CancellationToken.None);

    private static async Task<List<T>> IntoAsync<T>(Func<List<T>, ValueTask> read)
    {
        var rows = new List<T>();
        await read(rows);
        return rows;
    }
}
