using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>The jobs of one tenant that are set aside for a time: until a cap of the tenant lets them through, the first to return first.</summary>
internal sealed class TenantAside
{
    private const int Slack = 1_024;
    private readonly Queue<WaitingJobs> _judgedAgain = [];
    private WaitingJobs _jobs = new();

    public TenantAside() => Wake = new HeapNode<object>(this);

    /// <summary>Wakes when the first is to return.</summary>
    public HeapNode<object> Wake { get; }

    /// <summary>Whether it stands in <see cref="SchedulerState.AsideInHand"/>.</summary>
    public bool IsInHand { get; set; }

    /// <summary>How many are set aside. Of those that returned otherwise, or have ended, entries stay until they come up, or are most of all.</summary>
    public int Active { get; set; }

    public void Add(DueKey key, int slot, JobTable jobs)
    {
        if (_jobs.Count > (2 * Active) + Slack)
        {
            var left = _jobs.ToList().Where(entry => jobs[entry.Slot].Id == entry.Key.Job && jobs[entry.Slot].AsideUntil == entry.Key.Due);
            _jobs = new WaitingJobs();
            foreach (var entry in left.OrderBy(entry => entry.Key.Due))
            {
                _jobs.Add(entry.Key, entry.Slot);
            }
        }

        _jobs.Add(key, slot);
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
