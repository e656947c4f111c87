namespace Campaigns.Simulation;

/// <summary>
/// One process of the simulated machine, with its own task scheduler and clock. A crash drops its tasks and timers immediately, and nothing
/// it called ever returns. A pause postpones them.
/// </summary>
internal sealed class SimulatedProcess
{
    private readonly SimulationKernel _kernel;
    private readonly ProcessTasks _tasks;
    private readonly List<ReadyItem> _postponed = [];

    public SimulatedProcess(SimulationKernel kernel, int number)
    {
        _kernel = kernel;
        _tasks = new ProcessTasks(this);
        Number = number;
        Time = new ProcessTime(kernel, this);
    }

    /// <summary>The number of the process within the run, from 1.</summary>
    public int Number { get; }

    public TaskScheduler Tasks => _tasks;

    public TimeProvider Time { get; }

    public bool IsDead { get; private set; }

    public bool IsPaused { get; private set; }

    /// <summary>Whether its engine has completed a graceful stop.</summary>
    public bool HasStopped { get; set; }

    public void Crash()
    {
        IsDead = true;
        _postponed.Clear();
    }

    /// <summary>Stops the process for a while, as a garbage collection or a suspended machine does.</summary>
    public void Pause(TimeSpan duration)
    {
        if (IsPaused || IsDead)
        {
            return;
        }

        IsPaused = true;
        _kernel.After(duration, Continue);
    }

    public void Postpone(in ReadyItem item) => _postponed.Add(item);

    public void Start(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _tasks);

    public void Execute(Task task) => _tasks.Execute(task);

    private void Continue()
    {
        IsPaused = false;
        _kernel.LastPauseEnd = _kernel.Mono;
        _postponed.ForEach(_kernel.Enqueue);
        _postponed.Clear();
    }

    private sealed class ProcessTasks(SimulatedProcess process) : TaskScheduler
    {
        public override int MaximumConcurrencyLevel => 1;

        public void Execute(Task task) => TryExecuteTask(task);

        protected override void QueueTask(Task task) => process._kernel.Enqueue(new ReadyItem(process, task, null, 0));

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }

    private sealed class ProcessTime(SimulationKernel kernel, SimulatedProcess process) : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override long GetTimestamp() => kernel.Mono;

        public override DateTimeOffset GetUtcNow() => kernel.Wall;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new KernelTimer(kernel, process, callback, state);
            timer.Change(dueTime, period);
            return timer;
        }
    }
}
