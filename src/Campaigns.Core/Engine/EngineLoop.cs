using System.Runtime.InteropServices;
using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>
/// The one loop that owns the scheduler: take what has come in, decide, commit, hand over, answer; then sleep until something comes
/// or something is due. One commit is in flight at a time. When one fails, or its result is unknown, everything in memory is
/// discarded and read from the store again; nothing of that commit is ever sent.
/// </summary>
internal sealed class EngineLoop(EngineParts parts)
{
    private static readonly TimeSpan MinPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(30);
    private readonly List<Answer> _answers = [];
    private readonly List<Command> _commands = [];
    private readonly List<Command> _done = [];
    private readonly List<JobRecord> _fresh = [];
    private readonly List<JobRecord> _waiting = [];
    private Scheduler _scheduler = parts.NewScheduler();
    private readonly TaskCompletionSource _stopRequest = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _firstEpoch;
    private long _stopAt = long.MaxValue;

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
            throw new CampaignException(CampaignError.StoreFailed, "The store cannot be opened.", failure.InnerException);
        }
    }

    /// <summary>Runs until it is stopped or fails for good.</summary>
    public async Task RunAsync()
    {
        using var timer = parts.Time.CreateTimer(_ => parts.Signal.Set(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        while (!(IsStopping && _scheduler.Dispatching == 0))
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
            var sleep = _scheduler.NextWake(now);
            sleep = IsStopping ? TimeSpan.FromTicks(Math.Clamp(_stopAt - now.Mono, 0, sleep.Ticks)) : sleep;
            if (sleep > TimeSpan.Zero)
            {
                timer.Change(sleep, Timeout.InfiniteTimeSpan);
                await parts.Signal.WaitAsync();
            }
        }
    }

    /// <summary>Asks the loop to end: nothing more is sent; dispatches under way have the budget to answer. From any thread.</summary>
    public void RequestStop()
    {
        _stopRequest.TrySetResult();
        parts.Signal.Set();
    }

    /// <summary>Holds back everything committed and not yet sent.</summary>
    public void Halt() => _scheduler.State.Everything.Stop();

    /// <summary>Fails what nobody will answer any more. Only once the loop has ended.</summary>
    public void FailWaiting(Exception reason)
    {
        parts.Inbox.Drain(_answers, _commands);
        _commands.ForEach(command => command.Fail(reason));
        _commands.Clear();
    }

    private bool IsStopping => _stopAt < long.MaxValue;

    private async ValueTask StepAsync()
    {
        _scheduler.Begin(ReadClock());
        _scheduler.State.WantsEvents = parts.Events.HasReaders;
        BeginStopIfAsked();
        parts.Inbox.Drain(_answers, _commands);
        foreach (ref readonly var answer in CollectionsMarshal.AsSpan(_answers))
        {
            _scheduler.Recorder.Record(answer);
        }

        foreach (var command in _commands)
        {
            await ExecuteAsync(command);
        }

        _scheduler.Advance();
        if (_scheduler.State.Now.Mono >= _stopAt)
        {
            _scheduler.ExpireDispatching();
        }

        await FillLanesAsync();
        _scheduler.Decide();
        var batch = _scheduler.Seal();
        var receipt = batch.IsEmpty ? CommitReceipt.Clean : await Within(token => parts.Store.CommitAsync(batch, token));
        _scheduler.Committed(receipt);
        HandOver();
        Answer(receipt);
    }

    private void BeginStopIfAsked()
    {
        if (_stopRequest.Task.IsCompleted)
        {
            _stopAt = Math.Min(_stopAt, Now.After(ReadClock().Mono, parts.StopBudget));
            _scheduler.BeginStop();
        }
    }

    /// <summary>Executes a command; one that is refused is answered at once.</summary>
    private async ValueTask ExecuteAsync(Command command)
    {
        try
        {
            if (command.Job is not { } address)
            {
                command.Execute(_scheduler, default);
            }
            else
            {
                await ExecuteAsync(command, address);
            }

            _done.Add(command);
        }
        catch (CampaignException refusal)
        {
            command.Fail(refusal);
        }
    }

    private async ValueTask ExecuteAsync(Command command, JobAddress address)
    {
        var found = address.ContactKey is null
            ? await Within(token => parts.Store.FindJobAsync(address.Id, token))
            : await Within(token => parts.Store.FindJobAsync(address.Campaign, address.ContactKey, token));
        var record = found ?? throw CampaignException.NotFound(address.ContactKey is null ? "such attempt" : "such contact in the campaign");
        var wasLoaded = _scheduler.State.Jobs.TryFind(record.Row.Id, out var slot);
        if (!wasLoaded)
        {
            slot = _scheduler.Desk.Load(record); // as this step has changed it, if it has
        }

        try
        {
            var attempts = command.NeedsAttempts
                ? await Within(token => parts.Store.Queries.ReadAttemptsAsync(record.Row.Id, token))
                : [];
            command.Execute(_scheduler, new JobInput(slot, attempts));
        }
        finally
        {
            _scheduler.Desk.Release(record.Row.Id, wasLoaded);
        }
    }

    private async ValueTask FillLanesAsync()
    {
        foreach (var lane in _scheduler.TakeWanting())
        {
            _fresh.Clear();
            _waiting.Clear();
            if (lane.WantsFresh)
            {
                await Within(async token =>
                {
                    await parts.Store.ReadNewAsync(lane.Id, lane.Cursor, lane.PageSize, _fresh, token);
                    return true;
                });
            }

            if (lane.WantsWaiting)
            {
                await Within(async token =>
                {
                    await parts.Store.ReadWaitingAsync(lane.Id, lane.Watermark, lane.PageSize, _waiting, token);
                    return true;
                });
            }

            _scheduler.Fill(lane, _fresh, _waiting);
        }
    }

    private void HandOver()
    {
        var intents = CollectionsMarshal.AsSpan(_scheduler.Decisions.Intents);
        for (var first = 0; first < intents.Length;)
        {
            var provider = intents[first].Provider;
            var next = first + 1;
            while (next < intents.Length && intents[next].Provider == provider)
            {
                next++;
            }

            parts.Executors[provider.Index].Send(intents[first..next]);
            first = next;
        }

        foreach (var request in _scheduler.Decisions.Requests)
        {
            if (request.Provider.Index >= 0)
            {
                parts.Executors[request.Provider.Index].Handle(request);
            }
        }

        parts.Events.Publish(_scheduler.Decisions.Events);
    }

    private void Answer(CommitReceipt receipt)
    {
        _answers.Clear();
        _commands.Clear();
        foreach (var command in _done)
        {
            command.OnCommitted?.Invoke(receipt);
            if (command.IsStop)
            {
                _ = CompleteAfterGateAsync(command);
            }
            else
            {
                command.Complete();
            }
        }

        _done.Clear();
    }

    private async Task CompleteAfterGateAsync(Command command)
    {
        foreach (var executor in parts.Executors)
        {
            await executor.LeaveGateAsync();
        }

        command.Complete();
    }

    /// <summary>Discards everything in memory and reads the store again, however often it takes. Answers that came meanwhile are kept.</summary>
    /// <returns>False when the engine was asked to stop and the store did not come back within the budget.</returns>
    private async Task<bool> RecoverAsync(StoreFailure failure)
    {
        Halt();
        var reason = new CampaignException(
            CampaignError.StoreFailed,
            "The store failed while the request was under way: it may or may not have taken effect. Look before you repeat it.",
            failure.InnerException);
        _commands.ForEach(command => command.Fail(reason));
        _commands.Clear();
        _done.Clear();
        for (var pause = MinPause; ; pause = pause * 2 < MaxPause ? pause * 2 : MaxPause)
        {
            Log.StoreFailed(parts.Log, pause, failure.InnerException!);
            await (IsStopping ? Task.Delay(MinPause, parts.Time) : Task.WhenAny(Task.Delay(pause, parts.Time), _stopRequest.Task));
            BeginStopIfAsked();
            if (ReadClock().Mono >= _stopAt)
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

    private async Task LoadAsync()
    {
        Halt();
        var snapshot = await Within(token => parts.Store.OpenAsync(parts.Time.GetUtcNow(), token));
        _firstEpoch = _firstEpoch == 0 ? snapshot.Epoch : _firstEpoch;
        var inFlight = new HashSet<AttemptId>();
        foreach (var executor in parts.Executors)
        {
            executor.AddUnderWay(inFlight); // before the inbox: what answers in between stands in both
        }

        parts.Inbox.Drain(_answers, _commands);
        inFlight.UnionWith(_answers.Select(answer => answer.Attempt));
        _scheduler = parts.NewScheduler();
        _scheduler.Begin(ReadClock());
        _scheduler.Load(snapshot, _firstEpoch, inFlight.Contains);
        var batch = _scheduler.Seal();
        if (!batch.IsEmpty)
        {
            await Within(token => parts.Store.CommitAsync(batch, token));
        }

        HandOver();
        Log.Started(parts.Log, _scheduler.State.Campaigns.Count, _scheduler.State.Live.Count, snapshot.Epoch);
    }

    private Now ReadClock() => new(parts.Time.GetUtcNow().UtcTicks, parts.Time.GetElapsedTime(0).Ticks);

    /// <summary>Calls the store with a deadline. Whatever goes wrong, the result is unknown; only being replaced is final.</summary>
    private async ValueTask<T> Within<T>(Func<CancellationToken, ValueTask<T>> call)
    {
        try
        {
            var pending = call(CancellationToken.None);
            return pending.IsCompleted ? await pending : await pending.AsTask().WaitAsync(parts.StoreTimeout, parts.Time);
        }
        catch (Exception error) when (error is not StoreFencedException)
        {
            throw new StoreFailure(error);
        }
    }

    private sealed class StoreFailure(Exception reason) : Exception("The store failed.", reason);
}
