namespace Campaigns.Scheduling;

/// <summary>
/// A rate by the generic cell rate algorithm, on the monotonic clock. The scheduler reserves when it decides; the send gate debits when
/// it sends, so that the limit is exact between sends and not between decisions. Reserved sends count as if each came as early as it may.
/// </summary>
/// <remarks>
/// The send gates write what the scheduler reads, and reading it costs more than all else here. So the scheduler counts down an allowance
/// of its own, and looks again only when that is used up: time and sends that come to nothing only ever add to it.
/// </remarks>
internal sealed class RateState
{
    private long _interval;
    private long _tolerance;

    // the scheduler's own
    private long _allowance;
    private long _reserved;

    // shared with the send gates
    private long _next = long.MinValue / 2; // the theoretical arrival time of the next send
    private long _settled; // reservations used up, or given back

    public bool IsLimited => Volatile.Read(ref _interval) > 0;

    /// <summary>The earliest moment at which another send may be decided; now or earlier when it may be now.</summary>
    public long OpensAt(long mono)
    {
        var pending = _reserved - Volatile.Read(ref _settled); // before the next: what is sent in between counts twice, and not never
        return Math.Max(Volatile.Read(ref _next), mono) + (pending * _interval) - _tolerance;
    }

    /// <summary>Whether one more send may be decided now.</summary>
    public bool IsOpen(long mono)
    {
        if (_allowance <= 0 && _interval > 0 && mono - OpensAt(mono) is var early and >= 0)
        {
            _allowance = (early / _interval) + 1;
        }

        return _allowance > 0 || _interval == 0;
    }

    /// <summary>Sets the limit; null for none. What was sent counts on, but no longer than the new limit looks back.</summary>
    public void Change(RateLimit? limit, long mono)
    {
        var interval = limit?.Interval ?? 0;
        var tolerance = limit is null ? 0 : (limit.Burst - 1) * interval;
        _allowance = 0;
        Volatile.Write(ref _interval, interval);
        Volatile.Write(ref _tolerance, tolerance);
        if (Volatile.Read(ref _next) > mono + interval + tolerance)
        {
            Volatile.Write(ref _next, mono + interval + tolerance);
        }
    }

    /// <summary>After a restart nobody knows what was sent just before: the allowance starts empty.</summary>
    public void Empty(long mono)
    {
        _allowance = 0;
        Volatile.Write(ref _next, mono + _interval + _tolerance);
    }

    public void Reserve()
    {
        _reserved++;
        _allowance--;
    }

    /// <summary>Gives a reservation back that came to no send.</summary>
    public void Release() => Interlocked.Increment(ref _settled);

    /// <summary>Turns a reservation into a send, if it may be sent now. The reservation is used up either way.</summary>
    public bool TrySend(long mono)
    {
        var isSent = TryDebit(mono);
        Release();
        return isSent;
    }

    private bool TryDebit(long mono)
    {
        while (true)
        {
            var next = Volatile.Read(ref _next);
            if (next - Volatile.Read(ref _tolerance) > mono)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _next, Math.Max(next, mono) + Volatile.Read(ref _interval), next) == next)
            {
                return true;
            }
        }
    }
}
