namespace Campaigns.Scheduling;

/// <summary>
/// A rate by the generic cell rate algorithm, on the monotonic clock. The scheduler reserves when it decides; the send gate debits when
/// it sends, so that the limit is exact between sends and not between decisions. Reserved sends count as if each came as early as it may.
/// </summary>
/// <remarks>Shared with the send gates: every member is a single atomic step or a retried one.</remarks>
internal sealed class RateState
{
    private long _interval;
    private long _tolerance;
    private long _next = long.MinValue / 2; // the theoretical arrival time of the next send
    private int _reserved;

    public bool IsLimited => Volatile.Read(ref _interval) > 0;

    /// <summary>The earliest moment at which another send may be decided; now or earlier when it may be now.</summary>
    public long OpensAt(long mono)
    {
        var ahead = Volatile.Read(ref _reserved) * Volatile.Read(ref _interval);
        return Math.Max(Volatile.Read(ref _next), mono) + ahead - Volatile.Read(ref _tolerance);
    }

    /// <summary>Whether one more send may be decided now.</summary>
    public bool IsOpen(long mono) => OpensAt(mono) <= mono;

    /// <summary>Sets the limit; null for none. What was sent counts on, but no longer than the new limit looks back.</summary>
    public void Change(RateLimit? limit, long mono)
    {
        var interval = limit?.Interval ?? 0;
        var tolerance = limit is null ? 0 : (limit.Burst - 1) * interval;
        Volatile.Write(ref _interval, interval);
        Volatile.Write(ref _tolerance, tolerance);
        if (Volatile.Read(ref _next) > mono + interval + tolerance)
        {
            Volatile.Write(ref _next, mono + interval + tolerance);
        }
    }

    /// <summary>After a restart nobody knows what was sent just before: the allowance starts empty.</summary>
    public void Empty(long mono) => Volatile.Write(ref _next, mono + Volatile.Read(ref _interval) + Volatile.Read(ref _tolerance));

    public void Reserve() => Interlocked.Increment(ref _reserved);

    /// <summary>Gives a reservation back that came to no send.</summary>
    public void Release() => Interlocked.Decrement(ref _reserved);

    /// <summary>Turns a reservation into a send, if it may be sent now. The reservation is used up either way.</summary>
    public bool TrySend(long mono)
    {
        Release();
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
