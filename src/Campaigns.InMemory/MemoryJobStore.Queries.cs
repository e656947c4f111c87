using System.Buffers.Binary;
using System.Security.Cryptography;
using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <content>Reads campaigns, and answers the queries of clients.</content>
public sealed partial class MemoryJobStore
{
    private readonly MemoryResults _results = new();

    private MemoryLists Lists => field ??= new MemoryLists(_campaigns, _lanes, _jobs, _attempts);

    /// <inheritdoc/>
    public ValueTask FindOpenJobsAsync(Suppression person, List<JobRecord> into, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        lock (_lock)
        {
            into.AddRange(_contacts.FindOpen(person));
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask<HistoryPlace?> ReadHistoryAsync(
        string tenant, long since, HistoryPlace from, int limit, List<HistoryRow> into, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var next = from.Attempt + limit;
            foreach (var attempt in _attempts.Read(from.Attempt, next, since))
            {
                var (job, contact) = _jobs.Read(attempt.Job);
                var campaign = _lanes[job.Lane]!.Row.Campaign;
                if (attempt.Outcome.SpendsAttempt() && _campaigns[campaign].Tenant == tenant)
                {
                    into.Add(new HistoryRow(
                        campaign, attempt.Step, attempt.Contact ?? contact, job.Protocol, attempt.CommittedAt, attempt.EndedAt,
                        attempt.Outcome, attempt.Provider));
                }
            }

            return new(_attempts.IsWithin(next) ? new HistoryPlace(0, 0, next) : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<AttemptRow?> FindAttemptAsync(string provider, string callId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(_attempts.Find(provider, callId));
        }
    }

    /// <inheritdoc/>
    public ValueTask<StoreInfo> ReadInfoAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(_info);
        }
    }

    /// <inheritdoc/>
    public ValueTask FindCampaignsAsync(CampaignQuery query, List<CampaignRecord> into, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        lock (_lock)
        {
            var ofLane = query.Lane is { } lane ? (lane > 0 && lane < _lanes.Count ? _lanes[lane] : null)?.Row.Campaign : null;
            var rows =
                query.Lane is null ? _campaigns.Find(query) : ofLane is { } campaign ? _campaigns.Find(CampaignQuery.Of(campaign)) : [];
            into.AddRange(rows.Select(RecordOf));
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask<QueryPage<CampaignRecord, long>> ReadCampaignsAsync(CampaignListQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        lock (_lock)
        {
            var page = Lists.Read(query);
            return new(new QueryPage<CampaignRecord, long>([.. page.Items.Select(RecordOf)], page.Next));
        }
    }

    private CampaignRecord RecordOf(CampaignRow row) => new(row, ReadLanes(row.Id), [.. _setup.UsageOf(row.Id.ToString())]);

    private List<(LaneRow Lane, IReadOnlyList<long> Counters)> ReadLanes(CampaignId campaign)
    {
        var lanes = _campaigns.LanesOf(campaign).Where(lane => _lanes[lane.Row.Id] is not null); // a purge may have begun
        return [.. lanes.Select(lane => (lane.Row, (IReadOnlyList<long>)(long[])lane.Counters.Clone()))];
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AttemptRow>> ReadAttemptsAsync(long job, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(_jobs.Holds(job) ? _attempts.ReadChain(_jobs[job].LastAttempt) : []);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ResultRow>> ReadResultsAsync(long job, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(_results.Read(job));
        }
    }

    /// <summary>Removes the results of a job's attempts that were removed as repeated.</summary>
    private void ForgetResults(long job)
    {
        if (_results.Has(job))
        {
            _results.Keep(job, _attempts.ReadChain(_jobs[job].LastAttempt).Select(attempt => attempt.Number));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SuppressionRow>> ReadSuppressionsAsync(SuppressionQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        lock (_lock)
        {
            return new(_setup.Suppressions.Read(query));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JobRecord>> FindContactsAsync(
        string tenant, IReadOnlyCollection<string> keys, IReadOnlyCollection<string> addresses, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new([.. _erasure.Find(tenant, keys, addresses)]);
        }
    }

    private ErasedRows Erase(ErasureRow row)
    {
        _setup.Forget(busy => _erasure.Covers(row, busy));
        return _erasure.Erase(row, _attempts, _results, _events, _changes);
    }

    /// <summary>The key of the do-not-contact lists: secret, unless a test gives the randomness.</summary>
    private static UInt128 KeyOf(Random? random)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (random is null)
        {
            RandomNumberGenerator.Fill(bytes);
        }
        else
        {
            random.NextBytes(bytes);
        }

        return BinaryPrimitives.ReadUInt128LittleEndian(bytes);
    }

    /// <inheritdoc/>
    public ValueTask<ChangePage> ReadChangesAsync(ChangeQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        lock (_lock)
        {
            return new(_changes.Read(query));
        }
    }

    /// <inheritdoc/>
    public ValueTask<QueryPage<JobRecord, long>> ReadJobsAsync(JobQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        lock (_lock)
        {
            return new(Lists.Read(query));
        }
    }

    /// <inheritdoc/>
    public ValueTask<QueryPage<ListedAttempt, AttemptPlace>> ReadAttemptsAsync(AttemptQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        lock (_lock)
        {
            return new(Lists.Read(query));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<(int Person, JobRecord Job)>> FindOpenJobsAsync(
        IReadOnlyList<Suppression> people, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(people);
        lock (_lock)
        {
            return new(_contacts.FindOpen(people));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LoggedEvent>> FindEventsAsync(IReadOnlyList<EventKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        lock (_lock)
        {
            return new(_events.Find(keys));
        }
    }

    /// <inheritdoc/>
    public ValueTask<QueryPage<LoggedEvent, long>> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        lock (_lock)
        {
            return new(_events.Read(query));
        }
    }
}
