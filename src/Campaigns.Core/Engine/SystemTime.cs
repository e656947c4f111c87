using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>
/// The system's clock, with timers on a thread of their own: they fire up to a millisecond after their time and never before it,
/// however busy the thread pool is. Callbacks must be short.
/// </summary>
internal sealed class SystemTime : TimeProvider, IDisposable
{
    private readonly object _lock = new(); // Monitor.Wait needs an object
    private readonly IndexedHeap<ThreadTimer> _due = new();
    private Thread? _thread;
    private bool _isDisposed;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ThreadTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Dispose()
    {
        Thread? thread;
        lock (_lock)
        {
            _isDisposed = true;
            thread = _thread;
            Monitor.PulseAll(_lock);
        }

        if (thread is not null && thread != Thread.CurrentThread)
        {
            thread.Join();
        }
    }

    private void Set(ThreadTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            timer.Period = period;
            if (dueTime < TimeSpan.Zero || _isDisposed || timer.IsDisposed)
            {
                _due.Remove(timer.Node);
                return;
            }

            _due.Set(timer.Node, Now.After(GetTimestamp(), ToTimestamp(dueTime)));
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "Campaigns timer" };
                _thread.Start();
            }
            else if (_due.Top == timer.Node)
            {
                Monitor.PulseAll(_lock);
            }
        }
    }

    private void Run()
    {
        while (NextDue() is { } timer)
        {
            timer.Fire();
        }
    }

    private ThreadTimer? NextDue()
    {
        lock (_lock)
        {
            while (!_isDisposed)
            {
                if (_due.Count == 0)
                {
                    Monitor.Wait(_lock);
                }
                else if (_due.Top.Key - GetTimestamp() is var left && left > 0)
                {
                    Monitor.Wait(_lock, TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(left * 1_000.0 / TimestampFrequency, 60_000))));
                }
                else
                {
                    var timer = _due.Top.Owner;
                    _due.Remove(timer.Node);
                    Repeat(timer);
                    return timer;
                }
            }

            return null;
        }
    }

    /// <summary>A duration in units of the timestamp, rounded up, so that no timer is early.</summary>
    private TimeSpan ToTimestamp(TimeSpan duration) =>
        TimeSpan.FromTicks((long)Int128.Min(long.MaxValue, (((Int128)duration.Ticks * TimestampFrequency) + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond));

    private void Repeat(ThreadTimer timer)
    {
        if (timer.Period > TimeSpan.Zero)
        {
            _due.Set(timer.Node, Now.After(timer.Node.Key, ToTimestamp(timer.Period)));
        }
    }

    private sealed class ThreadTimer : ITimer
    {
        private readonly SystemTime _owner;
        private readonly TimerCallback _callback;
        private readonly object? _state;

        public ThreadTimer(SystemTime owner, TimerCallback callback, object? state)
        {
            _owner = owner;
            _callback = callback;
            _state = state;
            Node = new HeapNode<ThreadTimer>(this);
        }

        public HeapNode<ThreadTimer> Node { get; }

        public TimeSpan Period { get; set; }

        public bool IsDisposed { get; private set; }

        public void Fire() => _callback(_state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _owner.Set(this, dueTime, period);
            return !IsDisposed;
        }

        public void Dispose()
        {
            IsDisposed = true;
            _owner.Set(this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
