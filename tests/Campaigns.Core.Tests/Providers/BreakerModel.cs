namespace Campaigns.Tests.Providers;

/// <summary>
/// An independent model of the circuit breaker, written from the documentation. It keeps the whole history and answers each question from
/// it.
/// </summary>
internal sealed class BreakerModel(CircuitBreakerOptions options)
{
    private static readonly long Second = TimeSpan.TicksPerSecond;
    private readonly List<Sent> _sent = [];
    private readonly List<(bool Failed, long At)> _dispatches = []; // since the last recovery
    private readonly List<(long At, bool IsLoss)> _breaks = [];
    private readonly List<(long At, bool IsPaced)> _recoveries = [];
    private readonly List<bool> _outcomes = []; // since the last recovery: whether each outcome was lost
    private int _breaksAtRecovery;
    private bool _wasDistrusted;

    /// <summary>One attempt: when it was sent, the number of breaks before it, and what is known about it.</summary>
    public sealed record Sent(long At, int Breaks, bool IsProbe)
    {
        public bool HasEnded { get; set; }

        public bool HasProven { get; set; }
    }

    public bool IsBroken { get; private set; }

    public int LiveProbes => _sent.Count(sent => sent.IsProbe && !sent.HasEnded);

    public void Distrust() => (IsBroken, _wasDistrusted) = (true, true);

    public bool IsOpen(long now)
    {
        if (IsBroken)
        {
            return now >= ProbeAt && LiveProbes + Proven < options.ProbeCount;
        }

        return Ramp(now) is not { } since
            || SentIn(since, (now - since) / Second) < options.ProbeCount * Math.Pow(2, (now - since) / Second);
    }

    public long ProbeAt
    {
        get
        {
            if (_breaks.Count == 0)
            {
                return long.MinValue;
            }

            var pause = options.BreakDuration.Ticks;
            for (var i = _breaks.Count - 1; i > 0 && Follows(_breaks[i - 1].At, _breaks[i].At); i--)
            {
                pause = Math.Min(pause * 2, options.MaxBreakDuration.Ticks);
            }

            return _breaks[^1].At + pause;
        }
    }

    public Sent Send(long now)
    {
        var sent = new Sent(now, _breaks.Count, IsBroken);
        _sent.Add(sent);
        return sent;
    }

    public void Accept(Sent sent, long now)
    {
        if (!IsBroken || !LosesOutcomes)
        {
            Succeed(sent, now);
        }
    }

    public void Hear(Sent sent, long now, bool isAnswer)
    {
        _outcomes.Add(false);
        if (isAnswer || (sent.IsProbe && !sent.HasEnded))
        {
            Succeed(sent, now);
        }
    }

    public void Fail(Sent sent, long now)
    {
        if (!EndAsNews(sent, out var wasLive))
        {
            return;
        }

        if (IsBroken && wasLive)
        {
            _breaks.Add((now, false));
        }
        else if (!IsBroken)
        {
            _dispatches.Add((true, now));
            var tenth = options.SamplingDuration.Ticks / 10;
            var inRow =
                _dispatches.AsEnumerable().Reverse().TakeWhile(sent => sent.Failed).Count(sent => (now / tenth) - (sent.At / tenth) < 10);
            var sample =
                _dispatches.TakeLast(options.MinimumThroughput).Where(sent => now - sent.At <= options.SamplingDuration.Ticks).ToList();
            var isShare = (decimal)sample.Count(sent => sent.Failed) / options.MinimumThroughput >= (decimal)options.FailureRatio;
            if (inRow >= options.ConsecutiveFailures || (sample.Count == options.MinimumThroughput && isShare))
            {
                Break(now, isLoss: false);
            }
        }
    }

    public void Lose(Sent sent, long now)
    {
        if (!EndAsNews(sent, out var wasLive))
        {
            return;
        }

        if (IsBroken && wasLive)
        {
            _breaks.Add((now, true));
        }
        else if (!IsBroken)
        {
            _outcomes.Add(true);
            if (_outcomes.AsEnumerable().Reverse().TakeWhile(lost => lost).Count() >= options.ConsecutiveFailures)
            {
                Break(now, isLoss: true);
            }
        }
    }

    public void Withdraw(Sent sent) => EndAsNews(sent, out _);

    /// <summary>Whether a lost outcome opened the breaker since its last recovery. Then acceptances prove nothing.</summary>
    private bool LosesOutcomes => _breaks.Skip(_breaksAtRecovery).Any(broke => broke.IsLoss);

    private int Proven => _sent.Count(sent => sent.HasProven && sent.Breaks == _breaks.Count);

    /// <summary>The start of the current ramp, which lets through more each second; null without a ramp.</summary>
    private long? Ramp(long now) =>
        _recoveries.Count > 0 && _recoveries[^1].IsPaced && now < _recoveries[^1].At + (10 * Second) ? _recoveries[^1].At : null;

    private int SentIn(long since, long second) =>
        _sent.Count(
            sent => sent.Breaks == _breaks.Count
                && !sent.IsProbe
                && sent.At >= since + (second * Second)
                && sent.At < since + ((second + 1) * Second));

    /// <summary>Whether two breaks have the same cause: fewer than ten good seconds lie between them.</summary>
    private bool Follows(long before, long after) =>
        !_recoveries.Exists(recovery => recovery.At >= before && recovery.At + (10 * Second) <= after);

    private void Succeed(Sent sent, long now)
    {
        if (!EndAsNews(sent, out var wasLive))
        {
            return;
        }

        if (!IsBroken)
        {
            _dispatches.Add((false, now));
        }
        else if (wasLive)
        {
            sent.HasProven = true;
            if (Proven >= options.ProbeCount)
            {
                _recoveries.Add((now, _breaks.Count > 0 || !_wasDistrusted));
                (IsBroken, _breaksAtRecovery) = (false, _breaks.Count);
                _dispatches.Clear();
                _outcomes.Clear();
            }
        }
    }

    private bool EndAsNews(Sent sent, out bool wasLiveProbe)
    {
        wasLiveProbe = sent.IsProbe && !sent.HasEnded;
        sent.HasEnded = true;
        return sent.Breaks == _breaks.Count;
    }

    private void Break(long now, bool isLoss)
    {
        _breaks.Add((now, isLoss));
        IsBroken = true;
    }
}
