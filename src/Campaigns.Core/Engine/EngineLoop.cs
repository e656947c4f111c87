using System.Runtime.InteropServices;
using Campaigns.Observability;
using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>
/// The one loop that owns the scheduler: take what has come in, decide, commit, hand over, answer; then sleep until something comes
/// or something is due. One commit is in flight at a time. When one fails, or its result is unknown, everything in memory is
/// discarded and read from the store again; nothing of that commit is ever sent.
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
        _store = new GuardedStore(parts.Store, parts.StoreTimeout, parts.MachineTime, parts.Telemetry.Instruments);
        _stops = new StopWaits(parts.Executors, parts.Time, parts.MachineTime);
        _commands = new CommandRunner(_store, _stops);
        _watch = new EngineWatch(parts.Telemetry);
        _scheduler = parts.NewScheduler(parts.Settings.Strategy);
        _reader = new StoreReader(_store);
    }

    /// <summary>Reads the store and begins.</summary>
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

    /// <summary>Runs until it is stopped or fails for good.</summary>
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
                if (Clock.Mono(_parts.Time) - now.Mono < Clock.Moment) // or else a test has moved the clock, and the timer is late
                {
                    await _parts.Signal.WaitAsync();
                }
            }
        }
    }

    /// <summary>Asks the loop to end: nothing more is sent; dispatches under way have the budget to answer. From any thread.</summary>
    public void RequestStop()
    {
        _stopRequest.Cancel();
        _parts.Signal.Set();
    }

    /// <summary>Holds back everything committed and not yet sent.</summary>
    public void Halt() => _scheduler.Halt();

    /// <summary>Fails what nobody will answer any more. Only once the loop has ended.</summary>
    public void FailWaiting(Exception reason)
    {
        _stopTimer?.Dispose();
        _parts.Inbox.Drain(_answers, _commands.Waiting);
        _commands.Fail(reason);
        _stops.Close();
    }

    private bool IsStopping => _stopAt < long.MaxValue;

    private bool HasStopped => IsStopping && _scheduler.Dispatching == 0;

    /// <summary>Whether the time of the stop is over, by whichever clock is first: one that is moved by hand may stand still.</summary>
    private bool IsStopOver(Now now) => now.Mono >= _stopAt || (IsStopping && Clock.Mono(_parts.MachineTime) >= _machineStopAt);

    private async ValueTask StepAsync()
    {
        BeginStep();
        BeginStopIfAsked();
        // before the inputs: what is read must hold all that is decided, or a job falls between the two
        await _reader.FillLanesAsync(_scheduler);
        await _reader.ReadHistoryAsync(_scheduler); // before the inputs, too: attempts that end in this step are not in the store yet
        _parts.Inbox.Drain(_answers, _commands.Waiting);
        await _commands.ExecuteAsync(_scheduler, beforeAnswers: true); // attempts that end now are not in the store yet
        await _reader.ExpireAsync(_scheduler); // nothing has changed a job in this step so far: what is read is as memory has it
        await _reader.ReleaseAsync(_scheduler);
        await _reader.EndOptedOutAsync(_scheduler);
        _scheduler.Recorder.Record(CollectionsMarshal.AsSpan(_answers));
        await _commands.ExecuteAsync(_scheduler, beforeAnswers: false);
        _scheduler.Advance();
        if (IsStopOver(_scheduler.View.Now))
        {
            _scheduler.ExpireDispatching();
        }

        _scheduler.Decide();
        var batch = _scheduler.Seal();
        var receipt = batch.IsEmpty ? CommitReceipt.Clean : await _store.CommitAsync(batch);
        _pause = batch.IsEmpty ? _pause : MinPause;
        _scheduler.Committed(receipt, ReadClock().Mono);
        _answers.Clear();
        HandOver();
        _commands.Complete(_scheduler.Decisions, receipt);
        if (_commands.Waiting.Count > 0)
        {
            _parts.Signal.Set(); // held over for the next step
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
    }

    /// <summary>
    /// Discards everything in memory and reads the store again, however often it takes. Answers that came meanwhile are kept.
    /// </summary>
    /// <returns>False when the engine was asked to stop and the store did not come back within the budget.</returns>
    private async Task<bool> RecoverAsync(StoreFailure failure)
    {
        Halt();
        var reason = new CampaignException(
            CampaignError.StoreFailed,
            "The store failed while the request was under way: it may or may not have taken effect. Look before you repeat it.",
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

    /// <summary>Waits, but no longer than until a stop is asked for; from then on only briefly.</summary>
    private async Task PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(IsStopping ? MinPause : pause, _parts.MachineTime, IsStopping ? CancellationToken.None : _stopRequest.Token);
        }
        catch (OperationCanceledException)
        {
            // the stop is what cuts the pause short
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
            executor.AddUnderWay(inFlight); // before the inbox: what answers in between stands in both
        }

        _parts.Inbox.Drain(_answers, _commands.Waiting);
        inFlight.UnionWith(_answers.Where(answer => answer.EndsDispatch).Select(answer => answer.Attempt));
        var carried = snapshot.Epoch == _firstEpoch ? null : _scheduler.CarryTimes();
        _reader = new StoreReader(_store); // a read that was given up may still write into the lists of the old one
        _scheduler = _parts.NewScheduler(_scheduler.View.Strategy); // lasts until the engine stops, whatever the store does
        BeginStep();
        _scheduler.Load(snapshot, new Recovery(_firstEpoch, inFlight.Contains, carried));
        _scheduler.Enrollments.Load(
            _parts.Exchange.Enrolling.ContainsKey, _commands.CutEnrollments, isStart: snapshot.Epoch == _firstEpoch);
        var batch = _scheduler.Seal();
        if (!batch.IsEmpty)
        {
            _scheduler.Desk.Committed(batch, await _store.CommitAsync(batch));
        }

        _commands.CutEnrollments.Clear();
        HandOver();
        _watch.Loaded(_scheduler, snapshot, _firstEpoch);
    }

    private Now ReadClock() => Clock.Read(_parts.Time);
}
