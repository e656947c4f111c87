namespace Campaigns.Testing;

/// <summary>
/// A clock that stands still until a test moves it. Timers fire one by one in the order of their due times, and while one fires the
/// clock shows exactly its due time. The wall clock can be moved apart from the monotonic one, on which timers run.
/// </summary>
/// <remarks>Safe to read from any thread; move it from one thread at a time, and not from a timer's callback.</remarks>
public sealed class VirtualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<(VirtualTimer Timer, long Version), (long Due, long Order)> _timers = new();
    private readonly DateTimeOffset _start;
    private long _mono;
    private long _wallOffset;
    private long _order;

    /// <summary>Creates a clock.</summary>
    /// <param name="start">What it shows; Monday, 5 January 2026, 09:00 UTC by default.</param>
    public VirtualTimeProvider(DateTimeOffset? start = null) => _start = start ?? new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>How far the clock has been advanced since it was made.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(GetTimestamp());

    /// <summary>How long until the next timer is due; null when none is set.</summary>
    public TimeSpan? UntilNextTimer
    {
        get
        {
            lock (_lock)
            {
                DropStale();
                return _timers.TryPeek(out _, out var next) ? TimeSpan.FromTicks(Math.Max(0, next.Due - _mono)) : null;
            }
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => Volatile.Read(ref _mono);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start.AddTicks(Volatile.Read(ref _mono) + Volatile.Read(ref _wallOffset)).ToUniversalTime();

    /// <summary>Moves both clocks forward, firing every timer that falls due on the way, timers set on the way included.</summary>
    /// <param name="duration">0 or more.</param>
    public void Advance(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        var target = GetTimestamp() + duration.Ticks;
        while (FireNext(target))
        {
        }

        Volatile.Write(ref _mono, target);
    }

    /// <summary>Moves both clocks to the next timer and fires it, if it is due by then.</summary>
    /// <param name="within">How far to move at most.</param>
    /// <returns>False when no timer falls due; the clock has not moved then.</returns>
    public bool AdvanceToNextTimer(TimeSpan within) => FireNext(GetTimestamp() + within.Ticks);

    /// <summary>Moves the wall clock alone, as an administrator does. Timers and the monotonic clock stay.</summary>
    /// <param name="by">Forward, or back if negative.</param>
    public void JumpWall(TimeSpan by) => Volatile.Write(ref _wallOffset, _wallOffset + by.Ticks);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private bool FireNext(long target)
    {
        VirtualTimer timer;
        lock (_lock)
        {
            DropStale();
            if (!_timers.TryPeek(out var next, out var key) || key.Due > target)
            {
                return false;
            }

            _timers.Dequeue();
            timer = next.Timer;
            Volatile.Write(ref _mono, Math.Max(_mono, key.Due));
            if (timer.Period > TimeSpan.Zero)
            {
                _timers.Enqueue((timer, timer.Version), (After(key.Due, timer.Period), ++_order));
            }
        }

        timer.Fire();
        return true;
    }

    private void Set(VirtualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            timer.Version++;
            timer.Period = period;
            if (dueTime >= TimeSpan.Zero && !timer.IsDisposed)
            {
                _timers.Enqueue((timer, timer.Version), (After(_mono, dueTime), ++_order));
            }
        }
    }

    private static long After(long ticks, TimeSpan delay) => delay.Ticks > long.MaxValue - ticks ? long.MaxValue : ticks + delay.Ticks;

    private void DropStale()
    {
        while (_timers.TryPeek(out var next, out _) && next.Version != next.Timer.Version)
        {
            _timers.Dequeue();
        }
    }

    private sealed class VirtualTimer(VirtualTimeProvider owner, TimerCallback callback, object? state) : ITimer
    {
        public long Version { get; set; }

        public TimeSpan Period { get; set; }

        public bool IsDisposed { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            owner.Set(this, dueTime, period);
            return !IsDisposed;
        }

        public void Dispose()
        {
            IsDisposed = true;
            owner.Set(this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
