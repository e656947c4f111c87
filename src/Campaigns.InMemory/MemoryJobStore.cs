using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <summary>
/// A store that needs no setup and loses everything when the process ends: for tests, simulations, and campaigns that end with the process.
/// Rows are packed, so that a million contacts take little memory. The store keeps all attempts until their campaign is purged, so memory
/// use grows with the number of attempts.
/// </summary>
public sealed partial class MemoryJobStore : IJobStore, IJobQueries
{
    private const int FetchedAhead = 8;
    private readonly Lock _lock = new();
    private readonly ulong _stamp;
    private readonly MemoryCampaigns _campaigns = new();
    private readonly List<MemoryLane?> _lanes = [null];
    private readonly MemorySetup _setup = new();
    private readonly MemoryChanges _changes = new();
    private readonly MemoryEvents _events = new();
    private readonly MemoryJobs _jobs = new();
    private readonly MemoryAttempts _attempts = new();
    private readonly MemoryContacts _contacts;
    private readonly MemoryErasure _erasure;
    private readonly UInt128 _suppressionKey;
    private StoreInfo _info = new(0, 0);
    private long _epoch;

    /// <summary>Creates an empty store.</summary>
    /// <param name="random">The source of the store's stamp. By default, a new <see cref="Random"/>.</param>
    public MemoryJobStore(Random? random = null)
    {
        _stamp = (ulong)(random ?? new Random()).NextInt64();
        _suppressionKey = KeyOf(random);
        _contacts = new MemoryContacts(_campaigns, _lanes, _jobs);
        _erasure = new MemoryErasure(_campaigns, _lanes, _jobs, _contacts);
    }

    /// <inheritdoc/>
    public StoreCapabilities Capabilities { get; } = new(Durable: false);

    /// <inheritdoc/>
    public IJobQueries Queries => this;

    /// <inheritdoc/>
    public ValueTask<StoreSnapshot> OpenAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _epoch++;
            var before = _info;
            _info = before with { Epoch = _epoch, Commit = before.Commit + 1 };
            List<JobRecord> live = [.. _jobs.All().Where(job => job.Row.State == JobState.Live)];
            var campaigns = _campaigns.ReadNeeded([.. live.Select(job => _lanes[job.Row.Lane]!.Row.Campaign)]);
            return new(new StoreSnapshot
            {
                Epoch = _epoch,
                Before = before,
                Stamp = _stamp,
                LastCampaign = _campaigns.Last,
                LastJob = _jobs.Last,
                LastLane = _lanes.Count - 1,
                Campaigns = campaigns,
                Lanes = [.. campaigns.SelectMany(campaign => ReadLanes(campaign.Id))],
                Live = [.. live.Select(job => (job, _attempts.Read(_jobs[job.Row.Id].LastAttempt)))],
                Tenants = [.. _setup.Tenants],
                Suppressions = [.. _setup.Suppressions.Marks],
                SuppressionKey = _suppressionKey,
                Erasures = [.. _erasure.Pending],
                Providers = [.. _setup.Providers],
                CallerIds = [.. _setup.CallerIds], Channels = [.. _setup.Channels],
                Reports = [.. _setup.Reports],
                Lead = _setup.Lead,
                LastEvent = _events.Last,
                Triggers = [.. _events.Triggers],
                ToldEvents = [],
                Usage = [.. _setup.UsageOf([.. campaigns.Select(campaign => campaign.Id.ToString())])],
                Busy = [.. _setup.Busy],
                Subscriptions = [.. _changes.Subscriptions],
                LastChange = _changes.Last,
                TrimmedChange = _changes.Trimmed,
            });
        }
    }

    /// <inheritdoc/>
    public ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (batch.Epoch != _epoch)
            {
                throw new StoreFencedException(batch.Epoch, _epoch);
            }

            MemoryBatchCheck.RequireKnown(batch, _jobs, _lanes.Count - 1);
            _info = _info with { Commit = _info.Commit + 1, CommittedAt = batch.Now };
            foreach (var campaign in batch.Campaigns)
            {
                _campaigns.Write(campaign);
            }

            foreach (var lane in batch.Lanes)
            {
                _lanes.Add(new MemoryLane(lane));
                _campaigns.Add(_lanes[^1]!);
            }

            _setup.Write(batch);
            _changes.Write(batch);
            _events.Write(batch);
            _contacts.Change(batch.Contacts, _attempts.Former);
            WriteJobs(batch, areNew: false); // before the enrollments: running jobs decide which contacts may be enrolled
            var receipt = _contacts.Enroll(batch.NewJobs);
            WriteJobs(batch, areNew: true);
            var removed = WriteRest(batch);
            receipt = removed is null ? receipt : receipt with { Removed = removed };
            return new(batch.Erasures.Count == 0 ? receipt : receipt with { Erased = [.. batch.Erasures.Select(Erase)] });
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> PurgeAsync(long epoch, CampaignId campaign, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (epoch != _epoch)
            {
                throw new StoreFencedException(epoch, _epoch);
            }

            _info = _info with { Commit = _info.Commit + 1 };
            _contacts.Forget(campaign);
            if (!MemoryPurge.RemoveLanes(_campaigns.LanesOf(campaign), limit, _lanes, _jobs, _attempts, _results))
            {
                return new(false);
            }

            _campaigns.Remove(campaign);
            _setup.Forget(campaign.ToString());
            return new(true);
        }
    }

    /// <summary>Writes the rows of jobs that existed before the batch, or of jobs that the batch enrolls.</summary>
    private void WriteJobs(CommitBatch batch, bool areNew)
    {
        var rows = areNew && batch.NewJobs.Length == 0 ? [] : batch.Jobs;
        var first = batch.NewJobs.Length == 0 ? long.MaxValue : batch.NewJobs[0].Row.Id;
        for (var i = 0; i < rows.Length; i++)
        {
            if (i + FetchedAhead < rows.Length && rows[i + FetchedAhead].Id < first)
            {
                _jobs.Fetch(rows[i + FetchedAhead].Id);
            }

            if (rows[i].Id >= first == areNew)
            {
                Write(rows[i]);
            }
        }
    }

    /// <returns>The counter changes for removed attempts; null for none.</returns>
    private List<CounterDelta>? WriteRest(CommitBatch batch)
    {
        _results.Write(batch.Results);
        List<CounterDelta>? removed = null;
        foreach (ref readonly var attempt in batch.Attempts)
        {
            ref var job = ref _jobs[attempt.Job];
            _attempts.Write(ref job, attempt);
            if (MemoryAttempts.IsRefusal(attempt.State, attempt.Outcome) && _attempts.RemoveRepeated(job, attempt) is > 0 and var count)
            {
                var counter = Counter.Of(attempt.Outcome);
                _lanes[job.Lane]!.Counters[counter] -= count;
                (removed ??= []).Add(new CounterDelta(job.Lane, counter, -count));
                ForgetResults(attempt.Job);
            }
        }

        foreach (ref readonly var delta in batch.Counters)
        {
            _lanes[delta.Lane]!.Counters[delta.Counter] += delta.Delta;
        }

        return removed;
    }

    private void Write(in JobRow row)
    {
        if (_lanes[_jobs[row.Id].Lane] is { IsOrdered: true } before)
        {
            before.Remove(_jobs.Read(row.Id).Row);
        }

        _jobs.Set(row);
        _lanes[row.Lane]!.Add(row);
    }
}
