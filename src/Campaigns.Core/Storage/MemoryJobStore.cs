namespace Campaigns.Storage;

/// <summary>
/// The store that needs nothing and forgets everything when the process ends; the specification of what every store does.
/// It keeps all attempts until their campaign is purged, so its memory grows with the attempts made.
/// </summary>
public sealed class MemoryJobStore : IJobStore, IJobQueries
{
    private const int FetchedAhead = 8;
    private readonly Lock _lock = new();
    private readonly ulong _stamp;
    private readonly SortedDictionary<long, CampaignRow> _campaigns = [];
    private readonly Dictionary<long, ContactIndex> _keys = [];
    private readonly List<MemoryLane?> _lanes = [null];
    private readonly MemorySetup _setup = new();
    private readonly MemoryJobs _jobs = new();
    private readonly MemoryAttempts _attempts = new();
    private long _epoch;
    private long _lastCampaign;
    private long _lastJob;

    /// <summary>Creates an empty store.</summary>
    /// <param name="random">Where its stamp comes from; a new one by default.</param>
    public MemoryJobStore(Random? random = null) => _stamp = (ulong)(random ?? new Random()).NextInt64();

    /// <inheritdoc/>
    public StoreCapabilities Capabilities { get; } = new(Durable: false);

    /// <inheritdoc/>
    public IJobQueries Queries => this;

    /// <inheritdoc/>
    public ValueTask<StoreSnapshot> OpenAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        lock (_lock)
        {
            _epoch++;
            return new(new StoreSnapshot
            {
                Epoch = _epoch,
                Stamp = _stamp,
                LastCampaign = _lastCampaign,
                LastJob = _lastJob,
                LastLane = _lanes.Count - 1,
                Campaigns = [.. _campaigns.Values],
                Lanes = [.. _lanes.OfType<MemoryLane>().Select(lane => (lane.Row, (IReadOnlyList<long>)(long[])lane.Counters.Clone()))],
                Live =
                [
                    .. from job in _jobs.All(_lastJob)
                       where job.Row.State == JobState.Live
                       select (job, _attempts.Read(_jobs[job.Row.Id].LastAttempt)),
                ],
                Tenants = [.. _setup.Tenants],
                Suppressions = [.. _setup.Suppressions],
                Providers = [.. _setup.Providers],
                Channels = [.. _setup.Channels],
                Reports = [.. _setup.Reports],
            });
        }
    }

    /// <inheritdoc/>
    public ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (batch.Epoch != _epoch)
            {
                throw new StoreFencedException(batch.Epoch, _epoch);
            }

            MemoryBatchCheck.RequireKnown(batch, _jobs, _lanes.Count - 1);
            foreach (var campaign in batch.Campaigns)
            {
                _campaigns[campaign.Id.Value] = campaign;
                _lastCampaign = Math.Max(_lastCampaign, campaign.Id.Value);
            }

            foreach (var lane in batch.Lanes)
            {
                _lanes.Add(new MemoryLane(lane));
            }

            _setup.Write(batch);
            var receipt = Enrol(batch.NewJobs);
            WriteJobs(batch);
            return new(receipt);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> PurgeAsync(long epoch, CampaignId campaign, int limit, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (epoch != _epoch)
            {
                throw new StoreFencedException(epoch, _epoch);
            }

            _keys.Remove(campaign.Value);
            if (!MemoryPurge.RemoveLanes(campaign, limit, _lanes, _jobs, _attempts))
            {
                return new(false);
            }

            _campaigns.Remove(campaign.Value);
            return new(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask ReadNewAsync(int lane, long after, int limit, List<JobRecord> into, CancellationToken cancellation)
    {
        lock (_lock)
        {
            var enrolled = _lanes[lane]!.Enrolled;
            var index = enrolled.BinarySearch((int)Math.Min(after + 1, int.MaxValue));
            for (index = index < 0 ? ~index : index; index < enrolled.Count && limit > 0; index++)
            {
                ref var job = ref _jobs[enrolled[index]];
                if (job.State == JobState.New)
                {
                    into.Add(new JobRecord(job.Row(enrolled[index]), job.Contact!));
                    limit--;
                }
            }
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask ReadWaitingAsync(int lane, DueKey after, int limit, List<JobRecord> into, CancellationToken cancellation)
    {
        lock (_lock)
        {
            var found = _jobs.All(_lastJob).Where(job => job.Row.Lane == lane && job.Row.State == JobState.Waiting)
                .Select(job => (Key: new DueKey(job.Row.Due, job.Row.Id), Job: job))
                .Where(job => job.Key.CompareTo(after) > 0);
            into.AddRange(found.OrderBy(job => job.Key).Take(limit).Select(job => job.Job));
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask<JobRecord?> FindJobAsync(long job, CancellationToken cancellation)
    {
        lock (_lock)
        {
            return new(job > 0 && job <= _lastJob && _jobs.TryRead(job, out var found) ? found : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<JobRecord?> FindJobAsync(CampaignId campaign, string contactKey, CancellationToken cancellation)
    {
        lock (_lock)
        {
            var id = _keys.TryGetValue(campaign.Value, out var keys) ? keys.Find(contactKey) : 0;
            return new(id != 0 && _jobs.TryRead(id, out var found) ? found : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AttemptRow>> ReadAttemptsAsync(long job, CancellationToken cancellation)
    {
        lock (_lock)
        {
            return new(job > 0 && job <= _lastJob ? _attempts.ReadChain(_jobs[job].LastAttempt) : []);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JobRecord>> ReadJobsAsync(
        CampaignId campaign, JobState? state, long after, int limit, CancellationToken cancellation)
    {
        var found = new List<JobRecord>();
        lock (_lock)
        {
            for (var id = after + 1; id <= _lastJob && found.Count < limit; id++)
            {
                if (_jobs.TryRead(id, out var job) && _lanes[job.Row.Lane]!.Row.Campaign == campaign
                    && (state is null || job.Row.State == state))
                {
                    found.Add(job);
                }
            }
        }

        return new(found);
    }

    /// <inheritdoc/>
    public ValueTask FindOpenJobsAsync(Suppression person, List<JobRecord> into, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(person);
        lock (_lock)
        {
            into.AddRange(_jobs.All(_lastJob).Where(job =>
                !job.Row.State.IsTerminal()
                && _lanes[job.Row.Lane]!.Row is var lane
                && _campaigns[lane.Campaign.Value] is { } campaign && campaign.Tenant == person.Tenant && !campaign.State.IsTerminal()
                && person.Covers(job.Contact, lane.Channel)));
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask ReadHistoryAsync(string tenant, long since, List<HistoryRow> into, CancellationToken cancellation)
    {
        lock (_lock)
        {
            foreach (var attempt in _attempts.Since(since))
            {
                var job = _jobs[attempt.Job];
                var campaign = _lanes[job.Lane]!.Row.Campaign;
                if (attempt.Outcome.Class() != OutcomeClass.Provider && _campaigns[campaign.Value].Tenant == tenant)
                {
                    into.Add(new HistoryRow(campaign, attempt.Step, job.Contact!, attempt.CommittedAt, attempt.EndedAt, attempt.Outcome, attempt.Provider));
                }
            }
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask<AttemptRow?> FindAttemptAsync(string provider, string callId, CancellationToken cancellation)
    {
        lock (_lock)
        {
            return new(_attempts.Find(provider, callId));
        }
    }

    private CommitReceipt Enrol(ReadOnlySpan<JobRecord> newJobs)
    {
        List<int>? duplicates = null;
        for (var i = 0; i < newJobs.Length; i++)
        {
            ref readonly var job = ref newJobs[i];
            var lane = _lanes[job.Row.Lane]!;
            var campaign = lane.Row.Campaign.Value;
            if (!_keys.TryGetValue(campaign, out var keys))
            {
                _keys[campaign] = keys = new ContactIndex(id => _jobs[id].Contact!.Key);
            }

            if (!keys.TryAdd(job.Contact.Key, (int)job.Row.Id))
            {
                (duplicates ??= []).Add(i);
                continue;
            }

            _jobs.Add(job);
            _lastJob = Math.Max(_lastJob, job.Row.Id);
            lane.Enrolled.Add((int)job.Row.Id);
            lane.Counters[Counter.Of(JobState.New)]++;
        }

        return duplicates is null ? CommitReceipt.Clean : new CommitReceipt(duplicates);
    }

    private void WriteJobs(CommitBatch batch)
    {
        var rows = batch.Jobs;
        for (var i = 0; i < rows.Length; i++)
        {
            if (i + FetchedAhead < rows.Length)
            {
                _jobs.Fetch(rows[i + FetchedAhead].Id);
            }

            _jobs[rows[i].Id].Set(rows[i]);
        }

        foreach (ref readonly var attempt in batch.Attempts)
        {
            _attempts.Write(ref _jobs[attempt.Job], attempt);
        }

        foreach (ref readonly var delta in batch.Counters)
        {
            _lanes[delta.Lane]!.Counters[delta.Counter] += delta.Delta;
        }
    }
}
