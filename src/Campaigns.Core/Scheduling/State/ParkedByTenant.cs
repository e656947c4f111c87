using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>The jobs of one tenant that are parked until an instant, ordered by the time of their return.</summary>
internal sealed class ParkedByTenant
{
    private const int Slack = 1_024;
    private readonly Queue<WaitingJobs> _judgedAgain = [];
    private Dictionary<long, string>? _closedBy; // the gate of the host that has parked a job
    private WaitingJobs _jobs = new();

    public ParkedByTenant() => Wake = new HeapNode<object>(this);

    /// <summary>Wakes the scheduler when the first job returns.</summary>
    public HeapNode<object> Wake { get; }

    /// <summary>Whether this entry is in <see cref="SchedulerState.ParkedThatNeedWork"/>.</summary>
    public bool NeedsWork { get; private set; }

    /// <summary>
    /// The number of parked jobs. Entries of jobs that returned early or ended stay until their time, or until most entries are stale.
    /// </summary>
    public int Active { get; private set; }

    /// <summary>Whether most entries belong to jobs that are no longer parked.</summary>
    public bool IsMostlyStale => _jobs.Count > (2 * Active) + Slack;

    public void AwaitWork() => NeedsWork = true;

    public void StopAwaitingWork() => NeedsWork = false;

    /// <summary>Counts a job that is parked.</summary>
    public void Park() => Active++;

    /// <summary>Notes which gate of the host has parked a job.</summary>
    public void Note(long job, string gate) => (_closedBy ??= [])[job] = gate;

    /// <summary>Counts a job that is no longer parked.</summary>
    /// <returns>The gate of the host that had parked the job; null for another cause.</returns>
    public string? Unpark(long job)
    {
        Active--;
        return _closedBy is not null && _closedBy.Remove(job, out var gate) ? gate : null;
    }

    public void Add(DueKey key, int slot) => _jobs.Add(key, slot);

    /// <summary>Drops the entries of jobs that are no longer parked.</summary>
    public void Drop(Func<WaitingJobs.Entry, bool> isStale)
    {
        List<WaitingJobs.Entry> left = [.. _jobs.ToList().Where(entry => !isStale(entry)).OrderBy(entry => entry.Key.Due)];
        _jobs = new WaitingJobs();
        left.ForEach(entry => _jobs.Add(entry.Key, entry.Slot));
    }

    /// <summary>Returns all jobs regardless of their time, because the cap that held them back has changed.</summary>
    public void ReturnAll()
    {
        if (_jobs.Count > 0)
        {
            _judgedAgain.Enqueue(_jobs);
            _jobs = new WaitingJobs();
        }
    }

    /// <summary>Whether a job returns by an instant.</summary>
    public bool HasDue(long wall) => _judgedAgain.Count > 0 || (_jobs.Count > 0 && _jobs.Peek().Key.Due <= wall);

    /// <summary>When the next job returns by itself, in UTC ticks; <see cref="Now.Never"/> if there is none.</summary>
    public long NextDue => _jobs.Count > 0 ? _jobs.Peek().Key.Due : Now.Never;

    /// <summary>Removes and returns the next entry. An entry must be due.</summary>
    public WaitingJobs.Entry Dequeue()
    {
        if (!_judgedAgain.TryPeek(out var first))
        {
            return _jobs.Dequeue();
        }

        var entry = first.Dequeue();
        if (first.Count == 0)
        {
            _judgedAgain.Dequeue();
        }

        return entry;
    }
}
