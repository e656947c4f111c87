using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>The scheduler's data about a caller id of a provider: its limits, its switch and its breaker.</summary>
internal sealed class CallerIdEntry : LimitedEntry
{
    /// <summary>One refusal says enough about a number: the next attempt with it would be refused as well.</summary>
    private static readonly CircuitBreakerOptions Options = new()
    {
        ConsecutiveFailures = 1, BreakDuration = TimeSpan.FromMinutes(1), MaxBreakDuration = TimeSpan.FromHours(1),
    };

    /// <summary>Counts the attempts of a day if no quota does. Never used up.</summary>
    private static readonly Quota Day = new(1_000_000_000, QuotaPeriod.Day);

    private readonly CallerIdSettings _registered;
    private readonly CallerIdPool? _pool;
    private readonly BreakerState _breaker = new(Options);
    private int _day;

    /// <param name="provider">The provider's name.</param>
    /// <param name="registered">The number with its registered settings.</param>
    /// <param name="pool">The provider's pool; null for a number that is no longer registered.</param>
    public CallerIdEntry(string provider, CallerId registered, CallerIdPool? pool)
    {
        (Provider, Number, _registered, _pool) = (provider, registered.Number, registered.Settings, pool);
        Settings = _registered;
        InForce = WithDay(Settings.Quotas);
    }

    public string Provider { get; }

    public string Number { get; }

    /// <summary>The number's id in the store; 0 until the number is first used or changed, and if all ids are taken.</summary>
    public ushort Id { get; private set; }

    public CallerIdSettings Settings { get; private set; }

    /// <summary>The quotas of the settings, and a daily one that counts.</summary>
    public IReadOnlyList<Quota> InForce { get; private set; }

    /// <summary>The number of refusals since the store was read.</summary>
    public long Failures { get; private set; }

    public override (LimitScope Scope, string Name) Limits => (LimitScope.CallerId, NameOf(Provider, Number));

    public override int MaxConcurrent => Math.Min(Settings.MaxConcurrent, Share);

    /// <summary>The number of attempts of today.</summary>
    public long SentToday => Quotas?.UsedOf(_day) ?? 0;

    /// <summary>Whether the number has no room only because of its live attempts.</summary>
    public bool IsFull => Settings.Switch != ProviderSwitch.Off && Live >= MaxConcurrent;

    private bool UsesBreaker => Settings.Switch == ProviderSwitch.Automatic;

    /// <summary>The name under which the store keeps the usage of a number.</summary>
    public static string NameOf(string provider, string number) => $"{number} {provider}";

    public bool IsOpen(long mono) =>
        Settings.Switch != ProviderSwitch.Off && Live < MaxConcurrent && Quotas is not { IsOpen: false }
        && (!UsesBreaker || _breaker.IsOpen(mono));

    /// <summary>
    /// When the number opens by itself, on the monotonic clock; <see cref="long.MaxValue"/> if only an end, a person or the next period of
    /// a quota opens it.
    /// </summary>
    public long OpensAt(long mono) =>
        Settings.Switch == ProviderSwitch.Off || Live >= MaxConcurrent || Quotas is { IsOpen: false }
            ? long.MaxValue
            : UsesBreaker ? _breaker.OpensAt(mono) : mono;

    /// <summary>When the number opens by itself, including its quotas, which use the wall clock.</summary>
    public long OpensAt(Now now)
    {
        if (Settings.Switch == ProviderSwitch.Off || Live >= MaxConcurrent)
        {
            return long.MaxValue;
        }

        var opens = UsesBreaker ? _breaker.OpensAt(now.Mono) : now.Mono;
        return Quotas?.UsedUp(now.Wall) is { } used ? Math.Max(opens, now.Mono + used.Until - now.Wall) : opens;
    }

    public ProviderState StateAt(long mono) => Settings.Switch switch
    {
        ProviderSwitch.Off => ProviderState.Off,
        ProviderSwitch.Automatic when _breaker.IsBroken && mono < _breaker.ProbeAt => ProviderState.CircuitOpen,
        _ when Live >= MaxConcurrent => ProviderState.AtCapacity,
        ProviderSwitch.Automatic when _breaker.IsBroken || _breaker.IsRecovering(mono) => ProviderState.CircuitHalfOpen,
        _ => Quotas is { IsOpen: false } ? ProviderState.QuotaExhausted : ProviderState.Available,
    };

    public void Identify(ushort id) => Id = id;

    /// <summary>Changes the settings and ends the pause after a refusal, so that the effect of the change shows.</summary>
    /// <param name="settings">The settings; null for the registered ones.</param>
    /// <param name="mono">The current time on the monotonic clock.</param>
    public void Change(CallerIdSettings? settings, long mono)
    {
        Settings = settings ?? _registered;
        InForce = WithDay(Settings.Quotas);
        _breaker.Close(mono);
        NoteChange();
    }

    /// <summary>Counts an attempt that is about to be sent.</summary>
    /// <returns>The mark for the breaker.</returns>
    public BreakerMark Admit(long mono) => UsesBreaker ? _breaker.Admit(mono) : BreakerMark.Uncounted;

    /// <summary>Notes that the provider accepted an attempt with the number.</summary>
    public void RecordAnswer(ref BreakerMark mark, long mono)
    {
        _breaker.RecordAnswer(ref mark, mono);
        NoteChange();
    }

    /// <summary>Notes that the provider refused the number.</summary>
    public void RecordRefusal(ref BreakerMark mark, long mono)
    {
        Failures++;
        _breaker.RecordFailure(ref mark, mono);
        NoteChange();
    }

    /// <summary>Frees the slot of an attempt that has ended. If it was a probe without a result, another probe may go.</summary>
    public void Free(ref BreakerMark mark)
    {
        _breaker.Release(ref mark);
        FreeSlot();
        NoteChange();
    }

    /// <summary>Notes that the number may have room again.</summary>
    public void NoteChange() => _pool?.NoteChange();

    private IReadOnlyList<Quota> WithDay(IReadOnlyList<Quota> quotas)
    {
        _day = 0;
        while (_day < quotas.Count && quotas[_day].Period != QuotaPeriod.Day)
        {
            _day++;
        }

        return _day < quotas.Count ? quotas : [.. quotas, Day];
    }
}
