using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>The scheduler's data about a provider: its credits, limits, throttle and breaker.</summary>
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
        CallerIds = CallerIdPool.Of(name, options);
        Rate.Change(Settings.Rate, 0);
    }

    public int Index { get; }

    public string Name { get; }

    public string Channel { get; }

    public TimeSpan DispatchTimeout => _options.DispatchTimeout;

    /// <summary>The maximum duration of an attempt, regardless of reports.</summary>
    public TimeSpan MaxAttemptDuration => _options.MaxAttemptDuration ?? TimeSpan.FromHours(Channel == Channels.Voice ? 4 : 24);

    public int MaxDispatching => _options.MaxDispatching;

    public CircuitBreakerOptions Breaker => _options.CircuitBreaker;

    /// <summary>The index among the providers of the channel, from 0; -1 for an unregistered provider.</summary>
    public int Place { get; private set; } = -1;

    /// <summary>The end of the pause that the provider asked for, on the monotonic clock.</summary>
    public long ThrottledUntil => _throttle.Until;

    public ProviderSettings Settings { get; private set; }

    /// <summary>The caller ids; null for none.</summary>
    public CallerIdPool? CallerIds { get; }

    /// <summary>The number of changes of the settings.</summary>
    public long Revision { get; private set; }

    public override (LimitScope Scope, string Name) Limits => (LimitScope.Provider, Name);

    public override int MaxConcurrent => Math.Min(Settings.MaxConcurrent, Share);

    /// <summary>The number of dispatches without an answer. Each holds one of the provider's credits.</summary>
    public int Dispatching { get; private set; }

    /// <summary>When the provider's throttle and breaker both allow an attempt or a probe again, on the monotonic clock.</summary>
    public long ClosedUntil => Math.Max(_throttle.Until, IsBroken ? _breaker.ProbeAt : long.MinValue);

    /// <summary>The number of failed dispatches and missing outcomes since the store was read.</summary>
    public long Failures { get; private set; }

    /// <summary>The reason of the last failure, without personal data.</summary>
    public string LastFailure { get; private set; } = "";

    /// <summary>The number of requests for a pause since the store was read.</summary>
    public long Throttles { get; private set; }

    /// <summary>Whether the provider failed so often that it is only probed.</summary>
    public bool IsBroken => _breaker.IsBroken && UsesBreaker;

    /// <summary>Whether the breaker decides about the provider, not a person.</summary>
    public bool UsesBreaker => Settings.Switch == ProviderSwitch.Automatic;

    /// <summary>The end of the last pause for a tenant whose contacts the provider refused, on the monotonic clock.</summary>
    public long TenantLeftAloneUntil { get; private set; } = long.MinValue;

    /// <summary>The end of the pause that the provider last asked for, for one tenant or for all, on the monotonic clock.</summary>
    public long AskedUntil { get; private set; } = long.MinValue;

    public bool IsOpen(long mono) =>
        Dispatching < _options.MaxDispatching && Live < MaxConcurrent && mono >= _throttle.Until
        && Settings.Switch != ProviderSwitch.Off && (!UsesBreaker || _breaker.IsOpen(mono)) && Rate.EnsureAllowance(mono)
        && (Quotas is null || Quotas.IsOpen) && (CallerIds is null || CallerIds.FindOpen(mono));

    /// <summary>
    /// When the provider opens by itself, on the monotonic clock; <see cref="long.MaxValue"/> if only an answer or a person opens it.
    /// </summary>
    public long OpensAt(long mono) => OpensAt(mono, CallerIds is null || CallerIds.FindOpen(mono) ? mono : CallerIds.OpensAt(mono));

    private long OpensAt(long mono, long callerIds)
    {
        if (Dispatching >= _options.MaxDispatching || Live >= MaxConcurrent || Settings.Switch == ProviderSwitch.Off)
        {
            return long.MaxValue;
        }

        var opens = Math.Max(_throttle.Until, UsesBreaker ? _breaker.OpensAt(mono) : mono);
        opens = Math.Max(opens, callerIds);
        return Rate.EnsureAllowance(mono) ? opens : Math.Max(opens, Rate.OpensAt(mono));
    }

    /// <summary>When the provider opens by itself, including its quotas, which use the wall clock.</summary>
    public long OpensAt(Now now)
    {
        var opens = OpensAt(now.Mono, CallerIds?.OpensAt(now) ?? now.Mono);
        return Quotas?.UsedUp(now.Wall) is { } used ? Math.Max(opens, now.Mono + used.Until - now.Wall) : opens;
    }

    public ProviderState StateAt(long mono) => Settings.Switch switch
    {
        ProviderSwitch.Off => ProviderState.Off,
        _ when mono < _throttle.Until => ProviderState.Throttled,
        _ when IsBroken && mono < _breaker.ProbeAt => ProviderState.CircuitOpen,
        _ when Dispatching >= _options.MaxDispatching || Live >= MaxConcurrent => ProviderState.AtCapacity,
        ProviderSwitch.Automatic when _breaker.IsBroken || _breaker.IsRecovering(mono) => ProviderState.CircuitHalfOpen,
        _ when Quotas is { IsOpen: false } => ProviderState.QuotaExhausted,
        _ when CallerIds?.FindOpen(mono) == false => ProviderState.NoCallerId,
        _ => Rate.EnsureAllowance(mono) ? ProviderState.Available : ProviderState.RateLimited,
    };

    /// <summary>Whether the provider could use larger shares of its limits now: nothing but limits keeps attempts from it.</summary>
    public bool CanUseMore(long mono) =>
        StateAt(mono) is not (ProviderState.Off or ProviderState.Throttled or ProviderState.CircuitOpen);

    /// <summary>The provider's data for a router.</summary>
    public RouteChoice Choice => new(Name, Index, _options.Weight, _options.Cost, Live);

    public void Change(ProviderSettings? settings, long revision, long mono)
    {
        Revision = revision;
        Settings = settings ?? _options.Settings;
        Rate.Change(Settings.Rate, mono);
        _throttle.Reset(); // end an imposed pause, so that the effect of the change shows
    }

    /// <summary>Ends the pause that the provider asked for, and closes its circuit, because a person says that it works again.</summary>
    public void CloseCircuit(long mono)
    {
        _throttle.Reset();
        _breaker.Close(mono);
    }

    /// <summary>Takes a slot and a credit for an attempt to be sent.</summary>
    /// <returns>The mark for the breaker.</returns>
    public BreakerMark Admit(long mono)
    {
        Dispatching++;
        TakeSlot();
        return UsesBreaker ? _breaker.Admit(mono) : BreakerMark.Uncounted;
    }

    /// <summary>Takes a slot for an earlier attempt, and a credit if the provider has not answered.</summary>
    public void Retake(bool isDispatching)
    {
        Dispatching += isDispatching ? 1 : 0;
        TakeSlot();
    }

    public void ReleaseCredit() => Dispatching--;

    /// <summary>Counts a valid answer without an outcome.</summary>
    public void RecordAnswer(ref BreakerMark mark, long mono) => _breaker.RecordAnswer(ref mark, mono);

    /// <summary>Counts an outcome from the provider, in its answer to the dispatch or later.</summary>
    public void RecordOutcome(ref BreakerMark mark, long mono, bool isAnswer) => _breaker.RecordOutcome(ref mark, mono, isAnswer);

    /// <summary>Counts a failure of the provider.</summary>
    public void RecordFailure(ref BreakerMark mark, long mono, string reason)
    {
        Failures++;
        LastFailure = reason;
        _breaker.RecordFailure(ref mark, mono);
    }

    /// <summary>Counts an accepted attempt whose outcome never came.</summary>
    public void RecordLoss(ref BreakerMark mark, long mono)
    {
        Failures++;
        LastFailure = "an outcome never came";
        _breaker.RecordLoss(ref mark, mono);
    }

    /// <summary>Counts a contact for which nothing was placed. This says nothing about the provider.</summary>
    public void RecordRefusal(ref BreakerMark mark)
    {
        Failures++;
        LastFailure = "it placed nothing"; // the provider's own words may contain personal data
        _breaker.Release(ref mark);
    }

    /// <summary>Whether the provider has sent a report since the store was read. Answers to lookups do not count.</summary>
    public bool HasReported { get; private set; }

    /// <summary>Notes that the provider has sent a report, unless the report is an answer to a lookup.</summary>
    public void Note(ProviderReport report) => HasReported |= !report.IsAnswer;

    /// <summary>Sets the provider's index among the providers of the channel.</summary>
    public void TakePlace(int place) => Place = place;

    /// <summary>The number of accepted messages treated as sent because the provider never reports an end.</summary>
    public long AcceptedOnly { get; private set; }

    /// <summary>Counts an accepted message that is treated as sent.</summary>
    public void OnlyAccepts() => AcceptedOnly++;

    /// <summary>Notes a pause for a tenant whose contacts the provider refuses.</summary>
    public void LeftAlone(long until) => TenantLeftAloneUntil = Math.Max(TenantLeftAloneUntil, until);

    /// <summary>Notes the provider's request for a pause for one tenant.</summary>
    public void AskedForPause(long until)
    {
        Throttles++;
        AskedUntil = until;
    }

    /// <summary>Counts an attempt that failed on our side, which says nothing about the provider.</summary>
    public void Release(ref BreakerMark mark) => _breaker.Release(ref mark);

    /// <summary>Handles an answer in which the provider placed nothing and asks for a pause.</summary>
    /// <param name="mono">The current time on the monotonic clock.</param>
    /// <param name="asked">The requested pause in ticks.</param>
    /// <param name="random">A random number from 0 to 1, for jitter.</param>
    public void Throttle(long mono, long asked, double random)
    {
        _throttle.Ask(mono, asked, random);
        AskedForPause(_throttle.Until);
    }

    /// <summary>
    /// Handles an attempt that was held back before the send. A pause of the provider may have held the attempt back although the scheduler
    /// considers the pause over, or has forgotten the pause after a store failure. The pause would hold back later attempts too.
    /// </summary>
    /// <param name="mono">The current time on the monotonic clock.</param>
    /// <param name="left">How long the pause continues, in ticks; 0 or less for no pause. Limited to one second.</param>
    public void HoldBack(long mono, long left) => _throttle.AtLeast(mono + Math.Clamp(left, 0, TimeSpan.TicksPerSecond));

    /// <summary>Notes that the provider accepted an attempt.</summary>
    public void RecordAcceptance() => _throttle.Reset();

    /// <summary>Opens the breaker after a restart, because the health of the provider is unknown.</summary>
    public void Distrust() => _breaker.Distrust();
}
