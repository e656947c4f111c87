using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>A tenant as the scheduler sees it.</summary>
internal sealed class TenantEntry : LimitedEntry
{
    public TenantEntry(string name, int index, EverythingEntry everything)
    {
        Name = name;
        Index = index;
        Everything = everything;
        Stop = new StopSwitch(everything.Stop);
        History = new TenantHistory(index);
        Fields = new TenantFields(name);
        Suppressions = new SuppressionList(name, everything);
    }

    public string Name { get; }

    /// <summary>The tenant's number in this process, from 0.</summary>
    public int Index { get; }

    public EverythingEntry Everything { get; }

    public StopSwitch Stop { get; }

    public TenantSettings Settings { get; private set; } = new();

    public bool IsHeld { get; private set; }

    /// <summary>When the hold began; null if the tenant is not held, or if an earlier version placed the hold.</summary>
    public DateTimeOffset? HeldSince { get; private set; }

    /// <summary>The number of changes of the settings.</summary>
    public long Revision { get; private set; }

    public SuppressionList Suppressions { get; }

    public TenantHistory History { get; }

    /// <summary>The tenant's parked jobs that return at an instant, most of them held back by caps.</summary>
    public ParkedByTenant Parked { get; } = new();

    /// <summary>The tenant's fields for templates.</summary>
    public TenantFields Fields { get; }

    /// <summary>The rules that limit how often a person is contacted.</summary>
    public FrequencyRules Rules { get; private set; } = new(new TenantSettings());

    /// <summary>Whether the tenant's caps need the history of attempts.</summary>
    public bool NeedsHistory { get; private set; }

    public List<TenantQueue> Queues { get; } = [];

    /// <summary>The channels that are or were restricted for the tenant. Most tenants have none.</summary>
    public Dictionary<Route, TenantChannel> Channels { get; } = [];

    public TenantChannel Channel(Route route) => FindChannel(route) ?? (Channels[route] = new TenantChannel(this, route));

    /// <summary>The channel, if it is or was restricted for the tenant; null otherwise.</summary>
    public TenantChannel? FindChannel(Route route) => Channels.Count == 0 ? null : Channels.GetValueOrDefault(route);

    public void Hold(bool isHeld, DateTimeOffset? since) => (IsHeld, HeldSince) = (isHeld, since);

    public void Enter(TenantQueue queue) => Queues.Add(queue);

    public void Leave(TenantQueue queue) => Queues.Remove(queue);

    public override (LimitScope Scope, string Name) Limits => (LimitScope.Tenant, Name);

    public override int MaxConcurrent => Settings.MaxConcurrent;

    public void Change(TenantSettings settings, long revision)
    {
        (Settings, Revision) = (settings, revision);
        Fields.Change(settings.Data);
        NeedsHistory = settings.NeedsHistory;
        Rules = new FrequencyRules(settings);
    }
}

/// <summary>
/// The availability of a channel for a tenant. The channel is unavailable while a user says so, or after its providers have reported so. A
/// provider's finding is probed every 15 minutes, while a user's statement lasts until it is withdrawn. Also holds the tenant's accounts at
/// the providers of the channel.
/// </summary>
internal sealed class TenantChannel
{
    private static readonly CircuitBreakerOptions Options =
        new() { ConsecutiveFailures = 1, BreakDuration = TimeSpan.FromMinutes(15), MaxBreakDuration = TimeSpan.FromMinutes(15) };
    private readonly BreakerState _found = new(Options);
    private ProviderAccount?[] _accounts = [];
    private string? _reason;

    public TenantChannel(TenantEntry tenant, Route route)
    {
        Tenant = tenant;
        Route = route;
        Wake = new HeapNode<object>(this);
    }

    public TenantEntry Tenant { get; }

    public Route Route { get; }

    /// <summary>Wakes the scheduler when a probe or more attempts may go.</summary>
    public HeapNode<object> Wake { get; }

    /// <summary>The stated reason for being unavailable; null if none was stated.</summary>
    public string? Stated { get; private set; }

    /// <summary>Whether the channel is in <see cref="Route.Parked"/> until a usable provider opens.</summary>
    public bool IsParked { get; private set; }

    public void Park()
    {
        IsParked = true;
        Route.Add(this);
    }

    public void Unpark() => IsParked = false;

    public bool IsOpen(long mono) => IsThere(mono) && !IsParked && AccountsOpenAt(mono) <= mono;

    /// <summary>Whether no statement or finding blocks the channel as a whole.</summary>
    public bool IsThere(long mono) => Stated is null && _found.IsOpen(mono);

    /// <summary>Whether no restriction is left that an answer could change.</summary>
    public bool IsCalm(long mono) =>
        Stated is null
            && !IsParked
            && !_found.IsBroken
            && !_found.IsRecovering(mono)
            && Array.TrueForAll(_accounts, account => account?.IsCalm(mono) != false);

    /// <summary>Whether the channel is unavailable. A channel that is only limited during recovery is available.</summary>
    public bool IsUnavailable(long mono) => Stated is not null || (_found.IsBroken && !_found.IsOpen(mono)) || TakesNobody(mono);

    /// <summary>The tenant's account at a provider, if the provider has refused an attempt of the tenant; null otherwise.</summary>
    public ProviderAccount? FindAccount(ProviderEntry provider) =>
        (uint)provider.Place < (uint)_accounts.Length ? _accounts[provider.Place] : null;

    public ProviderAccount Account(ProviderEntry provider)
    {
        _accounts = _accounts.Length == 0 ? new ProviderAccount?[Route.Providers.Count] : _accounts;
        return _accounts[provider.Place] ??= new ProviderAccount(provider);
    }

    /// <summary>Whether the tenant may use a provider of the channel, regardless of whether the provider is open.</summary>
    /// <param name="place">The provider's index in the channel.</param>
    /// <param name="mono">The current time on the monotonic clock.</param>
    public bool IsOpenAt(int place, long mono) => place >= _accounts.Length || _accounts[place]?.IsOpen(mono) != false;

    /// <summary>The state of a provider for this tenant; null if nothing restricts the tenant.</summary>
    public ProviderState? StateAt(ProviderEntry provider, long mono) => FindAccount(provider)?.StateAt(mono);

    /// <summary>
    /// When the first of the tenant's accounts opens, on the monotonic clock; now or earlier if one is open. A missing account counts
    /// as open.
    /// </summary>
    public long AccountsOpenAt(long mono)
    {
        var opens = _accounts.Length == 0 ? mono : long.MaxValue;
        foreach (var account in _accounts)
        {
            opens = Math.Min(opens, account is null || account.IsOpen(mono) ? mono : account.OpensAt(mono));
        }

        return opens;
    }

    /// <summary>When the next closed account of the tenant opens, on the monotonic clock; <see cref="long.MaxValue"/> for none.</summary>
    private long NextAccountOpensAt(long mono)
    {
        var opens = long.MaxValue;
        foreach (var account in _accounts)
        {
            opens = account?.OpensAt(mono) is { } at && at > mono ? Math.Min(opens, at) : opens;
        }

        return opens;
    }

    /// <summary>Whether every provider is broken or off, for all or for this tenant, and no probe may go yet.</summary>
    private bool TakesNobody(long mono)
    {
        for (var i = 0; i < _accounts.Length; i++)
        {
            var isDown = Route.Providers[i].StateAt(mono) is ProviderState.CircuitOpen or ProviderState.Off
                || _accounts[i] is { IsBroken: true } account && !account.IsOpen(mono);
            if (!isDown)
            {
                return false;
            }
        }

        return _accounts.Length > 0;
    }

    /// <summary>The reason why the channel is unavailable; null if it is available.</summary>
    public string? Reason => Stated ?? (_found.IsBroken ? _reason : null);

    /// <summary>
    /// When the channel opens by itself, on the monotonic clock; <see cref="long.MaxValue"/> if only an answer or a person opens it.
    /// </summary>
    public long OpensAt(long mono)
    {
        if (Stated is not null)
        {
            return long.MaxValue;
        }

        return IsParked ? NextAccountOpensAt(mono) : Math.Max(_found.OpensAt(mono), AccountsOpenAt(mono));
    }

    public BreakerMark Admit(long mono) => _found.Admit(mono);

    public void RecordAnswer(ref BreakerMark mark, long mono) => _found.RecordAnswer(ref mark, mono);

    public void Release(ref BreakerMark mark) => _found.Release(ref mark);

    public void RecordFailure(ref BreakerMark mark, long mono, string reason)
    {
        _reason = reason;
        _found.RecordFailure(ref mark, mono);
    }

    /// <summary>
    /// Sets or clears the stated reason. A channel that comes back starts at a low rate, because a backlog may have built up.
    /// </summary>
    public void State(string? reason, long mono)
    {
        if (reason is null && (Stated is not null || _found.IsBroken))
        {
            _found.Restore(mono);
        }

        Stated = reason;
    }
}
