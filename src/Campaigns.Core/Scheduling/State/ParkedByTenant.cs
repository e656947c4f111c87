using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// The jobs of one tenant that are set aside for a time: until a cap of the tenant lets them through, the first to return first.
/// </summary>
internal sealed class ParkedByTenant
{
    private const int Slack = 1_024;
    private readonly Queue<WaitingJobs> _judgedAgain = [];
    private WaitingJobs _jobs = new();

    public ParkedByTenant() => Wake = new HeapNode<object>(this);

    /// <summary>Wakes when the first is to return.</summary>
    public HeapNode<object> Wake { get; }

    /// <summary>Whether it stands in <see cref="SchedulerState.ParkedThatNeedWork"/>.</summary>
    public bool NeedsWork { get; private set; }

    /// <summary>
    /// How many are set aside. Of those that returned otherwise, or have ended, entries stay until they come up, or are most of all.
    /// </summary>
    public int Active { get; private set; }

    /// <summary>Whether most entries are of jobs that are set aside no more.</summary>
    public bool IsMostlyStale => _jobs.Count > (2 * Active) + Slack;

    public void AwaitWork() => NeedsWork = true;

    public void StopAwaitingWork() => NeedsWork = false;

    /// <summary>One more is set aside.</summary>
    public void Park() => Active++;

    /// <summary>One is set aside no more.</summary>
    public void Unpark() => Active--;

    public void Add(DueKey key, int slot) => _jobs.Add(key, slot);

    /// <summary>Drops the entries of jobs that are set aside no more.</summary>
    public void Drop(Func<WaitingJobs.Entry, bool> isStale)
    {
        List<WaitingJobs.Entry> left = [.. _jobs.ToList().Where(entry => !isStale(entry)).OrderBy(entry => entry.Key.Due)];
        _jobs = new WaitingJobs();
        left.ForEach(entry => _jobs.Add(entry.Key, entry.Slot));
    }

    /// <summary>All of them are to return, whatever their time: what held them back has changed.</summary>
    public void ReturnAll()
    {
        if (_jobs.Count > 0)
        {
            _judgedAgain.Enqueue(_jobs);
            _jobs = new WaitingJobs();
        }
    }

    /// <summary>Whether one is to return by an instant.</summary>
    public bool HasDue(long wall) => _judgedAgain.Count > 0 || (_jobs.Count > 0 && _jobs.Peek().Key.Due <= wall);

    /// <summary>When the next one returns by itself; never if there is none.</summary>
    public long NextDue => _jobs.Count > 0 ? _jobs.Peek().Key.Due : Now.Never;

    /// <summary>Takes the next one out; one must be due.</summary>
    public WaitingJobs.Entry Take()
    {
        if (!_judgedAgain.TryPeek(out var first))
        {
            return _jobs.Take();
        }

        var entry = first.Take();
        if (first.Count == 0)
        {
            _judgedAgain.Dequeue();
        }

        return entry;
    }
}
