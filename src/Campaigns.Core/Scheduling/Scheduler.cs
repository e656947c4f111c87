using System.Runtime.InteropServices;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Decides which contacts are attempted next. Synchronous and pure: (state, input, now) → decisions. The scheduler takes no lock, reads no
/// clock, does no I/O and starts no task. The engine does all of these.
/// </summary>
/// <remarks>
/// One step: <see cref="Begin"/>, pages, inputs, <see cref="Advance"/>, <see cref="Decide"/>, <see cref="Seal"/>, commit, <see
/// cref="Committed"/>.
/// </remarks>
internal sealed partial class Scheduler
{
    private static readonly long MaxSleep = TimeSpan.FromSeconds(30).Ticks;
    private readonly SchedulerState _state;
    private readonly ReadyTree _tree;
    private readonly LimitBook _limits;
    private readonly EndedCampaigns _ended;
    private readonly LaneScheduler _lanes;
    private readonly Settlement _settlement;
    private readonly ParkedJobs _parked;
    private readonly ClockLeaps _leaps;
    private readonly JobTransitions _moves;
    private readonly DueWaits _dueWork;
    private readonly AttemptDeadlines _overdue;
    private readonly AttemptPlanner _dispatcher;
    private readonly List<Lane> _wanting = [];

    public Scheduler(SchedulerSettings settings, IEnumerable<ProviderEntry> providers)
    {
        _state = new SchedulerState(settings);
        View = new SchedulerView(_state);
        _tree = new ReadyTree(_state);
        _limits = new LimitBook(_state, new QuotaBook(_state));
        _ended = new EndedCampaigns(_state);
        _lanes = new LaneScheduler(_state, _tree);
        Lifecycle = new CampaignLifecycle(_state, _tree, _limits, _ended);
        _parked = new ParkedJobs(_state, _lanes);
        _moves = new JobTransitions(_state, _lanes);
        var groups = new StepGroups(_state, _moves, new UnavailablePolicies(_state));
        Channels = new ChannelAvailability(_state, _lanes, _moves);
        _settlement = new Settlement(_state, _tree, _lanes, Lifecycle, Channels);
        Lingering = new LingeringCalls(_state, _parked);
        _leaps = new ClockLeaps(_state, Lingering, _limits);
        var places = new WaitingPlaces(_lanes, _parked, groups, Channels, Lingering);
        var sequencer = new StepSequencer(_state, _moves, groups);
        var policy = new OutcomePolicy(_state, _lanes, _moves, new StraightLine(_state, _moves), sequencer);
        Recorder = new AttemptRecorder(_state, places, _moves, policy, _limits);
        _overdue = new AttemptDeadlines(_state, Recorder, Lingering);
        Reports = new ReportHandler(_state, Recorder, new OutcomeCorrections(_state, Lifecycle, _moves, policy));
        Noted = new NotedCalls(_state, Recorder, _moves, sequencer);
        Jobs = new JobRequests(_state, _lanes, Lifecycle, _moves, sequencer);
        Exclusives = new ExclusivityRules(_state, Jobs, sequencer);
        Sequences = new DripRequests(_state, Jobs, _moves, sequencer);
        Expiries = new Expiries(_state, sequencer);
        _dueWork = new DueWaits(_state, places, _moves, sequencer, Exclusives);
        Migration = new JobMigration(_state, Lifecycle, _moves, sequencer);
        Purge = new CampaignPurge(_state);
        Retention = new Retention(_state, Purge);
        Tenants = new TenantRequests(_state, Lifecycle, _limits, Retention);
        Suppressions = new SuppressionRequests(_state, Jobs);
        Contacts = new ContactRequests(_state, places, _moves, Suppressions);
        Erasures = new ErasureRequests(_state, Suppressions, Lingering);
        Inbound = new InboundEvents(_state, Sequences, Suppressions);
        Providers = new ProviderRequests(_state, Channels, _limits);
        _dispatcher = new AttemptPlanner(_state, _tree, places, _moves, sequencer);
        Register(providers);
    }

    private void Register(IEnumerable<ProviderEntry> providers)
    {
        foreach (var provider in providers)
        {
            _state.Add(provider);
            _state.CallerIds.Add(provider);
            _limits.Quotas.Change(provider, provider.Settings.Quotas);
        }
    }

    /// <summary>Begins a step.</summary>
    /// <param name="now">The current time.</param>
    /// <param name="wantsEvents">Whether events are read; if not, none are created.</param>
    /// <param name="wantsEnds">Whether ends of attempts are measured; if not, none are recorded.</param>
    public void Begin(Now now, bool wantsEvents = false, bool wantsEnds = false)
    {
        _state.Decisions.Clear();
        _limits.Quotas.Begin();
        _leaps.SetTime(now);
        _ended.Leave();
        _state.Listen(wantsEvents, wantsEnds);
    }

    /// <summary>
    /// Handles everything that is due: due jobs become ready, campaigns start and expire, overdue attempts are looked up.
    /// </summary>
    public void Advance()
    {
        _settlement.Settle(); // a campaign whose last job ended in this step completes, even if it expires now as well
        var now = _state.Now;
        while (_state.WallWakes.Count > 0 && _state.WallWakes.Top.Key <= now.Wall)
        {
            WakeWall(_state.WallWakes.Top);
        }

        while (_state.MonoWakes.Count > 0 && _state.MonoWakes.Top.Key <= now.Mono)
        {
            WakeMono(_state.MonoWakes.Top);
        }

        _parked.Run();

        while (_state.Live.TryTakeOverdue(now.Mono, out var live))
        {
            _overdue.Handle(live);
        }

        if (!_state.IsStopping)
        {
            _state.LookUps.Ask();
        }

        _state.Unmatched.ForgetOld();
        Channels.CheckRoutes();
        _settlement.Settle();
        _dueWork.Run();
        RetiredLanes.Free(_state);
    }

    /// <summary>Removes and returns the lanes that need a page from the store now.</summary>
    public IReadOnlyList<Lane> TakeWanting()
    {
        _wanting.Clear();
        foreach (var lane in _state.LanesThatNeedPages)
        {
            if (lane.Campaign.State == CampaignState.Running)
            {
                _wanting.Add(lane);
            }
            else
            {
                lane.StopAwaitingPage(); // the campaign was paused or has ended; the lane asks again when it runs
            }
        }

        _state.ClearPages();
        return _wanting;
    }

    public void Fill(Lane lane, List<JobRecord> fresh, List<JobRecord> waiting) => _lanes.Fill(lane, fresh, waiting);

    /// <summary>Picks and plans attempts until no job can go.</summary>
    public void Decide()
    {
        _settlement.Settle();
        Shared?.Refresh();
        while (!_state.IsStopping
            && AllGates.AreOpen(GateScope.Everything, new Candidate(_state))
            && _tree.Next(_state.Now.Mono) is { } lane)
        {
            _dispatcher.Plan(lane);
            _settlement.Settle();
        }

        _tree.Watch(_state.Everything);
        _tree.WatchProviders();
    }

    /// <summary>Completes the batch.</summary>
    public CommitBatch Seal()
    {
        _settlement.Settle();
        Erasures.Finish();
        _state.Jobs.WriteTouched();
        _state.SealCounters();
        _limits.Seal();
        _state.Feed.Look(_state.Providers);
        _state.Feed.Seal(_state.Decisions.Batch, _state.Now.Wall);
        Feed.Watch();
        return _state.Decisions.Batch.Seal(_state.Epoch, _state.Now.Instant);
    }

    /// <summary>Applies the receipt of a commit.</summary>
    /// <param name="receipt">The store's receipt.</param>
    /// <param name="mono">The current time. Dispatch deadlines start here, because the step may have waited long for the store.</param>
    public void Committed(CommitReceipt receipt, long mono)
    {
        foreach (ref readonly var intent in _state.Decisions.Intents)
        {
            var checking = intent.Terms.Check is null ? TimeSpan.Zero : _state.Settings.LongestCheck;
            _state.Live.SetDeadline(intent.Live, intent.Provider.DispatchTimeout + checking, mono);
        }

        _state.Clock.Told();
        _state.LookUps.StartClock(mono);
        Jobs.Committed(_state.Decisions.Batch, receipt);
        _settlement.SettleLanes();
    }

    /// <summary>The time until the scheduler must run again without input: 0 to 30 seconds, regardless of the clocks.</summary>
    public TimeSpan NextWake(Now now)
    {
        if (_state.LanesThatNeedPages.Count + _state.RetiredLanes.Count + _state.LanesThatNeedWork.Count + _state.Releases.Count > 0
            || _state.ExpiringLanes.Count + _state.ParkedThatNeedWork.Count + _state.IncompleteHistories.Count + _state.OptOuts.Count > 0
            || Feed.TrimsOn)
        {
            return TimeSpan.Zero;
        }

        var asking = _state.IsStopping ? long.MaxValue : _state.LookUps.NextAt;
        asking = _state.IsStopping ? asking : Math.Min(asking, Retention.NextAt);
        var mono = Math.Min(_state.MonoWakes.NextKey, Math.Min(_state.Live.NextDeadline, asking));
        var sleep = Math.Min(MaxSleep, Math.Min(Left(_state.WallWakes.NextKey, now.Wall), Left(mono, now.Mono)));
        return TimeSpan.FromTicks(Math.Max(0, sleep));

        static long Left(long at, long now) => at == long.MaxValue ? MaxSleep : at - now;
    }

    /// <summary>The number of dispatches that have not answered, at all providers.</summary>
    public int Dispatching => _state.Providers.Sum(provider => provider.Dispatching);

    /// <summary>Holds back everything that is committed but not sent. Callable from any thread.</summary>
    public void Halt() => _state.Everything.Stop.Stop();

    /// <summary>Stops all decisions. Nothing more is sent, including committed intents.</summary>
    public void BeginStop()
    {
        _state.BeginStop();
        _state.Stop(_state.Everything.Stop, default);
    }

    /// <summary>Gives up dispatches that have not answered.</summary>
    public void ExpireDispatching() => _overdue.ExpireDispatching();

    private void WakeWall(HeapNode<object> node)
    {
        _state.CancelWallWake(node);
        switch (node.Owner)
        {
            case Lane lane:
                _state.Touched.Add(lane);
                break;
            case LaneExpiry expiry:
                ExpiryWakes.Look(_state, _state.Lanes[expiry.Lane]);
                break;
            case ParkedByTenant parked:
                ParkedJobs.Look(_state, parked);
                break;
            case TenantHistory history:
                _state.Forget(history);
                break;
            case QuotaSet quotas:
                _limits.Quotas.Roll(quotas);
                break;
            default:
                Lifecycle.Wake((CampaignEntry)node.Owner);
                break;
        }
    }

    private void WakeMono(HeapNode<object> node)
    {
        _state.CancelMonoWake(node);
        switch (node.Owner)
        {
            case LimitedEntry capped:
                _state.Touched.Add(capped); // its rate allows the next attempt
                break;
            case LingeringCall call:
                Lingering.Expire(call);
                break;
            case TenantChannel channel:
                _state.Touched.Add(channel.Tenant);
                break;
            default:
                break; // a provider: waking the scheduler is enough
        }
    }
}
