using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>
/// The system clock with timers on a dedicated thread. Timers never fire early, and fire at most half a millisecond late even if the thread
/// pool is busy. Callbacks must be short.
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
        while (!_isDisposed)
        {
            if (TakeDue(out var left) is { } timer)
            {
                timer.Fire();
            }
            else if (left > 0)
            {
                Thread.Yield(); // less than half a millisecond: too short for a system wait; lets other threads run first
            }
        }
    }

    /// <summary>Takes the first timer if it is due. Otherwise waits until shortly before it is due, and returns null.</summary>
    /// <param name="left">The time left, in timestamp units; 0 if the caller must call again.</param>
    private ThreadTimer? TakeDue(out long left)
    {
        lock (_lock)
        {
            left = _due.Count == 0 ? long.MaxValue : _due.Top.Key - GetTimestamp();
            if (left <= 0)
            {
                var timer = _due.Top.Owner;
                _due.Remove(timer.Node);
                Repeat(timer);
                return timer;
            }

            var wait = TimeSpan.FromMilliseconds(Math.Round(Math.Min(left * 1_000.0 / TimestampFrequency, 60_000)));
            if (wait > TimeSpan.Zero && !_isDisposed)
            {
                Monitor.Wait(_lock, wait);
                left = 0;
            }

            return null;
        }
    }

    /// <summary>Converts a duration to timestamp units, rounded up so that no timer fires early.</summary>
    private TimeSpan ToTimestamp(TimeSpan duration) =>
        TimeSpan.FromTicks(
            (long)Int128.Min(
                long.MaxValue, (((Int128)duration.Ticks * TimestampFrequency) + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond));

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
