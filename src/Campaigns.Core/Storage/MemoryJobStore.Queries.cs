namespace Campaigns.Storage;

/// <content>Reads for people.</content>
public sealed partial class MemoryJobStore
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AttemptRow>> ReadAttemptsAsync(long job, CancellationToken cancellation)
    {
        lock (_lock)
        {
            return new(_jobs.Holds(job) ? _attempts.ReadChain(_jobs[job].LastAttempt) : []);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JobRecord>> ReadJobsAsync(
        CampaignId campaign, JobState? state, long after, int limit, CancellationToken cancellation)
    {
        var found = new List<JobRecord>();
        lock (_lock)
        {
            for (var id = Math.Max(after, 0) + 1; id <= _jobs.Last && found.Count < limit; id++)
            {
                if (_jobs.Holds(id) && _lanes[_jobs[id].Lane]!.Row.Campaign == campaign && (state is null || _jobs[id].State == state))
                {
                    found.Add(_jobs.Read(id));
                }
            }
        }

        return new(found);
    }
}
