namespace Campaigns.Scheduling;

/// <summary>
/// The breaker's data about one attempt: the number of breaks before its send, and whether it is a probe that has not ended.
/// </summary>
internal record struct BreakerMark(int Break, bool IsProbe)
{
    /// <summary>The mark of an attempt that the breaker ignores, regardless of the outcome.</summary>
    public static BreakerMark Uncounted => new(-1, false);
}

/// <summary>
/// The circuit breaker of a provider, of a tenant's account at a provider, or of a tenant's channel. Closed while the provider works. When
/// the provider fails, the breaker opens and blocks all attempts, then lets a few probes through. When the probes succeed, the allowed
/// attempts double each second, so that the backlog does not break the provider again.
/// </summary>
/// <remarks>
/// An attempt sent before the last break says nothing about the current health of the provider. Only the probes and later attempts count.
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

    /// <summary>Whether the breaker is open or half-open.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>While broken: when probes may start, on the monotonic clock.</summary>
    public long ProbeAt { get; private set; } = long.MinValue;

    /// <summary>While recovering: when the limit on attempts per second ends, on the monotonic clock.</summary>
    public long RecoversUntil => _rampSince + (RampSeconds * TimeSpan.TicksPerSecond);

    /// <summary>Whether the provider has come back and its attempts are still limited, doubling each second.</summary>
    public bool IsRecovering(long mono) => _isRecovering && mono < RecoversUntil;

    /// <summary>
    /// Opens the breaker after a restart, when the health of the provider is unknown. Successful probes close it without a ramp.
    /// </summary>
    public void Distrust() => IsBroken = true;

    /// <summary>Restores the breaker if it is open or half-open.</summary>
    public void Close(long mono)
    {
        if (IsBroken)
        {
            Restore(mono);
        }
    }

    /// <summary>Closes the breaker because a person says the provider is back. Attempts ramp up from a low rate.</summary>
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

    /// <summary>
    /// When the breaker opens to attempts by itself, on the monotonic clock. Now or earlier if attempts may go; <see cref="long.MaxValue"/>
    /// if only an answer lets more go.
    /// </summary>
    public long OpensAt(long mono)
    {
        if (IsBroken)
        {
            return mono < ProbeAt ? ProbeAt : IsOpen(mono) ? mono : long.MaxValue;
        }

        return IsOpen(mono) ? mono : _rampSince + ((SecondAt(mono) + 1) * TimeSpan.TicksPerSecond);
    }

    /// <summary>Counts an attempt that is sent.</summary>
    public BreakerMark Admit(long mono)
    {
        _probing += IsBroken ? 1 : 0;
        AdvanceRamp(mono);
        _rampSent += _isRecovering ? 1 : 0;
        return new BreakerMark(_break, IsBroken);
    }

    /// <summary>Counts a valid answer of the provider that has no outcome.</summary>
    public void RecordAnswer(ref BreakerMark mark, long mono)
    {
        if (!_needsOutcome)
        {
            RecordSuccess(ref mark, mono);
        }
    }

    /// <summary>Counts the outcome of an attempt.</summary>
    /// <param name="mark">The attempt's mark.</param>
    /// <param name="mono">The current time on the monotonic clock.</param>
    /// <param name="isAnswer">Whether the answer to the dispatch contained the outcome.</param>
    public void RecordOutcome(ref BreakerMark mark, long mono, bool isAnswer)
    {
        _lostInRow = 0;
        if (isAnswer || mark.IsProbe)
        {
            RecordSuccess(ref mark, mono);
        }
    }

    /// <summary>Counts a dispatch that failed.</summary>
    public void RecordFailure(ref BreakerMark mark, long mono)
    {
        if (TakeMark(ref mark, out var isProbe) && (IsBroken ? isProbe : _recent.CountFailure(mono)))
        {
            Break(mono);
        }
    }

    /// <summary>Counts a refused contact. The caller decides whether there are too many refusals.</summary>
    public void RecordRefusal(ref BreakerMark mark, long mono, bool isOneTooMany)
    {
        if (TakeMark(ref mark, out var isProbe) && (IsBroken ? isProbe : isOneTooMany))
        {
            Break(mono);
        }
    }

    /// <summary>Counts an attempt whose outcome never came.</summary>
    public void RecordLoss(ref BreakerMark mark, long mono)
    {
        if (TakeMark(ref mark, out var isProbe) && (IsBroken ? isProbe : ++_lostInRow >= options.ConsecutiveFailures))
        {
            _needsOutcome = true; // accepted attempts prove nothing until an outcome comes
            Break(mono);
        }
    }

    /// <summary>Ends the mark of an attempt that failed on our side, which says nothing about the provider.</summary>
    public void Release(ref BreakerMark mark) => TakeMark(ref mark, out _);

    private long SecondAt(long mono) => Math.Max(0, (mono - _rampSince) / TimeSpan.TicksPerSecond);

    private void RecordSuccess(ref BreakerMark mark, long mono)
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

    /// <summary>Withdraws what was counted for an attempt. If it was a probe, another probe may go.</summary>
    /// <returns>Whether the attempt was sent after the last break.</returns>
    private bool TakeMark(ref BreakerMark mark, out bool isProbe)
    {
        isProbe = mark.IsProbe;
        _probing -= isProbe ? 1 : 0;
        mark = mark with { IsProbe = false };
        return mark.Break == _break;
    }

    private void Break(long mono)
    {
        AdvanceRamp(mono); // ends an old ramp first, so that an old break does not lengthen this pause
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

    /// <summary>Moves the ramp to the current second. After its last second, forgets earlier breaks.</summary>
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
