namespace Campaigns.Engine;

/// <summary>
/// Threads that send attempts. When all are busy, another thread starts immediately. The thread pool would wait for a second first, and a
/// few blocking providers would delay all others. If the host gives a task scheduler, such as for virtual time, sending runs there.
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

    /// <summary>Lets threads end as soon as they are idle. Actions queued later still run.</summary>
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
        while (Dequeue() is { } send)
        {
            send();
        }
    }

    /// <summary>Takes the next action; null after 10 s without one, or after disposal.</summary>
    private Action? Dequeue()
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
