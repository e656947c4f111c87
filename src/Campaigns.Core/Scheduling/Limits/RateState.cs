using System.Runtime.InteropServices;

namespace Campaigns.Scheduling;

/// <summary>
/// A rate limit by the generic cell rate algorithm, on the monotonic clock. The scheduler reserves when it decides an attempt. The send
/// gate debits when it sends, so that the limit is exact between sends, not between decisions. Reserved sends count as if each were sent as
/// early as possible.
/// </summary>
/// <remarks>
/// The send gates write the fields that the scheduler reads, and this read is the most expensive part. The scheduler therefore counts down
/// its own allowance and reads again only when the allowance is used up. The allowance stays safe meanwhile, because elapsed time and
/// unsent reservations only add to it.
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

    /// <summary>
    /// The earliest time at which another send may be decided, on the monotonic clock. Now or earlier if it may be decided now.
    /// </summary>
    public long OpensAt(long mono)
    {
        var pending = _reserved - Volatile.Read(ref _sends.Settled); // read before Next, so that a send in between counts twice, not never
        return Math.Max(Volatile.Read(ref _sends.Next), mono) + (pending * _interval) - _tolerance;
    }

    /// <summary>Reads the allowance again if it is used up.</summary>
    /// <returns>Whether one more send may be decided now.</returns>
    public bool EnsureAllowance(long mono)
    {
        if (_allowance <= 0 && _interval > 0 && mono - OpensAt(mono) is var early and >= 0)
        {
            _allowance = (early / _interval) + 1;
        }

        return _allowance > 0 || _interval == 0;
    }

    /// <summary>Sets the limit; null for none. Earlier sends still count, within the period that the new limit covers.</summary>
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

    /// <summary>When the next send is due if all reserved sends go out, and the number of reserved sends.</summary>
    public (long Next, long Pending) Outlook(long mono)
    {
        var pending = Math.Max(0, _reserved - Volatile.Read(ref _sends.Settled));
        return (Math.Max(Volatile.Read(ref _sends.Next), mono) + (pending * _interval), pending);
    }

    /// <summary>The number of reservations.</summary>
    public long Decided => _reserved;

    /// <summary>When the next send is due after the sends that have gone out.</summary>
    public long NextDue => Volatile.Read(ref _sends.Next);

    /// <summary>Continues the rate of an earlier owner. The wait is at most the wait after a full burst.</summary>
    public void Resume(long next, long mono)
    {
        _allowance = 0;
        Volatile.Write(ref _sends.Next, Math.Min(next, mono + _interval + _tolerance));
    }

    /// <summary>Starts with an empty allowance after a restart, because the number of recent sends is unknown.</summary>
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

    /// <summary>Gives back a reservation that led to no send. Callable from any thread.</summary>
    public void Release() => Interlocked.Increment(ref _sends.Settled);

    /// <summary>
    /// Turns a reservation into a send, if a send is allowed now. Uses up the reservation in either case. Callable from any thread.
    /// </summary>
    public bool TrySend(long mono)
    {
        var isSent = _sends.TryDebit(mono);
        Release();
        return isSent;
    }

    /// <summary>The fields that the send gates write, alone on their cache lines.</summary>
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

        /// <summary>The number of reservations used up or given back.</summary>
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
