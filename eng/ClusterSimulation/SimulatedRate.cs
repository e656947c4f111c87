namespace Campaigns.ClusterSimulation;

/// <summary>A rate of the small engine, by the generic cell rate algorithm.</summary>
internal sealed class SimulatedRate
{
    private long _interval;
    private long _tolerance;
    private long _next = long.MinValue / 2;
    private long _wakeAt = -1;

    public long Sent { get; private set; }

    /// <summary>When the next message may be sent; 0 for never.</summary>
    public long OpensAt => _interval == 0 ? 0 : _next - _tolerance;

    public static long IntervalOf(RateLimit rate) => (rate.Per.Ticks + rate.Count - 1) / rate.Count;

    public void Change(RateLimit? rate, long now)
    {
        _interval = rate is null ? 0 : IntervalOf(rate);
        _tolerance = rate is null ? 0 : (rate.Burst - 1) * _interval;
        _next = rate is null ? _next : Math.Min(_next, now + _interval + _tolerance);
    }

    public bool TrySend(long now)
    {
        if (_interval == 0 || _next - _tolerance > now)
        {
            return false;
        }

        _next = Math.Max(_next, now) + _interval;
        Sent++;
        return true;
    }

    public TimeSpan QuietAt(long now) => TimeSpan.FromTicks(Math.Max(0, now - _next));

    /// <summary>Sets a wake-up, unless one is set for that time or earlier.</summary>
    public void NoteWake(long now, long at, Action set)
    {
        if (_wakeAt <= now || at < _wakeAt)
        {
            _wakeAt = at;
            set();
        }
    }
}
