namespace Campaigns.Testing;

/// <summary>
/// Runs tasks one at a time on the thread that calls <see cref="RunUntilIdle"/>. Tasks run in the order in which they became ready, or
/// in an order drawn from a seed, so that each seed tries another interleaving. No task runs outside that call.
/// </summary>
public sealed class StepTaskScheduler : TaskScheduler
{
    private readonly Lock _lock = new();
    private readonly List<Task> _ready = [];
    private readonly Random? _order;

    /// <summary>Creates a scheduler.</summary>
    /// <param name="seed">Seeds the choice of the next ready task; null runs tasks first come, first served.</param>
    public StepTaskScheduler(int? seed = null) => _order = seed is { } given ? new Random(given) : null;

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs tasks until none is ready.</summary>
    /// <param name="limit">The maximum number of tasks. It turns an endless loop into an error instead of a hanging test.</param>
    /// <exception cref="InvalidOperationException">More tasks are ready after the limit.</exception>
    public void RunUntilIdle(int limit = 100_000_000)
    {
        for (var count = 0; TryTake(out var task); count++)
        {
            if (count == limit)
            {
                throw new InvalidOperationException($"{limit} tasks ran and more are ready: the tasks do not come to rest.");
            }

            TryExecuteTask(task);
        }
    }

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        lock (_lock)
        {
            _ready.Add(task);
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
            if (_ready.Count == 0)
            {
                task = null!;
                return false;
            }

            var next = _order?.Next(_ready.Count) ?? 0;
            task = _ready[next];
            _ready.RemoveAt(next);
            return true;
        }
    }
}
