using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <content>The reads of the engine's loop.</content>
public sealed partial class MemoryJobStore
{
    /// <inheritdoc/>
    public ValueTask ReadNewAsync(int lane, long after, int limit, List<JobRecord> into, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var enrolled = _lanes[lane]!.Enrolled;
            var index = enrolled.BinarySearch((int)Math.Min(after + 1, int.MaxValue));
            for (index = index < 0 ? ~index : index; index < enrolled.Count && limit > 0; index++)
            {
                if (_jobs[enrolled[index]].State == JobState.New)
                {
                    into.Add(_jobs.Read(enrolled[index]));
                    limit--;
                }
            }
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask ReadWaitingAsync(int lane, DueKey after, int limit, List<JobRecord> into, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Read((_lanes[lane]!.Waiting ??= MakeWaiting(lane)).After(after, limit), into);
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask ReadExpiringAsync(int lane, int limit, List<JobRecord> into, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Read(_lanes[lane]!.Expiring?.After(DueKey.Lowest, limit) ?? [], into);
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask<JobRecord?> FindJobAsync(long job, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(_jobs.Holds(job) ? _jobs.Read(job) : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<JobRecord?> FindJobAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var id = _contacts.Find(campaign.Value, contactKey);
            return new(id != 0 ? _jobs.Read(id) : null);
        }
    }

    private JobOrder MakeWaiting(int lane)
    {
        var order = new JobOrder();
        foreach (var key in _jobs.WaitingIn(lane, DueKey.Lowest))
        {
            order.Add(key.Due, key.Job);
        }

        return order;
    }

    private void Read(IEnumerable<long> jobs, List<JobRecord> into) => into.AddRange(jobs.Where(_jobs.Holds).Select(_jobs.Read));
}
