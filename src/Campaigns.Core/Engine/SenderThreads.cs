namespace Campaigns.Engine;

/// <summary>
/// Threads on which attempts are sent. When all are busy another starts at once: the thread pool would let a second pass first, and a few
/// providers that block their threads would hold up all the others. What runs elsewhere by request, such as in virtual time, runs there.
/// </summary>
internal sealed class SenderThreads(TaskScheduler? elsewhere) : IDisposable
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);
    private readonly object _lock = new(); // Monitor.Wait needs an object
    private readonly Queue<Action> _queue = [];
    private int _idle;
    private bool _isClosed;

    public void Start(Action send)
    {
        if (elsewhere is not null)
        {
            Task.Factory.StartNew(send, CancellationToken.None, TaskCreationOptions.DenyChildAttach, elsewhere);
            return;
        }

        lock (_lock)
        {
            _queue.Enqueue(send);
            if (_idle >= _queue.Count)
            {
                Monitor.Pulse(_lock);
                return;
            }
        }

        new Thread(Run) { IsBackground = true, Name = "Campaigns sender" }.UnsafeStart();
    }

    /// <summary>Lets threads end as soon as they have nothing to do. What comes later still runs.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            Monitor.PulseAll(_lock);
        }
    }

    private void Run()
    {
        while (Take() is { } send)
        {
            send();
        }
    }

    /// <summary>Takes what to do next; null when nothing came for a while.</summary>
    private Action? Take()
    {
        lock (_lock)
        {
            var hasWaited = false;
            while (_queue.Count == 0)
            {
                if (hasWaited || _isClosed)
                {
                    return null;
                }

                _idle++;
                hasWaited = !Monitor.Wait(_lock, Linger);
                _idle--;
            }

            return _queue.Dequeue();
        }
    }
}
