using Campaigns.Observability;
using Campaigns.Scheduling;
using Microsoft.Extensions.Logging;

namespace Campaigns.Engine;

/// <summary>
/// How long the engine may send without another commit, because no other engine can own the store until then. Every commit renews the
/// lease. The loop writes it, and senders read it. A store without leases leaves it endless.
/// </summary>
/// <remarks>
/// The lease ends as soon as one of two clocks says so. The monotonic clock stands still while a virtual machine is suspended, and somebody
/// may set the wall clock back, but hardly both at once.
/// </remarks>
/// <param name="machine">The clock of this machine, which judges the lease.</param>
/// <param name="engine">The clock of the engine, in which senders tell the time.</param>
/// <param name="wake">Wakes the loop.</param>
/// <param name="log">Where a lease that has ended is told.</param>
internal sealed class Lease(TimeProvider machine, TimeProvider engine, Signal wake, ILogger log) : ILease
{
    /// <summary>Why the gate holds an attempt back.</summary>
    public const string Ended = "the lease of the store has ended";

    /// <summary>Why the gate holds an attempt back that is within the lease.</summary>
    public const string SharesEnded = "the shares of the limits have ended";

    /// <summary>The share of the lease after which it is renewed, so that a slow commit or a lost one does not end it.</summary>
    private const int Renewals = 3;
    private const long Endless = long.MaxValue;
    private ITimer? _timer;
    private long _wall = Endless;
    private long _mono = Endless;
    private long _renewal = Endless;
    private int _isTold;

    /// <summary>When the shares of limits end; null for an engine that owns its limits.</summary>
    public Lease? Shares { get; init; }

    public Now Ask() => Clock.Read(machine);

    /// <summary>Whether the next commit should be made even if it writes nothing.</summary>
    public bool IsRenewalDue => IsLimited && (Clock.Mono(machine) >= Volatile.Read(ref _renewal) || Left(Clock.Read(machine)) <= 0);

    /// <summary>How long the engine may still send; zero if the lease has ended; null for a store without leases.</summary>
    public TimeSpan? TimeLeft => IsLimited ? TimeSpan.FromTicks(Math.Max(0, Left(Clock.Read(machine)))) : null;

    private bool IsLimited => Volatile.Read(ref _mono) != Endless;

    /// <summary>Also wakes the loop in time for the next renewal.</summary>
    public void Renew(Now asked, TimeSpan? lease)
    {
        if (lease is not { } time)
        {
            return;
        }

        var renewal = Now.After(asked.Mono, time / Renewals);
        Volatile.Write(ref _wall, Now.After(asked.Wall, time));
        Volatile.Write(ref _mono, Now.After(asked.Mono, time));
        Volatile.Write(ref _renewal, renewal);
        _timer ??= machine.CreateTimer(_ => WakeIfDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        SetTimer();
        if (Volatile.Read(ref _isTold) != 0 && Left(Clock.Read(machine)) > 0 && Interlocked.Exchange(ref _isTold, 0) != 0)
        {
            Log.LeaseRenewed(log);
        }
    }

    /// <summary>
    /// The latest instant at which to send, on the engine's wall clock, and why. Not later than <paramref name="now"/> if the lease or the
    /// shares have ended.
    /// </summary>
    /// <param name="now">The time on the engine's clock.</param>
    public LeaseEnd EndOn(Now now)
    {
        var (own, shares) = (EndOfOwn(now), Shares?.EndOfOwn(now) ?? Endless);
        return own <= shares ? new LeaseEnd(own, Ended) : new LeaseEnd(shares, SharesEnded);
    }

    private long EndOfOwn(Now now) =>
        IsLimited ? Now.After(now.Wall, TimeSpan.FromTicks(Left(machine == engine ? now : Clock.Read(machine)))) : Endless;

    /// <summary>Tells that an attempt was held back because the lease has ended: once, until the lease is renewed.</summary>
    public void Look(in Verdict verdict)
    {
        if (verdict.Reason == Ended && Interlocked.Exchange(ref _isTold, 1) == 0)
        {
            Log.LeaseEnded(log);
        }
    }

    public void Close() => _timer?.Dispose();

    /// <summary>A timer may be early, and an idle loop that finds nothing due sleeps on.</summary>
    private void WakeIfDue()
    {
        if (IsRenewalDue)
        {
            wake.Set();
        }
        else
        {
            SetTimer();
        }
    }

    /// <summary>Rounds up, because timers of the system count in whole milliseconds.</summary>
    private void SetTimer()
    {
        var left = TimeSpan.FromTicks(Math.Max(0, Volatile.Read(ref _renewal) - Clock.Mono(machine)));
        _timer!.Change(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    private long Left(Now now) => Math.Min(Volatile.Read(ref _wall) - now.Wall, Volatile.Read(ref _mono) - now.Mono);
}

/// <summary>The end of what an owner may send.</summary>
/// <param name="At">The instant, in UTC ticks.</param>
/// <param name="Reason">What ends.</param>
internal readonly record struct LeaseEnd(long At, string Reason)
{
    public static LeaseEnd None => new(long.MaxValue, Lease.Ended);
}
