using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Loads jobs into memory for a request, as the current commit will leave them. After the request, jobs that are not queued leave memory.
/// </summary>
internal sealed class BorrowedJobs : IDisposable
{
    private readonly JobRequests _sender;
    private readonly (long Id, bool WasLoaded)[] _jobs;

    public BorrowedJobs(SchedulerState state, JobRequests jobRequests, IReadOnlyList<JobRecord> records)
    {
        _sender = jobRequests;
        _jobs = [.. records.Select(record => (record.Row.Id, state.Jobs.TryFind(record.Row.Id, out _)))];
        Slots = [.. records.Select(record => jobRequests.Load(record))];
    }

    /// <summary>The jobs' slots in memory, in the order of the records.</summary>
    public IReadOnlyList<int> Slots { get; }

    public void Dispose()
    {
        foreach (var (id, wasLoaded) in _jobs)
        {
            _sender.Release(id, wasLoaded);
        }
    }
}
