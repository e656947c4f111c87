using System.Runtime.InteropServices;

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
    private readonly Sends _sends = new();
    private long _interval;
    private long _tolerance;
    private long _allowance;
    private long _reserved;

    public bool IsLimited => _interval > 0;

    /// <summary>The time from one send to the next, in ticks; 0 without a limit.</summary>
    public long Interval => _interval;

    /// <summary>The earliest moment at which another send may be decided; now or earlier when it may be now.</summary>
    public long OpensAt(long mono)
    {
        var pending = _reserved - Volatile.Read(ref _sends.Settled); // before the next: what is sent in between counts twice, and not never
        return Math.Max(Volatile.Read(ref _sends.Next), mono) + (pending * _interval) - _tolerance;
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
        _interval = limit?.Interval ?? 0;
        _tolerance = limit is null ? 0 : (limit.Burst - 1) * _interval;
        _allowance = 0;
        Volatile.Write(ref _sends.Interval, _interval);
        Volatile.Write(ref _sends.Tolerance, _tolerance);
        if (Volatile.Read(ref _sends.Next) > mono + _interval + _tolerance)
        {
            Volatile.Write(ref _sends.Next, mono + _interval + _tolerance);
        }
    }

    /// <summary>When the next send is due if all goes out that is reserved, and how much that is.</summary>
    public (long Next, long Pending) Outlook(long mono)
    {
        var pending = Math.Max(0, _reserved - Volatile.Read(ref _sends.Settled));
        return (Math.Max(Volatile.Read(ref _sends.Next), mono) + (pending * _interval), pending);
    }

    /// <summary>When the next send is due by those that have gone out.</summary>
    public long NextDue => Volatile.Read(ref _sends.Next);

    /// <summary>Goes on where an earlier owner of the rate stood, but waits no longer than after all that may be sent at once.</summary>
    public void Resume(long next, long mono)
    {
        _allowance = 0;
        Volatile.Write(ref _sends.Next, Math.Min(next, mono + _interval + _tolerance));
    }

    /// <summary>After a restart nobody knows what was sent just before: the allowance starts empty.</summary>
    public void Empty(long mono)
    {
        _allowance = 0;
        Volatile.Write(ref _sends.Next, mono + _interval + _tolerance);
    }

    public void Reserve()
    {
        _reserved++;
        _allowance--;
    }

    /// <summary>Gives a reservation back that came to no send. From any thread.</summary>
    public void Release() => Interlocked.Increment(ref _sends.Settled);

    /// <summary>Turns a reservation into a send, if it may be sent now. The reservation is used up either way. From any thread.</summary>
    public bool TrySend(long mono)
    {
        var isSent = _sends.TryDebit(mono);
        Release();
        return isSent;
    }

    /// <summary>What the send gates write, alone on its cache lines.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 192)]
    private sealed class Sends
    {
        [FieldOffset(64)]
        public long Interval;

        [FieldOffset(72)]
        public long Tolerance;

        /// <summary>The theoretical arrival time of the next send.</summary>
        [FieldOffset(80)]
        public long Next = long.MinValue / 2;

        /// <summary>Reservations used up, or given back.</summary>
        [FieldOffset(88)]
        public long Settled;

        public bool TryDebit(long mono)
        {
            while (true)
            {
                var next = Volatile.Read(ref Next);
                if (next - Volatile.Read(ref Tolerance) > mono)
                {
                    return false;
                }

                if (Interlocked.CompareExchange(ref Next, Math.Max(next, mono) + Volatile.Read(ref Interval), next) == next)
                {
                    return true;
                }
            }
        }
    }
}
