using System.Runtime.InteropServices;
using Campaigns.Observability;
using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>
/// The single loop that owns the scheduler. Each step drains the inbox, decides, commits, hands over attempts, and answers requests. The
/// loop then sleeps until input arrives or work is due. At most one commit is in flight. If a commit fails or its result is unknown, the
/// loop discards everything in memory and reads the store again. No attempt of that commit is ever sent.
/// </summary>
internal sealed class EngineLoop
{
    private static readonly TimeSpan MinPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(30);
    private readonly List<Answer> _answers = [];
    private readonly EngineParts _parts;
    private readonly GuardedStore _store;
    private readonly StopWaits _stops;
    private readonly CommandRunner _commands;
    private readonly EngineWatch _watch;
    private Scheduler _scheduler;
    private StoreReader _reader;
    private readonly CancellationTokenSource _stopRequest = new();
    private long _firstEpoch;
    private long _stopAt = long.MaxValue;
    private long _machineStopAt = long.MaxValue;
    private ITimer? _stopTimer;
    private TimeSpan _pause = MinPause; // grows until a commit succeeds: a store that opens may still refuse to write

    public EngineLoop(EngineParts parts)
    {
        _parts = parts;
        _store = new GuardedStore(parts.Store, parts.StoreTimeout, parts.MachineTime, parts.Telemetry.Instruments, parts.Lease);
        _stops = new StopWaits(parts.Executors, parts.Time, parts.MachineTime);
        _commands = new CommandRunner(_store, _stops);
        _watch = new EngineWatch(parts.Telemetry);
        _scheduler = parts.NewScheduler(parts.Settings.Strategy);
        _reader = new StoreReader(_store);
    }

    /// <summary>Opens the store and loads its state.</summary>
    /// <exception cref="CampaignException">The store cannot be read.</exception>
    public async Task OpenAsync()
    {
        try
        {
            await LoadAsync();
        }
        catch (StoreFailure failure)
        {
            throw new CampaignException(
                CampaignError.StoreFailed, $"The store cannot be opened: {failure.InnerException!.Message}", failure.InnerException);
        }
    }

    /// <summary>Runs until it is stopped or fails permanently.</summary>
    public async Task RunAsync()
    {
        using var timer = _parts.Time.CreateTimer(_ => _parts.Signal.Set(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        while (!HasStopped)
        {
            try
            {
                await StepAsync();
            }
            catch (StoreFailure failure)
            {
                if (!await RecoverAsync(failure))
                {
                    return;
                }

                continue;
            }

            var now = ReadClock();
            var sleep = _watch.Rest(_scheduler.View, now, _scheduler.NextWake(now));
            sleep = IsStopping ? TimeSpan.FromTicks(Math.Clamp(_stopAt - now.Mono, 0, sleep.Ticks)) : sleep;
            if (sleep > TimeSpan.Zero && !HasStopped)
            {
                timer.Change(sleep, Timeout.InfiniteTimeSpan);
                if (Clock.Mono(_parts.Time) - now.Mono < Clock.Moment) // otherwise a test moved the clock, and the timer is late
                {
                    await _parts.Signal.WaitAsync();
                }
            }
        }
    }

    /// <summary>
    /// Asks the loop to end. Nothing more is sent. Dispatches in progress have the stop budget to answer. Safe on any thread.
    /// </summary>
    public void RequestStop()
    {
        _stopRequest.Cancel();
        _parts.Signal.Set();
    }

    /// <summary>Holds back all attempts that are committed but not yet sent.</summary>
    public void Halt() => _scheduler.Halt();

    /// <summary>Fails all waiting requests. Call only after the loop has ended.</summary>
    public void FailWaiting(Exception reason)
    {
        _stopTimer?.Dispose();
        _parts.Inbox.Drain(_answers, _commands.Waiting);
        _commands.Fail(reason);
        _stops.Close();
    }

    private bool IsStopping => _stopAt < long.MaxValue;

    private bool HasStopped => IsStopping && _scheduler.Dispatching == 0;

    /// <summary>Whether the stop budget is used up on either clock. A clock that a test moves by hand may not advance.</summary>
    private bool IsStopOver(Now now) => now.Mono >= _stopAt || (IsStopping && Clock.Mono(_parts.MachineTime) >= _machineStopAt);

    private async ValueTask StepAsync()
    {
        BeginStep();
        _parts.Shares?.Serve(_scheduler);
        BeginStopIfAsked();
        // before the inputs: the store must already have all decisions, or a job could be missed between memory and store
        await _reader.FillLanesAsync(_scheduler);
        await _reader.ReadHistoryAsync(_scheduler); // also before the inputs: attempts that end in this step are not in the store yet
        _parts.Inbox.Drain(_answers, _commands.Waiting);
        await _commands.ExecuteAsync(_scheduler, beforeAnswers: true); // attempts that end now are not in the store yet
        await _reader.RemoveOldAsync(_scheduler);
        await _reader.ExpireAsync(_scheduler); // no job has changed in this step yet, so the store matches memory
        await _reader.ReleaseAsync(_scheduler);
        await _reader.EndOptedOutAsync(_scheduler);
        await _reader.TrimFeedAsync(_scheduler);
        _scheduler.Recorder.Record(CollectionsMarshal.AsSpan(_answers));
        await _commands.ExecuteAsync(_scheduler, beforeAnswers: false);
        _scheduler.Advance();
        if (IsStopOver(_scheduler.View.Now))
        {
            _scheduler.ExpireDispatching();
        }

        _scheduler.Decide();
        var batch = _scheduler.Seal();
        var isCommitted = !batch.IsEmpty || _parts.Lease.IsRenewalDue;
        var receipt = isCommitted ? await _store.CommitAsync(batch) : CommitReceipt.Clean;
        _pause = isCommitted ? MinPause : _pause;
        _scheduler.Committed(receipt, ReadClock().Mono);
        _answers.Clear();
        HandOver();
        _commands.Complete(_scheduler.Decisions, receipt);
        if (_commands.Waiting.Count > 0)
        {
            _parts.Signal.Set(); // commands were held over to the next step
        }

        _watch.Committed(_scheduler, receipt);
    }

    private void BeginStep() => _scheduler.Begin(ReadClock(), _parts.Events.HasReaders, _watch.WantsEnds);

    private void BeginStopIfAsked()
    {
        if (_stopRequest.IsCancellationRequested)
        {
            _stopAt = Math.Min(_stopAt, Now.After(ReadClock().Mono, _parts.StopBudget));
            if (_parts.MachineTime != _parts.Time)
            {
                _machineStopAt = Math.Min(_machineStopAt, Now.After(Clock.Mono(_parts.MachineTime), _parts.StopBudget));
                _stopTimer ??= _parts.MachineTime.CreateTimer(_ => _parts.Signal.Set(), null, _parts.StopBudget, MinPause);
            }

            _scheduler.BeginStop();
            _parts.Checks.Close();
        }
    }

    private void HandOver()
    {
        var intents = _scheduler.Decisions.Intents;
        for (var first = 0; first < intents.Length;)
        {
            var provider = intents[first].Provider;
            var next = first + 1;
            while (next < intents.Length && intents[next].Provider == provider)
            {
                next++;
            }

            _parts.Executors[provider.Index].Send(intents[first..next]);
            first = next;
        }

        foreach (var request in _scheduler.Decisions.Requests)
        {
            if (request.Provider.Index >= 0)
            {
                _parts.Executors[request.Provider.Index].Handle(request);
            }
        }

        _parts.Events.Publish(_scheduler.Decisions.Events);
        _parts.Feed.Advance(_scheduler.View.LastChange);
    }

    /// <summary>Discards everything in memory and tries to read the store until it succeeds. Keeps answers that arrive meanwhile.</summary>
    /// <returns>False if a stop was requested and the store did not recover within the stop budget.</returns>
    private async Task<bool> RecoverAsync(StoreFailure failure)
    {
        Halt();
        var reason = new CampaignException(
            CampaignError.StoreFailed,
            "The store failed while the request was in progress. The request may or may not have taken effect: check before you repeat it.",
            failure.InnerException);
        _commands.Fail(reason);
        while (true)
        {
            _watch.StoreFailed(failure, ReadClock().Mono, _pause);
            await PauseAsync(_pause);
            _pause = _pause * 2 < MaxPause ? _pause * 2 : MaxPause;
            BeginStopIfAsked();
            if (IsStopOver(ReadClock()))
            {
                return false;
            }

            try
            {
                await LoadAsync();
                return true;
            }
            catch (StoreFailure again)
            {
                failure = again;
            }
        }
    }

    /// <summary>Waits for the pause, or until a stop is requested. During a stop, waits only briefly.</summary>
    private async Task PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(IsStopping ? MinPause : pause, _parts.MachineTime, IsStopping ? CancellationToken.None : _stopRequest.Token);
        }
        catch (OperationCanceledException)
        {
            // a stop request ends the pause early
        }
    }

    private async Task LoadAsync()
    {
        Halt();
        var snapshot = await _store.OpenAsync(_parts.Time.GetUtcNow());
        _firstEpoch = _firstEpoch == 0 ? snapshot.Epoch : _firstEpoch;
        var inFlight = new HashSet<AttemptId>();
        foreach (var executor in _parts.Executors)
        {
            executor.AddInProgress(inFlight); // before the inbox is drained: an attempt answered in between is then in both
        }

        _parts.Inbox.Drain(_answers, _commands.Waiting);
        inFlight.UnionWith(_answers.Where(answer => answer.EndsDispatch).Select(answer => answer.Attempt));
        var carried = snapshot.Epoch == _firstEpoch ? null : _scheduler.CarryTimes();
        _reader = new StoreReader(_store); // a read that timed out may still write into the old reader's lists
        _scheduler = _parts.NewScheduler(_scheduler.View.Strategy); // a changed strategy survives store failures until the engine stops
        BeginStep();
        _scheduler.Load(snapshot, new Recovery(_firstEpoch, inFlight.Contains, carried));
        _scheduler.Enrollments.Load(
            _parts.Exchange.Enrolling.ContainsKey, _commands.CutEnrollments, isStart: snapshot.Epoch == _firstEpoch);
        HoldAtStart(snapshot);
        var batch = _scheduler.Seal();
        if (!batch.IsEmpty || _parts.Lease.IsRenewalDue)
        {
            _scheduler.Jobs.Committed(batch, await _store.CommitAsync(batch));
        }

        _commands.CutEnrollments.Clear();
        HandOver();
        _watch.Loaded(_scheduler, snapshot, _firstEpoch);
    }

    /// <summary>Holds everything in the first commit, before anything is sent. Keeps a hold that the store itself has placed.</summary>
    private void HoldAtStart(StoreSnapshot snapshot)
    {
        if (snapshot.Epoch == _firstEpoch && _parts.StartHold.CauseFor(snapshot.Before) is { } cause && _scheduler.View.HoldReason is null)
        {
            _scheduler.Tenants.Hold(null, held: true, cause);
        }
    }

    private Now ReadClock() => Clock.Read(_parts.Time);
}
