using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>A provider as the scheduler sees it: its credits, its limits, its throttle and its breaker.</summary>
internal sealed class ProviderEntry : LimitedEntry
{
    private readonly ProviderOptions _options;
    private readonly BreakerState _breaker;
    private ThrottleDelay _throttle = new();

    public ProviderEntry(int index, string name, string channel, ProviderOptions options)
    {
        Index = index;
        Name = name;
        Channel = channel;
        _options = options;
        _breaker = new BreakerState(options.CircuitBreaker);
        Settings = options.Settings;
        Rate.Change(Settings.Rate, 0);
    }

    public int Index { get; }

    public string Name { get; }

    public string Channel { get; }

    public TimeSpan DispatchTimeout => _options.DispatchTimeout;

    /// <summary>How long an attempt may be live, whatever is said of it.</summary>
    public TimeSpan LongestLife => _options.MaxAttemptDuration ?? TimeSpan.FromHours(Channel == Channels.Voice ? 4 : 24);

    public int MaxDispatching => _options.MaxDispatching;

    public CircuitBreakerOptions Breaker => _options.CircuitBreaker;

    /// <summary>Its place among the providers of its channel, from 0; -1 for one that is not registered.</summary>
    public int Place { get; private set; } = -1;

    /// <summary>Until when it wants to be left alone, on the monotonic clock.</summary>
    public long ThrottledUntil => _throttle.Until;

    public ProviderSettings Settings { get; private set; }

    public override (LimitScope Scope, string Name) Limits => (LimitScope.Provider, Name);

    public override int MaxConcurrent => Settings.MaxConcurrent;

    /// <summary>Dispatches that have not answered: each holds one of the provider's credits.</summary>
    public int Dispatching { get; private set; }

    /// <summary>When the provider is left alone until, by its throttle or its breaker, on the monotonic clock.</summary>
    public long ClosedUntil => Math.Max(_throttle.Until, IsBroken ? _breaker.ProbeAt : long.MinValue);

    /// <summary>Dispatches that failed and outcomes that never came, since the store was read.</summary>
    public long Failures { get; private set; }

    /// <summary>Why the last one failed, without personal data.</summary>
    public string LastFailure { get; private set; } = "";

    /// <summary>How often the provider asked to be tried later, since the store was read.</summary>
    public long Throttles { get; private set; }

    /// <summary>Whether it has failed so often that it is only probed.</summary>
    public bool IsBroken => _breaker.IsBroken && UsesBreaker;

    /// <summary>Whether its health decides, and not a person.</summary>
    public bool UsesBreaker => Settings.Switch == ProviderSwitch.Automatic;

    /// <summary>Until when it was last left alone with a tenant of which it took no contact, on the monotonic clock.</summary>
    public long TenantLeftAloneUntil { get; private set; } = long.MinValue;

    /// <summary>Until when it last asked to be left alone, with one tenant or with all, on the monotonic clock.</summary>
    public long AskedUntil { get; private set; } = long.MinValue;

    public bool IsOpen(long mono) =>
        Dispatching < _options.MaxDispatching && Live < Settings.MaxConcurrent && mono >= _throttle.Until
        && Settings.Switch != ProviderSwitch.Off && (!UsesBreaker || _breaker.IsOpen(mono)) && Rate.IsOpen(mono)
        && (Quotas is null || Quotas.IsOpen);

    /// <summary>When it opens by itself; <see cref="long.MaxValue"/> when only an answer or a person opens it.</summary>
    public long OpensAt(long mono)
    {
        if (Dispatching >= _options.MaxDispatching || Live >= Settings.MaxConcurrent || Settings.Switch == ProviderSwitch.Off)
        {
            return long.MaxValue;
        }

        var opens = Math.Max(_throttle.Until, UsesBreaker ? _breaker.OpensAt(mono) : mono);
        return Rate.IsOpen(mono) ? opens : Math.Max(opens, Rate.OpensAt(mono));
    }

    /// <summary>The same, its quotas included, which ride the wall clock.</summary>
    public long OpensAt(Now now) =>
        Math.Max(OpensAt(now.Mono), Quotas?.UsedUp(now.Wall) is { } used ? now.Mono + used.Until - now.Wall : long.MinValue);

    public ProviderState StateAt(long mono) => Settings.Switch switch
    {
        ProviderSwitch.Off => ProviderState.Off,
        _ when mono < _throttle.Until => ProviderState.Throttled,
        _ when IsBroken && mono < _breaker.ProbeAt => ProviderState.CircuitOpen,
        _ when Dispatching >= _options.MaxDispatching || Live >= Settings.MaxConcurrent => ProviderState.AtCapacity,
        ProviderSwitch.Automatic when _breaker.IsBroken || _breaker.IsRecovering(mono) => ProviderState.CircuitHalfOpen,
        _ when Quotas is { IsOpen: false } => ProviderState.QuotaExhausted,
        _ => Rate.IsOpen(mono) ? ProviderState.Available : ProviderState.RateLimited,
    };

    /// <summary>What a router may look at.</summary>
    public RouteChoice Choice => new(Name, Index, _options.Weight, _options.Cost, Live);

    public void Change(ProviderSettings? settings, long mono)
    {
        Settings = settings ?? _options.Settings;
        Rate.Change(Settings.Rate, mono);
        _throttle.Reset(); // whoever changes it wants to see what it does now
    }

    /// <summary>Takes a slot and a credit for an attempt that is to be sent.</summary>
    /// <returns>What the breaker has to know of it.</returns>
    public BreakerMark Take(long mono)
    {
        Dispatching++;
        TakeSlot();
        return UsesBreaker ? _breaker.Take(mono) : BreakerMark.Uncounted;
    }

    /// <summary>Takes a slot for an attempt of before, and a credit if it has not answered.</summary>
    public void Retake(bool isDispatching)
    {
        Dispatching += isDispatching ? 1 : 0;
        TakeSlot();
    }

    public void ReleaseCredit() => Dispatching--;

    /// <summary>The provider answered sensibly, and told no outcome.</summary>
    public void Answered(ref BreakerMark mark, long mono) => _breaker.Answered(ref mark, mono);

    /// <summary>The provider told an outcome, in its answer or later.</summary>
    public void Heard(ref BreakerMark mark, long mono, bool isAnswer) => _breaker.Heard(ref mark, mono, isAnswer);

    public void Failed(ref BreakerMark mark, long mono, string reason)
    {
        Failures++;
        LastFailure = reason;
        _breaker.Failed(ref mark, mono);
    }

    /// <summary>The provider took an attempt and its outcome never came.</summary>
    public void Lost(ref BreakerMark mark, long mono)
    {
        Failures++;
        LastFailure = "an outcome never came";
        _breaker.Lost(ref mark, mono);
    }

    /// <summary>The provider placed nothing for one contact: that is no news about the provider.</summary>
    public void Refused(ref BreakerMark mark)
    {
        Failures++;
        LastFailure = "it placed nothing"; // its own words may hold anything
        _breaker.NotTried(ref mark);
    }

    /// <summary>Whether it has reported anything of an attempt, since the store was read.</summary>
    public bool HasReported { get; private set; }

    /// <summary>It has reported something, unless it was asked.</summary>
    public void Note(ProviderReport report) => HasReported |= !report.IsAnswer;

    /// <summary>Takes its place among the providers of its channel.</summary>
    public void TakePlace(int place) => Place = place;

    /// <summary>Messages that it has accepted and of which it has told no end, although it never tells one.</summary>
    public long AcceptedOnly { get; private set; }

    /// <summary>A message that it has accepted is taken as sent.</summary>
    public void OnlyAccepts() => AcceptedOnly++;

    /// <summary>It takes no contact of a tenant, and is left alone with that one.</summary>
    public void LeftAlone(long until) => TenantLeftAloneUntil = Math.Max(TenantLeftAloneUntil, until);

    /// <summary>It asks to be left alone with one tenant.</summary>
    public void AskedForPause(long until)
    {
        Throttles++;
        AskedUntil = until;
    }

    /// <summary>The attempt came to nothing on our side: no news about the provider.</summary>
    public void NotTried(ref BreakerMark mark) => _breaker.NotTried(ref mark);

    /// <summary>The provider placed nothing and asks to be left alone.</summary>
    /// <param name="mono">The time.</param>
    /// <param name="asked">For how long, in ticks.</param>
    /// <param name="random">For jitter, 0 to 1.</param>
    public void Throttle(long mono, long asked, double random)
    {
        _throttle.Ask(mono, asked, random);
        AskedForPause(_throttle.Until);
    }

    /// <summary>
    /// Something was not sent. If a pause of the provider held it back, one that is over here or was forgotten in a failure of the store,
    /// what
    /// follows would be held back too.
    /// </summary>
    /// <param name="mono">The time.</param>
    /// <param name="left">For how long it would be, in ticks; 0 or less if no pause held it back.</param>
    public void HeldBack(long mono, long left) => _throttle.AtLeast(mono + Math.Clamp(left, 0, TimeSpan.TicksPerSecond));

    /// <summary>The provider has taken an attempt.</summary>
    public void Took() => _throttle.Reset();

    /// <summary>After a restart nobody knows how the provider was.</summary>
    public void Distrust() => _breaker.Distrust();
}
