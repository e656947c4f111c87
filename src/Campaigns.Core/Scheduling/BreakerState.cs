using System.Numerics;

namespace Campaigns.Scheduling;

/// <summary>
/// A provider's breaker. Closed while the provider works; broken, and the provider left alone, when it fails; then probed by a few
/// attempts. When those succeed the provider is given twice as many attempts each second, so that what has waited does not break it again.
/// </summary>
/// <remarks>
/// What attempts sent before the break come to says nothing about the provider now: only its probes count while it is broken.
/// </remarks>
internal sealed class BreakerState(Breaker options)
{
    private const int RampSeconds = 10;
    private ulong _recent;
    private int _seen;
    private int _inRow;
    private int _lostInRow;
    private int _breaks;
    private int _probing;
    private int _proven;
    private bool _isRamped;
    private bool _needsOutcome;
    private long _rampSince;
    private long _rampSecond;
    private int _rampSent;

    /// <summary>Whether it is left alone, or probed.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Whether it has come back and is given a little more each second.</summary>
    public bool IsRecovering { get; private set; }

    /// <summary>While broken: when it is probed, on the monotonic clock.</summary>
    public long ProbeAt { get; private set; } = long.MinValue;

    /// <summary>After a restart nothing is known: the provider is probed before more follow, and then used as if nothing had been.</summary>
    public void Distrust() => IsBroken = true;

    public bool IsOpen(long mono)
    {
        if (IsBroken)
        {
            return mono >= ProbeAt && _probing + _proven < options.Probes;
        }

        return !IsRecovering || !IsRamping(mono) || _rampSent < Allowed;
    }

    /// <summary>When it opens by itself; now or earlier if it is open, <see cref="long.MaxValue"/> if only an answer opens it.</summary>
    public long OpensAt(long mono)
    {
        if (IsBroken)
        {
            return mono < ProbeAt ? ProbeAt : IsOpen(mono) ? mono : long.MaxValue;
        }

        return IsOpen(mono) ? mono : _rampSince + ((_rampSecond + 1) * TimeSpan.TicksPerSecond);
    }

    /// <summary>An attempt is sent.</summary>
    /// <returns>Whether it is a probe.</returns>
    public bool Take(long mono)
    {
        if (IsBroken)
        {
            _probing++;
            return true;
        }

        if (IsRecovering && IsRamping(mono))
        {
            _rampSent++;
        }

        return false;
    }

    /// <summary>The provider took an attempt.</summary>
    public void Accepted(ref bool isProbe, long mono)
    {
        if (!_needsOutcome)
        {
            Succeeded(ref isProbe, mono);
        }
    }

    /// <summary>The outcome of an attempt has come.</summary>
    public void Heard(ref bool isProbe, long mono)
    {
        _lostInRow = 0;
        if (isProbe)
        {
            Succeeded(ref isProbe, mono);
        }
    }

    /// <summary>A dispatch went well.</summary>
    public void Succeeded(ref bool isProbe, long mono)
    {
        if (!IsBroken)
        {
            _inRow = 0;
            Sample(0);
        }
        else if (EndProbe(ref isProbe) && ++_proven >= options.Probes)
        {
            Recover(mono);
        }
    }

    /// <summary>A dispatch failed.</summary>
    public void Failed(ref bool isProbe, long mono)
    {
        if (IsBroken ? EndProbe(ref isProbe) : FailsTooOften())
        {
            Break(mono);
        }
    }

    /// <summary>The outcome of an attempt never came.</summary>
    public void Lost(ref bool isProbe, long mono)
    {
        if (IsBroken ? EndProbe(ref isProbe) : ++_lostInRow >= options.Failures)
        {
            _needsOutcome = true; // that it takes attempts proves nothing now
            Break(mono);
        }
    }

    /// <summary>The attempt came to nothing on our side: no news about the provider.</summary>
    public void NotTried(ref bool isProbe) => EndProbe(ref isProbe);

    private int Allowed => (int)Math.Min(options.Probes * (1L << (int)_rampSecond), int.MaxValue);

    private bool EndProbe(ref bool isProbe)
    {
        var wasProbe = isProbe;
        _probing -= wasProbe ? 1 : 0;
        isProbe = false;
        return wasProbe;
    }

    private bool FailsTooOften()
    {
        _inRow++;
        Sample(1);
        return _inRow >= options.Failures
            || (_seen >= options.Sample && BitOperations.PopCount(_recent) >= options.Ratio * options.Sample);
    }

    private void Sample(ulong failure)
    {
        _recent = ((_recent << 1) | failure) & (ulong.MaxValue >> (64 - options.Sample));
        _seen = Math.Min(_seen + 1, options.Sample);
    }

    private void Break(long mono)
    {
        var pause = Math.Min(options.Pause.Ticks * Math.Pow(2, _breaks), options.MaxPause.Ticks);
        _breaks = Math.Min(_breaks + 1, 30);
        (IsBroken, IsRecovering, _isRamped, _proven) = (true, false, true, 0);
        ProbeAt = Now.After(mono, TimeSpan.FromTicks((long)pause));
    }

    private void Recover(long mono)
    {
        (IsBroken, IsRecovering, _proven, _needsOutcome) = (false, _isRamped, 0, false);
        (_recent, _seen, _inRow, _lostInRow) = (0, 0, 0, 0);
        (_rampSince, _rampSecond, _rampSent) = (mono, 0, 0);
    }

    /// <summary>Moves on to the second that it is now; after the last one it is as if nothing had been.</summary>
    private bool IsRamping(long mono)
    {
        var second = Math.Max(0, (mono - _rampSince) / TimeSpan.TicksPerSecond);
        if (second >= RampSeconds)
        {
            (IsRecovering, _isRamped, _breaks) = (false, false, 0);
        }
        else if (second != _rampSecond)
        {
            (_rampSecond, _rampSent) = (second, 0);
        }

        return IsRecovering;
    }
}
