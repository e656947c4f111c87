using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>
/// Reads pages of lanes while a commit is in flight, if the store can do both. Such a page shows the lane before or after the commit, so it
/// counts only if the commit changes neither its jobs nor what belongs between them.
/// </summary>
internal sealed class PagesAhead(GuardedStore store)
{
    private readonly List<Page> _pages = [];
    private Task? _reading;

    /// <summary>Begins to read the pages that lanes ask for.</summary>
    public void Begin(IReadOnlyList<Lane> lanes)
    {
        _pages.Clear();
        if (!store.ReadsBesideCommits || lanes.Count == 0)
        {
            return;
        }

        foreach (var lane in lanes)
        {
            _pages.Add(new Page(lane));
        }

        _reading = ReadAsync();
    }

    /// <summary>Waits for the pages, and drops those that the commit may have changed.</summary>
    public async ValueTask EndAsync(CommitBatch batch)
    {
        if (_reading is { } reading)
        {
            _reading = null;
            await reading;
            var changed = new BatchChanges(batch);
            _pages.RemoveAll(page => page.MayChangeBy(changed));
        }
    }

    /// <summary>The page of a lane, if one was read that still fits; null otherwise.</summary>
    public Page? Find(Lane lane) => _pages.Find(page => page.Fits(lane));

    /// <summary>One page after the other: a store answers one read at a time.</summary>
    private async Task ReadAsync()
    {
        foreach (var page in _pages)
        {
            if (page.ReadsFresh)
            {
                await store.ReadNewAsync(page.Lane.Id, page.Cursor, page.Size, page.Fresh);
            }

            if (page.ReadsWaiting)
            {
                await store.ReadWaitingAsync(page.Lane.Id, page.Watermark, page.Size, page.Waiting);
            }
        }
    }

    /// <summary>A page of a lane, as the lane was when the page was asked for.</summary>
    internal sealed class Page(Lane lane)
    {
        public Lane Lane => lane;

        public long Cursor { get; } = lane.Cursor;

        public DueKey Watermark { get; } = lane.Watermark;

        public int Size { get; } = lane.PageSize;

        public bool ReadsFresh { get; } = lane.WantsFresh;

        public bool ReadsWaiting { get; } = lane.WantsWaiting;

        public List<JobRecord> Fresh { get; } = [];

        public List<JobRecord> Waiting { get; } = [];

        /// <summary>Whether the lane still wants this page, and no more.</summary>
        public bool Fits(Lane other) =>
            other == lane && lane.Cursor == Cursor && lane.Watermark.CompareTo(Watermark) == 0 && lane.PageSize == Size
            && (ReadsFresh || !lane.WantsFresh) && (ReadsWaiting || !lane.WantsWaiting);

        public bool MayChangeBy(BatchChanges changes) =>
            changes.IsAny || changes.EnrollsIn(lane.Id) || Fresh.Exists(changes.HasJob) || Waiting.Exists(changes.HasJob)
            || changes.Waiting.Exists(key => key.Lane == lane.Id && IsWithin(key.Key));

        /// <summary>Whether a waiting job belongs into the page, and not behind it.</summary>
        private bool IsWithin(DueKey key) =>
            ReadsWaiting && key.CompareTo(Watermark) > 0
            && (Waiting.Count < Size || key.CompareTo(new DueKey(Waiting[^1].Row.Due, Waiting[^1].Row.Id)) <= 0);
    }

    /// <summary>What a commit changes in lanes.</summary>
    internal sealed class BatchChanges
    {
        private readonly HashSet<long> _jobs = [];
        private readonly HashSet<int> _enrolled = [];

        public BatchChanges(CommitBatch batch)
        {
            IsAny = batch.Erasures.Count > 0;
            foreach (ref readonly var job in batch.Jobs)
            {
                _jobs.Add(job.Id);
                if (job.State == JobState.Waiting)
                {
                    Waiting.Add((job.Lane, new DueKey(job.Due, job.Id)));
                }
            }

            foreach (ref readonly var job in batch.NewJobs)
            {
                _enrolled.Add(job.Row.Lane);
            }

            foreach (var contact in batch.Contacts)
            {
                _jobs.Add(contact.Job);
            }
        }

        /// <summary>Whether it may change any job.</summary>
        public bool IsAny { get; }

        /// <summary>The jobs that wait after the commit.</summary>
        public List<(int Lane, DueKey Key)> Waiting { get; } = [];

        public bool HasJob(JobRecord job) => _jobs.Contains(job.Row.Id);

        public bool EnrollsIn(int lane) => _enrolled.Contains(lane);
    }
}
