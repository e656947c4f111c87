namespace Campaigns.Scheduling;

/// <summary>
/// What a breaker has to know of an attempt: after how many breaks it was sent, and whether it is a probe that has not ended.
/// </summary>
internal record struct BreakerMark(int Break, bool IsProbe)
{
    /// <summary>An attempt that says nothing to the breaker, whatever becomes of it.</summary>
    public static BreakerMark Uncounted => new(-1, false);
}

/// <summary>
/// A provider's breaker. Closed while the provider works; broken, and the provider left alone, when it fails; then probed by a few
/// attempts. When those succeed the provider is given twice as many attempts each second, so that what has waited does not break it again.
/// </summary>
/// <remarks>
/// What attempts sent before the last break come to says nothing about the provider now, be it broken still or not: only its probes and
/// what followed them count.
/// </remarks>
internal sealed class BreakerState(CircuitBreakerOptions options)
{
    private const int RampSeconds = 10;
    private readonly RecentResults _recent = new(options);
    private int _lostInRow;
    private int _break;
    private int _doublings;
    private int _probing;
    private int _proven;
    private bool _isRamped;
    private bool _isRecovering;
    private bool _needsOutcome;
    private long _rampSince;
    private long _rampSecond;
    private int _rampSent;

    /// <summary>Whether it is left alone, or probed.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>While broken: when it is probed, on the monotonic clock.</summary>
    public long ProbeAt { get; private set; } = long.MinValue;

    /// <summary>While it recovers: until when it is given only so much, on the monotonic clock.</summary>
    public long RecoversUntil => _rampSince + (RampSeconds * TimeSpan.TicksPerSecond);

    /// <summary>Whether it has come back and is given a little more each second.</summary>
    public bool IsRecovering(long mono) => _isRecovering && mono < RecoversUntil;

    /// <summary>
    /// After a restart nothing is known: the provider is probed before more follow, and then used as if nothing had been.
    /// </summary>
    public void Distrust() => IsBroken = true;

    /// <summary>A person says that it has come back: it is used again, slowly at first.</summary>
    public void Restore(long mono)
    {
        (_break, _isRamped) = (_break + 1, true);
        Recover(mono);
    }

    public bool IsOpen(long mono)
    {
        if (IsBroken)
        {
            return mono >= ProbeAt && _probing + _proven < options.ProbeCount;
        }

        var second = SecondAt(mono);
        return !IsRecovering(mono)
            || (second == _rampSecond ? _rampSent : 0) < Math.Min(options.ProbeCount * (1L << (int)second), int.MaxValue);
    }

    /// <summary>When it opens by itself; now or earlier if it is open, <see cref="long.MaxValue"/> if only an answer opens it.</summary>
    public long OpensAt(long mono)
    {
        if (IsBroken)
        {
            return mono < ProbeAt ? ProbeAt : IsOpen(mono) ? mono : long.MaxValue;
        }

        return IsOpen(mono) ? mono : _rampSince + ((SecondAt(mono) + 1) * TimeSpan.TicksPerSecond);
    }

    /// <summary>An attempt is sent.</summary>
    public BreakerMark Take(long mono)
    {
        _probing += IsBroken ? 1 : 0;
        AdvanceRamp(mono);
        _rampSent += _isRecovering ? 1 : 0;
        return new BreakerMark(_break, IsBroken);
    }

    /// <summary>The provider answered sensibly, and told no outcome.</summary>
    public void Answered(ref BreakerMark mark, long mono)
    {
        if (!_needsOutcome)
        {
            Succeeded(ref mark, mono);
        }
    }

    /// <summary>The outcome of an attempt has come.</summary>
    /// <param name="mark">The attempt.</param>
    /// <param name="mono">The time.</param>
    /// <param name="isAnswer">Whether its dispatch brought it.</param>
    public void Heard(ref BreakerMark mark, long mono, bool isAnswer)
    {
        _lostInRow = 0;
        if (isAnswer || mark.IsProbe)
        {
            Succeeded(ref mark, mono);
        }
    }

    /// <summary>A dispatch failed.</summary>
    public void Failed(ref BreakerMark mark, long mono)
    {
        if (TakeMark(ref mark, out var isProbe) && (IsBroken ? isProbe : _recent.CountFailure(mono)))
        {
            Break(mono);
        }
    }

    /// <summary>A contact was refused; whether it is one contact too many, whoever counts them says.</summary>
    public void Refused(ref BreakerMark mark, long mono, bool isOneTooMany)
    {
        if (TakeMark(ref mark, out var isProbe) && (IsBroken ? isProbe : isOneTooMany))
        {
            Break(mono);
        }
    }

    /// <summary>The outcome of an attempt never came.</summary>
    public void Lost(ref BreakerMark mark, long mono)
    {
        if (TakeMark(ref mark, out var isProbe) && (IsBroken ? isProbe : ++_lostInRow >= options.ConsecutiveFailures))
        {
            _needsOutcome = true; // that it takes attempts proves nothing now
            Break(mono);
        }
    }

    /// <summary>The attempt came to nothing on our side: no news about the provider.</summary>
    public void NotTried(ref BreakerMark mark) => TakeMark(ref mark, out _);

    private long SecondAt(long mono) => Math.Max(0, (mono - _rampSince) / TimeSpan.TicksPerSecond);

    private void Succeeded(ref BreakerMark mark, long mono)
    {
        if (!TakeMark(ref mark, out var isProbe))
        {
            return;
        }

        if (!IsBroken)
        {
            _recent.Succeed(mono);
        }
        else if (isProbe && ++_proven >= options.ProbeCount)
        {
            Recover(mono);
        }
    }

    /// <summary>Takes back what was counted for an attempt: a probe ends, and another one may go.</summary>
    /// <returns>Whether the attempt was sent since the last break.</returns>
    private bool TakeMark(ref BreakerMark mark, out bool isProbe)
    {
        isProbe = mark.IsProbe;
        _probing -= isProbe ? 1 : 0;
        mark = mark with { IsProbe = false };
        return mark.Break == _break;
    }

    private void Break(long mono)
    {
        AdvanceRamp(mono); // what lies further back makes no pause longer
        var pause = Math.Min(options.BreakDuration.Ticks * Math.Pow(2, _doublings), options.MaxBreakDuration.Ticks);
        _doublings = Math.Min(_doublings + 1, 30);
        _break++;
        (IsBroken, _isRecovering, _isRamped, _proven) = (true, false, true, 0);
        ProbeAt = Now.After(mono, TimeSpan.FromTicks((long)pause));
    }

    private void Recover(long mono)
    {
        (IsBroken, _isRecovering, _proven, _needsOutcome) = (false, _isRamped, 0, false);
        _recent.Clear();
        _lostInRow = 0;
        (_rampSince, _rampSecond, _rampSent) = (mono, 0, 0);
    }

    /// <summary>Moves on to the second that it is now; after the last one it is as if nothing had been.</summary>
    private void AdvanceRamp(long mono)
    {
        if (_isRecovering && !IsRecovering(mono))
        {
            (_isRecovering, _isRamped, _doublings) = (false, false, 0);
        }
        else if (_isRecovering && SecondAt(mono) != _rampSecond)
        {
            (_rampSecond, _rampSent) = (SecondAt(mono), 0);
        }
    }
}
