using Campaigns.PostgreSql;
using Campaigns.Storage;

namespace Campaigns.Orleans.Shards;

/// <summary>
/// A shard on this silo, from the activation of its grain to its end: takes the shard over, runs its engine on the engine's own threads,
/// and leaves when it is told to, when the engine ends by itself, or when the lease cannot be renewed.
/// </summary>
internal sealed class LocalShard(int shard, ShardEngines engines, ShardInbox inbox, IShardInvoker invoker, ShardTelemetry telemetry)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    /// <summary>
    /// How many leases a shard whose commits are too slow stays on a silo that reaches the database: elsewhere they would be slow, too.
    /// </summary>
    private const int SlowLeases = 5;
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource _leaving = new();
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<CampaignEngine> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ReportReader _reports = new(shard, inbox, invoker, telemetry);
    private Task _run = Task.CompletedTask;
    private int _calls;
    private volatile string? _problem;
    private volatile StateSince _state = new(ShardState.Starting, engines.Time.GetUtcNow());

    public int Shard => shard;

    /// <summary>What is known of the shard's commits.</summary>
    public ShardMemory Memory => engines.MemoryOf(shard);

    /// <summary>How the shard is.</summary>
    public ShardReport Report => new()
    {
        Silo = "", State = _state.State, Since = _state.Since, Problem = _problem, Calls = Volatile.Read(ref _calls), Last = Memory.Last,
    };

    /// <summary>Begins to take the shard over.</summary>
    /// <param name="ended">Called once with the reason when the shard ends by itself.</param>
    public void Start(Action<string> ended) => _run = PoolWork.StartAsync(() => RunAsync(ended));

    /// <summary>Calls a member of the client, as soon as the engine runs.</summary>
    public async Task<byte[]> CallAsync(string member, byte[] arguments, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _calls) > engines.Options.MaxCallsPerShard)
        {
            Interlocked.Decrement(ref _calls);
            telemetry.Metrics.Refused(shard);
            throw new ShardRefusedException(shard, ShardRefusal.Busy);
        }

        try
        {
            var engine = await WaitForEngineAsync(cancellationToken);
            var answer = invoker.InvokeAsync(engine, member, arguments, cancellationToken).AsTask();
            if (await Task.WhenAny(answer, _left.Task) != answer)
            {
                _ = PoolWork.IgnoreAsync(answer);
                throw new ShardRefusedException(shard, ShardRefusal.Left);
            }

            return await answer;
        }
        finally
        {
            Interlocked.Decrement(ref _calls);
        }
    }

    /// <summary>Says that reports wait for the shard.</summary>
    public void NoteReports() => _reports.Note();

    /// <summary>Begins to leave: no more requests, and those in progress get no answer.</summary>
    public void BeginLeaving()
    {
        _leaving.Cancel();
        _ready.TrySetException(new ShardRefusedException(shard, ShardRefusal.Leaving));
        _left.TrySetResult();
        Enter(ShardState.Leaving);
    }

    /// <summary>Stops the engine and releases the shard.</summary>
    public Task LeaveAsync()
    {
        BeginLeaving();
        return _run;
    }

    private async Task<CampaignEngine> WaitForEngineAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _ready.Task.WaitAsync(engines.Options.LeaseTime, engines.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new ShardRefusedException(shard, ShardRefusal.Starting);
        }
    }

    private async Task RunAsync(Action<string> ended)
    {
        var run = await OpenAsync();
        if (run is null)
        {
            EndEarly(ended);
            return;
        }

        Enter(ShardState.Running);
        _ready.TrySetResult(run.Engine);
        _reports.Note();
        _ = engines.TellStartAsync(shard, _leaving.Token);
        var reason = await WatchAsync(run.Engine);
        var isOver = !_leaving.IsCancellationRequested;
        BeginLeaving();
        var closing = CloseAsync(run);
        if (run.Engine.LeaseLeft is not { Ticks: <= 0 })
        {
            await closing;
        }
        else
        {
            _ = PoolWork.IgnoreAsync(closing); // sends nothing any more, and the database may not answer for long
        }

        if (isOver)
        {
            ended(reason);
        }
    }

    /// <summary>Leaves without having started, because another silo may reach the database.</summary>
    private void EndEarly(Action<string> ended)
    {
        if (!_leaving.IsCancellationRequested)
        {
            BeginLeaving();
            ended("This silo does not reach the database.");
        }
    }

    /// <summary>Takes the shard over. Tries again until it is told to leave, or the silo does not reach the database.</summary>
    private async Task<ShardRun?> OpenAsync()
    {
        for (var pause = FirstPause; !_leaving.IsCancellationRequested; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            ShardRun? run = null;
            try
            {
                run = engines.Build(shard);
                await run.StartAsync(_leaving.Token);
                _problem = null;
                ShardLog.Started(telemetry.Log, shard);
                telemetry.Metrics.TakenOver(shard);
                return run;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                if (!_leaving.IsCancellationRequested)
                {
                    _problem = Describe(error);
                    ShardLog.StartFailed(telemetry.Log, shard, pause, _problem);
                }

                await CloseAsync(run);
                if (engines.IsDatabaseAway)
                {
                    return null;
                }

                await PoolWork.IgnoreAsync(Task.Delay(pause, engines.Time, _leaving.Token));
            }
        }

        return null;
    }

    /// <summary>Waits until the shard must leave.</summary>
    /// <returns>Why.</returns>
    private async Task<string> WatchAsync(CampaignEngine engine)
    {
        var lease = engines.Time.GetTimestamp(); // when the engine last had one
        while (true)
        {
            await Task.WhenAny(engine.Completion, _left.Task, Task.Delay(WatchInterval, engines.Time));
            if (_leaving.IsCancellationRequested)
            {
                return "It was told to leave.";
            }

            if (engine.Completion.IsCompleted)
            {
                var fault = engine.Completion.Exception?.InnerException;
                var reason = fault is null ? "The engine has stopped." : Describe(fault);
                ShardLog.Ended(telemetry.Log, shard, reason);
                return reason;
            }

            lease = engine.LeaseLeft is { Ticks: <= 0 } ? lease : engines.Time.GetTimestamp();
            if (engine.LeaseLeft is { Ticks: <= 0 }
                && (engines.IsDatabaseAway || engines.Time.GetElapsedTime(lease) > engines.Options.LeaseTime * SlowLeases))
            {
                ShardLog.LeaseLost(telemetry.Log, shard);
                return "Its lease could not be renewed.";
            }

            _reports.ApplyTo(engine, _leaving.Token);
        }
    }

    private async Task CloseAsync(ShardRun? run)
    {
        try
        {
            await (run?.CloseAsync() ?? Task.CompletedTask);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            ShardLog.CloseFailed(telemetry.Log, shard, Describe(error));
        }
    }

    private void Enter(ShardState state)
    {
        if (_state.State != state)
        {
            _state = new(state, engines.Time.GetUtcNow());
        }
    }

    /// <summary>A foreign message may hold personal data, so only those of the library are shown.</summary>
    private static string Describe(Exception error) =>
        error is CampaignException or StoreException or StoreFencedException ? error.Message : error.GetType().Name;

    private sealed record StateSince(ShardState State, DateTimeOffset Since);
}
