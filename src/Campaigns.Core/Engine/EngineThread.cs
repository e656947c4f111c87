using System.Runtime.CompilerServices;

namespace Campaigns.Engine;

/// <summary>
/// A dedicated thread for the engine loop. The scheduler's memory stays in one core's caches, and a busy or blocked thread pool delays no
/// calls. Providers run on separate threads (<see cref="SenderThreads"/>) and do not block this one.
/// </summary>
internal sealed class EngineThread : TaskScheduler, IDisposable
{
    private readonly object _lock = new(); // Monitor.Wait needs an object
    private readonly Queue<Task> _queue = [];
    private Thread? _thread;
    private bool _isClosed;

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Lets the thread end when its queue is empty, and waits for the end. Tasks queued later run on a new thread.</summary>
    public void Dispose()
    {
        Thread? thread;
        lock (_lock)
        {
            _isClosed = true;
            thread = _thread;
            Monitor.Pulse(_lock);
        }

        if (thread is not null && thread != Thread.CurrentThread)
        {
            thread.Join();
        }
    }

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        lock (_lock)
        {
            _queue.Enqueue(task);
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "Campaigns engine" };
                _thread.Start();
            }
            else if (_queue.Count == 1)
            {
                Monitor.Pulse(_lock);
            }
        }
    }

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && Thread.CurrentThread == _thread && TryExecuteTask(task);

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_lock)
        {
            return [.. _queue];
        }
    }

    private void Run()
    {
        while (RunNext())
        {
        }
    }

    /// <summary>
    /// Runs the next task in a separate stack frame. The waiting thread must not keep the last task alive, because its result may be a
    /// whole store snapshot.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool RunNext()
    {
        var task = Dequeue();
        if (task is not null)
        {
            TryExecuteTask(task);
        }

        return task is not null;
    }

    private Task? Dequeue()
    {
        lock (_lock)
        {
            while (_queue.Count == 0)
            {
                if (_isClosed)
                {
                    _thread = null;
                    return null;
                }

                Monitor.Wait(_lock);
            }

            return _queue.Dequeue();
        }
    }
}
