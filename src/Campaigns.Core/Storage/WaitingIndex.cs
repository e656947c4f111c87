namespace Campaigns.Storage;

/// <summary>
/// The waiting jobs of a lane in the order of their due times: four bytes a job, and none for a lane that is never read. A job that waits is
/// added with every write; one that waits no more, or for another time, is recognized when it is come across.
/// </summary>
internal sealed class WaitingIndex
{
    /// <summary>A bucket is so many bits of a due time in ticks: some seven minutes.</summary>
    private const int BucketBits = 32;
    private const int Slack = 1_024;
    private readonly MemoryJobs _jobs;
    private readonly int _lane;
    private readonly SortedList<long, Bucket> _buckets = [];
    private int _entries;

    public WaitingIndex(MemoryJobs jobs, int lane)
    {
        (_jobs, _lane) = (jobs, lane);
        foreach (var key in jobs.WaitingIn(lane, DueKey.Lowest))
        {
            Add(key.Due, key.Job);
        }
    }

    /// <summary>Adds a job that waits.</summary>
    /// <param name="due">UTC ticks.</param>
    /// <param name="job">Its id.</param>
    public void Add(long due, long job)
    {
        if (!_buckets.TryGetValue(due >> BucketBits, out var bucket))
        {
            _buckets[due >> BucketBits] = bucket = new Bucket();
        }

        bucket.Jobs.Add((int)job);
        bucket.IsSorted = false;
        _entries++;
    }

    /// <summary>Forgets what is not so any more, if that is most of it.</summary>
    /// <param name="waiting">How many jobs of the lane wait.</param>
    public void Limit(long waiting)
    {
        if (_entries <= (2 * waiting) + Slack)
        {
            return;
        }

        for (var i = _buckets.Count - 1; i >= 0; i--)
        {
            Sort(i);
            if (_buckets.Values[i].Jobs.Count == 0)
            {
                _buckets.RemoveAt(i);
            }
        }
    }

    public void Read(DueKey after, int limit, List<JobRecord> into)
    {
        for (var i = FirstFrom(after.Due >> BucketBits); i < _buckets.Count && limit > 0; i++)
        {
            if (!_buckets.Values[i].IsSorted)
            {
                Sort(i);
            }

            limit -= Read(i, after, limit, into);
        }
    }

    private int Read(int index, DueKey after, int limit, List<JobRecord> into)
    {
        var (number, bucket, count) = (_buckets.Keys[index], _buckets.Values[index], 0);
        for (var at = bucket.ReadUpTo == after ? bucket.Next : 0; at < bucket.Jobs.Count && count < limit; at++)
        {
            var id = bucket.Jobs[at];
            if (IsIn(number, id) && new DueKey(_jobs[id].Due, id) is var key && key.CompareTo(after) > 0)
            {
                into.Add(_jobs.Read(id));
                (bucket.ReadUpTo, bucket.Next) = (key, at + 1);
                count++;
            }
        }

        return count;
    }

    private void Sort(int index)
    {
        var (number, bucket) = (_buckets.Keys[index], _buckets.Values[index]);
        var sorted = bucket.Jobs.Where(id => IsIn(number, id)).Distinct().OrderBy(id => _jobs[id].Due).ThenBy(id => id).ToList();
        _entries -= bucket.Jobs.Count - sorted.Count;
        (bucket.Jobs, bucket.IsSorted, bucket.ReadUpTo, bucket.Next) = (sorted, true, DueKey.Lowest, 0);
    }

    private bool IsIn(long bucket, int id)
    {
        if (!_jobs.Holds(id))
        {
            return false;
        }

        ref var job = ref _jobs[id];
        return job.State == JobState.Waiting && job.Lane == _lane && job.Due >> BucketBits == bucket;
    }

    private int FirstFrom(long bucket)
    {
        var (low, high) = (0, _buckets.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _buckets.Keys[middle] < bucket ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private sealed class Bucket
    {
        public List<int> Jobs { get; set; } = [];

        public bool IsSorted { get; set; }

        /// <summary>The last job that was read, and the place after it: pages are read one after another.</summary>
        public DueKey ReadUpTo { get; set; } = DueKey.Lowest;

        public int Next { get; set; }
    }
}
