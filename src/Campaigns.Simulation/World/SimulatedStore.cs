using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>The shared store as one process sees it: slow, down, silent, or failing before or after the write.</summary>
internal sealed class SimulatedStore(SimulatedWorld world, SimulatedProcess process) : IJobStore, IJobQueries
{
    private const int SmallPage = 25;
    private const int SmallPortion = 20; // small, so that reading a history takes several portions
    private readonly IJobStore _inner = world.Store;
    private readonly IJobQueries _queries = world.Store.Queries;

    public StoreCapabilities Capabilities => _inner.Capabilities;

    public IJobQueries Queries => this;

    public async ValueTask<StoreSnapshot> OpenAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await BeginAsync(isWrite: true, mayBeLate: false); // an opening that took effect late would fence out its own engine
        var snapshot = await _inner.OpenAsync(now, cancellationToken);
        if (world.Fault(world.Faults.StoreOpensHeld))
        {
            snapshot = await HoldAsync(snapshot, now, cancellationToken);
        }

        var ended = new List<CampaignRecord>(); // the engine does not read them now, and may never read them
        await _inner.FindCampaignsAsync(CampaignQuery.Ended(null, 0, int.MaxValue), ended, cancellationToken);
        world.Judge.Opened(process.Number, snapshot, ended);
        await EndAsync();
        return snapshot;
    }

    private async ValueTask<StoreSnapshot> HoldAsync(StoreSnapshot snapshot, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var all = snapshot.Tenants.FirstOrDefault(row => row.Tenant is null) ?? new TenantRow(null, false, new TenantSettings());
        var held = all with { Held = true, Reason = "It may have lost its newest commits.", HeldSince = now };
        var batch = new CommitBatch().Seal(snapshot.Epoch, now);
        batch.Write(held);
        await _inner.CommitAsync(batch, cancellationToken);
        world.Judge.HeldByStore(held);
        return await _inner.OpenAsync(now, cancellationToken);
    }

    public async ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        var (begun, opens) = (world.Kernel.Mono, world.Judge.Opens);
        world.OnAwkwardMoment();
        if (world.CrashIf(CrashPoint.BeforeCommit, process))
        {
            return await Never<CommitReceipt>();
        }

        await BeginAsync(isWrite: true);
        var receipt = await _inner.CommitAsync(batch, cancellationToken);
        var intents = world.Judge.Committed(process.Number, batch, receipt);
        if (batch.Erasures.Count > 0)
        {
            await ErasureScan.JudgeAsync(world.Judge, _queries, job => _inner.FindJobAsync(job, cancellationToken), batch);
        }

        intents.ForEach(intent => intent.DecidedAt = begun);
        world.Judge.Clock.Committed(process.Number, begun);
        if (world.CrashIf(CrashPoint.AfterCommit, process))
        {
            return await Never<CommitReceipt>();
        }

        await EndAsync();
        var isCurrent = world.Judge.Opens == opens; // otherwise the engine has given up the commit and read the store again
        intents.ForEach(intent => intent.IsConfirmed = isCurrent);
        return receipt;
    }

    public async ValueTask<bool> PurgeAsync(long epoch, CampaignId campaign, int limit, CancellationToken cancellationToken)
    {
        await BeginAsync(isWrite: true);
        var isPurged = await _inner.PurgeAsync(epoch, campaign, limit, cancellationToken);
        await EndAsync();
        return isPurged;
    }

    public ValueTask ReadNewAsync(int lane, long after, int limit, List<JobRecord> into, CancellationToken cancellationToken) =>
        ReadAsync(() => _inner.ReadNewAsync(lane, after, limit, into, cancellationToken));

    public ValueTask ReadWaitingAsync(int lane, DueKey after, int limit, List<JobRecord> into, CancellationToken cancellationToken) =>
        ReadAsync(() => _inner.ReadWaitingAsync(lane, after, limit, into, cancellationToken));

    public ValueTask FindOpenJobsAsync(Suppression person, List<JobRecord> into, CancellationToken cancellationToken) =>
        ReadAsync(() => _inner.FindOpenJobsAsync(person, into, cancellationToken));

    public ValueTask ReadExpiringAsync(int lane, int limit, List<JobRecord> into, CancellationToken cancellationToken) =>
        ReadAsync(() => _inner.ReadExpiringAsync(lane, limit, into, cancellationToken));

    public ValueTask<HistoryPlace?> ReadHistoryAsync(
        string tenant, long since, HistoryPlace from, int limit, List<HistoryRow> into, CancellationToken cancellationToken) =>
        ReadAsync(() => _inner.ReadHistoryAsync(tenant, since, from, Math.Min(limit, SmallPortion), into, cancellationToken));

    public ValueTask<JobRecord?> FindJobAsync(long job, CancellationToken cancellationToken) =>
        ReadAsync(() => _inner.FindJobAsync(job, cancellationToken));

    public ValueTask<JobRecord?> FindJobAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken) =>
        ReadAsync(() => _inner.FindJobAsync(campaign, contactKey, cancellationToken));

    public ValueTask<AttemptRow?> FindAttemptAsync(string provider, string callId, CancellationToken cancellationToken) =>
        ReadAsync(() => _inner.FindAttemptAsync(provider, callId, cancellationToken));

    public ValueTask FindCampaignsAsync(CampaignQuery query, List<CampaignRecord> into, CancellationToken cancellationToken) =>
        ReadAsync(async () =>
        {
            await _inner.FindCampaignsAsync(query, into, cancellationToken);
            EndCheck.Counters(world.Judge, [.. into.SelectMany(campaign => campaign.Lanes)]);
        });

    public ValueTask<StoreInfo> ReadInfoAsync(CancellationToken cancellationToken) =>
        ReadAsync(() => _queries.ReadInfoAsync(cancellationToken));

    public ValueTask<IReadOnlyList<AttemptRow>> ReadAttemptsAsync(long job, CancellationToken cancellationToken) =>
        ReadAsync(() => _queries.ReadAttemptsAsync(job, cancellationToken));

    public ValueTask<IReadOnlyList<ResultRow>> ReadResultsAsync(long job, CancellationToken cancellationToken) =>
        ReadAsync(() => _queries.ReadResultsAsync(job, cancellationToken));

    public ValueTask<ChangePage> ReadChangesAsync(ChangeQuery query, CancellationToken cancellationToken) =>
        ReadAsync(() => _queries.ReadChangesAsync(query, cancellationToken));

    public ValueTask<QueryPage<CampaignRecord, long>> ReadCampaignsAsync(CampaignListQuery query, CancellationToken cancellationToken) =>
        ReadAsync(() => _queries.ReadCampaignsAsync(query with { Limits = Few(query.Limits) }, cancellationToken));

    public ValueTask<QueryPage<JobRecord, long>> ReadJobsAsync(JobQuery query, CancellationToken cancellationToken) =>
        ReadAsync(() => _queries.ReadJobsAsync(query with { Limits = Few(query.Limits) }, cancellationToken));

    public ValueTask<QueryPage<ListedAttempt, AttemptPlace>> ReadAttemptsAsync(AttemptQuery query, CancellationToken cancellationToken) =>
        ReadAsync(() => _queries.ReadAttemptsAsync(query with { Limits = Few(query.Limits) }, cancellationToken));

    public ValueTask<IReadOnlyList<(int Person, JobRecord Job)>> FindOpenJobsAsync(
        IReadOnlyList<Suppression> people, CancellationToken cancellationToken) =>
        ReadAsync(() => _queries.FindOpenJobsAsync(people, cancellationToken));

    public ValueTask<IReadOnlyList<LoggedEvent>> FindEventsAsync(IReadOnlyList<EventKey> keys, CancellationToken cancellationToken) =>
        ReadAsync(() => _queries.FindEventsAsync(keys, cancellationToken));

    public ValueTask<QueryPage<LoggedEvent, long>> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken) =>
        ReadAsync(() => _queries.ReadEventsAsync(query with { Limits = Few(query.Limits) }, cancellationToken));

    /// <summary>Limits that end a page after a few rows, so that pages are short and empty as in a store with many rows.</summary>
    private static PageLimits Few(PageLimits limits) => limits with { Examined = SmallPage };

    public ValueTask<IReadOnlyList<SuppressionRow>> ReadSuppressionsAsync(SuppressionQuery query, CancellationToken cancellationToken) =>
        ReadAsync(() => _queries.ReadSuppressionsAsync(query, cancellationToken));

    public ValueTask<IReadOnlyList<JobRecord>> FindContactsAsync(
        string tenant, IReadOnlyCollection<string> keys, IReadOnlyCollection<string> addresses, CancellationToken cancellationToken) =>
        ReadAsync(() => _queries.FindContactsAsync(tenant, keys, addresses, cancellationToken));

    private async ValueTask ReadAsync(Func<ValueTask> read)
    {
        await BeginAsync(isWrite: false);
        await read();
        await EndAsync();
    }

    private async ValueTask<T> ReadAsync<T>(Func<ValueTask<T>> read)
    {
        await BeginAsync(isWrite: false);
        var result = await read();
        await EndAsync();
        return result;
    }

    /// <summary>Simulates the way to the store: a delay, or a failure without effect.</summary>
    private async ValueTask BeginAsync(bool isWrite, bool mayBeLate = true)
    {
        world.StoreCalls++;
        if (process.IsDead)
        {
            await Never<bool>();
        }

        var faults = world.Faults;
        if (world.Kernel.Mono < world.Outage.Until && (isWrite || !world.Outage.WritesOnly))
        {
            await LagAsync(TimeSpan.FromMilliseconds(5));
            throw new IOException("The store is down.");
        }

        if (world.Fault(faults.StoreFailsBefore))
        {
            throw new IOException("The store failed before the call took effect.");
        }

        if (world.Fault(faults.StoreHangs))
        {
            await HangAsync(mayBeLate);
        }

        await LagAsync(mayBeLate && world.Fault(faults.StoreIsSlow) ? TimeSpan.FromSeconds(3) : TimeSpan.FromMilliseconds(2));
    }

    /// <summary>Simulates the way back from the store: a delay, or a failure after the call took effect.</summary>
    private async ValueTask EndAsync()
    {
        var faults = world.Faults;
        if (world.Fault(faults.StoreFailsAfter))
        {
            throw new IOException("The store failed after the call took effect.");
        }

        if (world.Fault(faults.StoreHangs))
        {
            await Never<bool>();
        }

        await LagAsync(world.Fault(faults.StoreIsSlow) ? TimeSpan.FromSeconds(3) : TimeSpan.FromMilliseconds(2));
    }

    /// <summary>Loses the call, or delays its effect until the caller has stopped waiting.</summary>
    private async ValueTask HangAsync(bool mayBeLate)
    {
        if (!mayBeLate || world.Chance(0.5))
        {
            await Never<bool>();
        }

        await Task.Delay(world.Plan.Sizes.StoreTimeout + world.UpTo(TimeSpan.FromSeconds(20)), process.Time);
    }

    private ValueTask LagAsync(TimeSpan most) =>
        most < TimeSpan.FromSeconds(1) && world.Chance(0.7) ? default : new(Task.Delay(world.UpTo(most), process.Time));

    private static Task<T> Never<T>() => new TaskCompletionSource<T>().Task;
}
