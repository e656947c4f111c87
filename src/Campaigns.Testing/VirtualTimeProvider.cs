namespace Campaigns.Testing;

/// <summary>
/// A clock that moves only when a test moves it. Timers fire one by one in the order of their due times. While a timer fires, the clock
/// shows exactly its due time. The wall clock can move independently of the monotonic clock, which drives timers.
/// </summary>
/// <remarks>Any thread may read the clock. Move it from one thread at a time, and not from a timer's callback.</remarks>
public sealed class VirtualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<(VirtualTimer Timer, long Version), (long Due, long Order)> _timers = new();
    private readonly DateTimeOffset _start;
    private long _mono;
    private long _wallOffset;
    private long _order;

    /// <summary>Creates a clock.</summary>
    /// <param name="start">The start time. Default: Monday, 5 January 2026, 09:00 UTC.</param>
    public VirtualTimeProvider(DateTimeOffset? start = null) => _start = start ?? new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>How far the clock has advanced since its creation.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(GetTimestamp());

    /// <summary>The time until the next timer is due; null if no timer is set.</summary>
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
    public override DateTimeOffset GetUtcNow() =>
        _start.AddTicks(Volatile.Read(ref _mono) + Volatile.Read(ref _wallOffset)).ToUniversalTime();

    /// <summary>Moves both clocks forward. Fires every timer that becomes due, including timers set during the move.</summary>
    /// <param name="duration">How far to move. 0 or more.</param>
    public void Advance(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        var target = GetTimestamp() + duration.Ticks;
        while (FireNext(target))
        {
        }

        Volatile.Write(ref _mono, target);
    }

    /// <summary>Moves both clocks to the next timer and fires it, if it is due within the given time.</summary>
    /// <param name="within">The longest move.</param>
    /// <returns>False if no timer is due. The clock then stays.</returns>
    public bool AdvanceToNextTimer(TimeSpan within) => FireNext(GetTimestamp() + within.Ticks);

    /// <summary>Moves only the wall clock, as an administrator does. Timers and the monotonic clock stay.</summary>
    /// <param name="by">How far to move. Negative moves the clock back.</param>
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
