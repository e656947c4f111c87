using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Decides who is contacted next. Synchronous and pure: (state, input, now) → decisions. It takes no lock, reads no clock, does no
/// I/O and starts no task; the engine around it does all of that.
/// </summary>
/// <remarks>One step: <see cref="Begin"/>, pages, inputs, <see cref="Advance"/>, <see cref="Decide"/>, <see cref="Seal"/>, commit, <see cref="Committed"/>.</remarks>
internal sealed class Scheduler
{
    private static readonly long MaxSleep = TimeSpan.FromSeconds(30).Ticks;
    private readonly SchedulerState _state;
    private readonly LaneKeeper _lanes;
    private readonly JobCourse _course;
    private readonly Recorder _recorder;
    private readonly List<Lane> _wanting = [];

    public Scheduler(SchedulerSettings settings, IEnumerable<ProviderEntry> providers)
    {
        _state = new SchedulerState(settings);
        _lanes = new LaneKeeper(_state);
        Life = new CampaignLife(_state, _lanes);
        _course = new JobCourse(_state, _lanes);
        _recorder = new Recorder(_state, Life, _course);
        Desk = new JobDesk(_state, _lanes, Life, _course);
        foreach (var provider in providers)
        {
            _state.Providers.Add(provider);
            _state.Tree.Route(provider.Channel).Providers.Add(provider);
        }
    }

    public SchedulerState State => _state;

    public CampaignLife Life { get; }

    public JobDesk Desk { get; }

    public Recorder Recorder => _recorder;

    public Decisions Decisions => _state.Decisions;

    /// <summary>Begins a step.</summary>
    public void Begin(Now now)
    {
        _state.Now = now;
        _state.Decisions.Clear();
    }

    /// <summary>Does what the time asks for: due jobs become ready, campaigns start and expire, overdue attempts are looked up.</summary>
    public void Advance()
    {
        var now = _state.Now;
        while (_state.WallWakes.Count > 0 && _state.WallWakes.Top.Key <= now.Wall)
        {
            var node = _state.WallWakes.Top;
            _state.WallWakes.Remove(node);
            if (node.Owner is Lane lane)
            {
                _lanes.Refresh(lane);
            }
            else
            {
                Life.Wake((CampaignEntry)node.Owner);
            }
        }

        while (_state.MonoWakes.Count > 0 && _state.MonoWakes.Top.Key <= now.Mono)
        {
            _state.MonoWakes.Remove(_state.MonoWakes.Top); // a provider may be used again: being awake is all it takes
        }

        while (_state.Live.TryTakeOverdue(now.Mono, out var live))
        {
            HandleOverdue(live);
        }

        _lanes.FreeRetired();
    }

    /// <summary>The lanes that want to read from the store now.</summary>
    public IReadOnlyList<Lane> TakeWanting()
    {
        _wanting.Clear();
        _wanting.AddRange(_state.WantingLanes);
        _state.WantingLanes.Clear();
        return _wanting;
    }

    public void Fill(Lane lane, List<JobRecord> fresh, List<JobRecord> waiting) => _lanes.Fill(lane, fresh, waiting);

    /// <summary>Picks who goes now, until nobody can.</summary>
    public void Decide()
    {
        while (!_state.IsHeld && !_state.IsStopping
            && _state.Live.Count < _state.Settings.MaxConcurrent
            && _state.Tree.Next(_state.Now.Mono) is { } lane)
        {
            Dispatch(lane);
        }
    }

    /// <summary>Completes the batch.</summary>
    public CommitBatch Seal()
    {
        _state.SealCounters();
        var batch = _state.Decisions.Batch;
        batch.Epoch = _state.Epoch;
        batch.Now = _state.Now.Instant;
        return batch;
    }

    /// <summary>Takes note of what the store reported.</summary>
    public void Committed(CommitReceipt receipt)
    {
        if (_state.Decisions.Batch.NewJobList.Count > 0)
        {
            Desk.Enrolled(_state.Decisions.Batch, receipt);
        }
    }

    /// <summary>How long nothing happens by itself: 0 to 30 seconds, whatever the clocks say.</summary>
    public TimeSpan NextWake(Now now)
    {
        if (_state.WantingLanes.Count > 0 || _state.RetiredLanes.Count > 0)
        {
            return TimeSpan.Zero;
        }

        var sleep = MaxSleep;
        if (_state.WallWakes.Count > 0)
        {
            sleep = Math.Min(sleep, _state.WallWakes.Top.Key - now.Wall);
        }

        if (_state.MonoWakes.Count > 0)
        {
            sleep = Math.Min(sleep, _state.MonoWakes.Top.Key - now.Mono);
        }

        if (_state.Live.NextDeadline is var deadline && deadline < long.MaxValue)
        {
            sleep = Math.Min(sleep, deadline - now.Mono);
        }

        return TimeSpan.FromTicks(Math.Max(0, sleep));
    }

    /// <summary>Takes a provider's report.</summary>
    /// <param name="slot">The job, in memory.</param>
    /// <param name="report">The report.</param>
    /// <param name="attempts">The job's attempts as stored, for reports about one that has ended.</param>
    public void Report(int slot, ProviderReport report, IReadOnlyList<AttemptRow> attempts)
    {
        if (report.Attempt.Store != _state.Stamp || report.Attempt.Number < 1 || report.Attempt.Number > _state.Jobs[slot].Number)
        {
            throw CampaignException.NotFound($"attempt {report.Attempt}");
        }

        _recorder.Report(slot, report, attempts);
    }

    /// <summary>Dispatches that have not answered, at all providers.</summary>
    public int Dispatching => _state.Providers.Sum(provider => provider.Dispatching);

    /// <summary>Stops deciding: nothing more is sent, committed intents included.</summary>
    public void BeginStop()
    {
        _state.IsStopping = true;
        _state.Everything.Stop();
    }

    /// <summary>Gives up on dispatches that have not answered.</summary>
    public void ExpireDispatching()
    {
        foreach (var live in _state.Live.All)
        {
            if (_state.Live[live].HoldsCredit)
            {
                Ask(Request.Expire, live);
            }
        }
    }

    private void Dispatch(Lane lane)
    {
        if (!_lanes.TryTake(lane, out var slot))
        {
            _lanes.Refresh(lane);
            return;
        }

        _state.Tree.Charge(lane.Queue);
        ref var job = ref _state.Jobs[slot];
        var campaign = lane.Campaign;
        var now = _state.Now;
        var provider = _state.Tree.Route(lane.Row.Channel).OpenProvider(now.Mono, job.Avoid - 1)!;
        provider.Take();
        campaign.Live++;
        campaign.Tenant.Live++;
        campaign.Dispatched.Add(now.Mono);
        job.Number++;
        job.Live = _state.Live.Add(new LiveAttempt
        {
            Job = slot,
            JobId = job.Id,
            Number = job.Number,
            HoldsCredit = true,
            Provider = provider,
            CommittedAt = now.Wall,
            Epoch = _state.Epoch,
            Step = job.Step,
            Try = (short)(job.Tries + 1),
        });
        _state.Live.SetDeadline(job.Live, provider.DispatchTimeout, now.Mono);
        _course.Move(slot, JobState.Live);
        Commit(slot, provider);
        _lanes.Refresh(lane);
        _state.Tree.Refresh(campaign);
    }

    private void Commit(int slot, ProviderEntry provider)
    {
        ref var job = ref _state.Jobs[slot];
        ref var attempt = ref _state.Live[job.Live];
        var campaign = job.Lane.Campaign;
        _state.Decisions.Batch.AttemptList.Add(attempt.Row(Outcome.None, 0, null));
        _state.Decisions.Intents.Add(new Intent(
            new AttemptId(_state.Stamp, job.Id, job.Number),
            job.Live,
            provider,
            job.Contact,
            campaign,
            (ContactStep)campaign.Steps[job.Step],
            attempt.Try,
            campaign.Stop.Version,
            campaign.ExpiryTicks));
        _recorder.PublishAttempt(CampaignEventKind.AttemptCommitted, job, job.Number, Outcome.None);
    }

    private void HandleOverdue(int live)
    {
        ref var attempt = ref _state.Live[live];
        if (attempt.HoldsCredit && !attempt.Asked)
        {
            Ask(Request.Expire, live);
        }
        else if (!attempt.Asked)
        {
            Ask(Request.Query, live);
        }
        else
        {
            _recorder.End(live, Outcome.Unknown, "no outcome came in time");
        }
    }

    private void Ask(Request request, int live)
    {
        ref var attempt = ref _state.Live[live];
        attempt.Asked = true;
        _state.Live.SetDeadline(live, attempt.Provider.DispatchTimeout, _state.Now.Mono);
        var id = new AttemptId(_state.Stamp, attempt.JobId, attempt.Number);
        _state.Decisions.Requests.Add(new ProviderRequest(request, id, live, attempt.Provider, attempt.CallId));
    }
}
