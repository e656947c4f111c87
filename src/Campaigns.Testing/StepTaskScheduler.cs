namespace Campaigns.Testing;

/// <summary>Runs tasks one at a time, in the order in which they became ready, on the thread that asks for it. Nothing runs by itself.</summary>
public sealed class StepTaskScheduler : TaskScheduler
{
    private readonly Lock _lock = new();
    private readonly Queue<Task> _ready = [];

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs tasks until none is ready.</summary>
    /// <param name="limit">How many at most: a loop that never rests is an error, not a test that hangs.</param>
    /// <exception cref="InvalidOperationException">The limit was reached.</exception>
    public void RunUntilIdle(int limit = 100_000_000)
    {
        for (var count = 0; TryTake(out var task); count++)
        {
            if (count == limit)
            {
                throw new InvalidOperationException($"{limit} tasks have run and more are ready: something never rests.");
            }

            TryExecuteTask(task);
        }
    }

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        lock (_lock)
        {
            _ready.Enqueue(task);
        }
    }

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_lock)
        {
            return [.. _ready];
        }
    }

    private bool TryTake(out Task task)
    {
        lock (_lock)
        {
            return _ready.TryDequeue(out task!);
        }
    }
}
