namespace Campaigns.Storage;

/// <summary>
/// The waiting jobs of a lane in the order of their due times, or those that expire in that order: four bytes a job, and none for a lane that is
/// never read. A job that waits is added with every write; one that waits no more, or for another time, is recognized when it is come across.
/// </summary>
internal sealed class WaitingIndex
{
    /// <summary>A bucket is so many bits of a due time in ticks: some seven minutes.</summary>
    private const int BucketBits = 32;
    private const int Slack = 1_024;
    private readonly MemoryJobs _jobs;
    private readonly int _lane;
    private readonly bool _isByExpiry;
    private readonly SortedList<long, Bucket> _buckets = [];
    private int _entries;

    private WaitingIndex(MemoryJobs jobs, int lane, bool isByExpiry) => (_jobs, _lane, _isByExpiry) = (jobs, lane, isByExpiry);

    public WaitingIndex(MemoryJobs jobs, int lane)
        : this(jobs, lane, isByExpiry: false)
    {
        foreach (var key in jobs.WaitingIn(lane, DueKey.Lowest))
        {
            Add(key.Due, key.Job);
        }
    }

    /// <summary>An empty index of the new and the waiting jobs of a lane by the time at which they expire.</summary>
    public static WaitingIndex ByExpiry(MemoryJobs jobs, int lane) => new(jobs, lane, isByExpiry: true);

    /// <summary>Adds a job that waits.</summary>
    /// <param name="due">When it is due, or expires, in UTC ticks.</param>
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

            TrimFront(i);
            limit -= Read(i, after, limit, into);
        }
    }

    /// <summary>Passes over what is not so any more: should it be so again, it is added again.</summary>
    private void TrimFront(int index)
    {
        var bucket = _buckets.Values[index];
        while (bucket.First < bucket.Jobs.Count && !IsIn(_buckets.Keys[index], bucket.Jobs[bucket.First]))
        {
            bucket.First++;
        }
    }

    private int Read(int index, DueKey after, int limit, List<JobRecord> into)
    {
        var (number, bucket, count) = (_buckets.Keys[index], _buckets.Values[index], 0);
        for (var at = bucket.ReadUpTo == after ? bucket.Next : bucket.First; at < bucket.Jobs.Count && count < limit; at++)
        {
            var id = bucket.Jobs[at];
            if (IsIn(number, id) && new DueKey(KeyOf(id), id) is var key && key.CompareTo(after) > 0)
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
        var sorted = bucket.Jobs.Where(id => IsIn(number, id)).Distinct().OrderBy(KeyOf).ThenBy(id => id).ToList();
        _entries -= bucket.Jobs.Count - sorted.Count;
        (bucket.Jobs, bucket.IsSorted, bucket.First) = (sorted, true, 0);
        (bucket.ReadUpTo, bucket.Next) = (DueKey.Lowest, 0);
    }

    private bool IsIn(long bucket, int id)
    {
        if (!_jobs.Holds(id))
        {
            return false;
        }

        ref var job = ref _jobs[id];
        var key = KeyOf(id);
        var isOfKind = _isByExpiry ? job.State is JobState.New or JobState.Waiting && key != 0 : job.State == JobState.Waiting;
        return isOfKind && job.Lane == _lane && key >> BucketBits == bucket;
    }

    private long KeyOf(int id) => _isByExpiry ? _jobs.ExpiryOf(id) : _jobs[id].Due;

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

        /// <summary>What stands before this place is not so any more.</summary>
        public int First { get; set; }

        /// <summary>The last job that was read, and the place after it: pages are read one after another.</summary>
        public DueKey ReadUpTo { get; set; } = DueKey.Lowest;

        public int Next { get; set; }
    }
}
