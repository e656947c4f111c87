namespace Campaigns.Simulation;

/// <summary>
/// One thread, one monotonic clock and one list of ready items. The seed draws the next ready item, so every await may lead to another
/// order. No item runs outside this thread.
/// </summary>
internal sealed class SimulationKernel(int seed, DateTimeOffset start)
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Random _order = new(seed);
    private readonly List<ReadyItem> _ready = [];
    private readonly PriorityQueue<(KernelTimer Timer, long Version), (long Due, long Order)> _timers = new();
    private long _timerCount;
    private long _foreign;

    /// <summary>The monotonic clock, in ticks.</summary>
    public long Mono { get; private set; }

    /// <summary>The offset of the wall clock from the monotonic clock, in ticks.</summary>
    public long WallOffset { get; set; }

    /// <summary>The wall clock.</summary>
    public DateTimeOffset Wall => start.AddTicks(Mono + WallOffset);

    /// <summary>When a process last continued after a pause, on the monotonic clock.</summary>
    public long LastPauseEnd { get; set; } = long.MinValue;

    /// <summary>The number of items queued from another thread. Above 0, work has left the simulation.</summary>
    public long ForeignItems => Interlocked.Read(ref _foreign);

    /// <summary>The maximum number of items that may run at one instant.</summary>
    public int MostAtOnce { get; init; } = 1_000_000;

    /// <summary>The number of items that have run.</summary>
    public long Steps { get; private set; }

    /// <summary>Called before each item of a process.</summary>
    public Action<SimulatedProcess>? OnStep { get; set; }

    public void Enqueue(ReadyItem item)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            Interlocked.Increment(ref _foreign);
            return;
        }

        _ready.Add(item);
    }

    /// <summary>Runs an action later. Crashes and pauses of processes do not affect it.</summary>
    public void After(TimeSpan delay, Action action) =>
        new KernelTimer(this, null, _ => action(), null).Change(delay, Timeout.InfiniteTimeSpan);

    /// <summary>Runs all items that are ready, or become due by an instant of the monotonic clock.</summary>
    /// <param name="target">The current time or later, in ticks.</param>
    /// <exception cref="SimulationStuckException">Items keep running and time does not pass.</exception>
    public void RunUntil(long target)
    {
        RunReady();
        while (TryFireNext(target))
        {
            RunReady();
        }

        Mono = Math.Max(Mono, target);
    }

    public void Set(KernelTimer timer, TimeSpan due) =>
        _timers.Enqueue((timer, timer.Version), (due.Ticks > long.MaxValue - Mono ? long.MaxValue : Mono + due.Ticks, ++_timerCount));

    private void RunReady()
    {
        for (var count = 0; _ready.Count > 0; count++)
        {
            if (count == MostAtOnce)
            {
                throw new SimulationStuckException(
                    $"{MostAtOnce} items have run at one instant, and more are ready: the simulation does not come to rest.");
            }

            var index = _ready.Count == 1 ? 0 : _order.Next(_ready.Count);
            var item = _ready[index];
            _ready[index] = _ready[^1];
            _ready.RemoveAt(_ready.Count - 1);
            Run(item);
        }
    }

    private void Run(in ReadyItem item)
    {
        var process = item.Process;
        if (process is not null)
        {
            OnStep?.Invoke(process);
            if (process.IsDead)
            {
                return; // the pending work of a dead process is dropped
            }

            if (process.IsPaused)
            {
                process.Postpone(item);
                return;
            }
        }

        Steps++;
        item.Execute();
    }

    private bool TryFireNext(long target)
    {
        while (_timers.TryPeek(out var next, out var key))
        {
            if (next.Version != next.Timer.Version || next.Timer.Process is { IsDead: true })
            {
                _timers.Dequeue();
                continue;
            }

            if (key.Due > target)
            {
                return false;
            }

            _timers.Dequeue();
            Mono = Math.Max(Mono, key.Due);
            _ready.Add(new ReadyItem(next.Timer.Process, null, next.Timer, next.Version));
            return true;
        }

        return false;
    }
}

/// <summary>An item that can run now: a task of a process, or a due timer.</summary>
internal readonly record struct ReadyItem(SimulatedProcess? Process, Task? Task, KernelTimer? Timer, long Version)
{
    public void Execute()
    {
        if (Timer is not null)
        {
            Timer.Fire(Version);
        }
        else
        {
            Process!.Execute(Task!);
        }
    }
}

/// <summary>A timer on the monotonic clock. It never fires after its process has crashed.</summary>
internal sealed class KernelTimer(SimulationKernel kernel, SimulatedProcess? process, TimerCallback callback, object? state) : ITimer
{
    private TimeSpan _period;
    private bool _isDisposed;

    public SimulatedProcess? Process => process;

    public long Version { get; private set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        Version++;
        _period = period;
        if (dueTime >= TimeSpan.Zero && !_isDisposed)
        {
            kernel.Set(this, dueTime);
        }

        return !_isDisposed;
    }

    /// <summary>Fires, unless the timer was changed after it became due.</summary>
    public void Fire(long version)
    {
        if (version != Version)
        {
            return;
        }

        if (_period > TimeSpan.Zero)
        {
            kernel.Set(this, _period);
        }

        callback(state);
    }

    public void Dispose()
    {
        _isDisposed = true;
        Version++;
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }
}

/// <summary>The simulated world does not come to rest.</summary>
internal sealed class SimulationStuckException(string message) : Exception(message);
