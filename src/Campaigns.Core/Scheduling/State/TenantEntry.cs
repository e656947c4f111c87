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
    }

    public string Name { get; }

    /// <summary>Its number in this process, from 0.</summary>
    public int Index { get; }

    public EverythingEntry Everything { get; }

    public StopSwitch Stop { get; }

    public TenantSettings Settings { get; private set; } = new();

    public bool IsHeld { get; private set; }

    public SuppressionList Suppressions { get; } = new();

    public TenantHistory History { get; }

    /// <summary>Its jobs that caps hold back.</summary>
    public ParkedByTenant Aside { get; } = new();

    /// <summary>What templates know of it.</summary>
    public TenantFields Fields { get; }

    /// <summary>How often its settings let a person be contacted.</summary>
    public FrequencyRules Rules { get; private set; } = new(new TenantSettings());

    /// <summary>Whether its caps look back on attempts.</summary>
    public bool NeedsHistory { get; private set; }

    public List<TenantQueue> Queues { get; } = [];

    /// <summary>Its channels that are or were unavailable. Most tenants have none.</summary>
    public Dictionary<Route, TenantChannel> Channels { get; } = [];

    public TenantChannel Channel(Route route) => FindChannel(route) ?? (Channels[route] = new TenantChannel(this, route));

    /// <summary>The channel, if it is or was unavailable.</summary>
    public TenantChannel? FindChannel(Route route) => Channels.Count == 0 ? null : Channels.GetValueOrDefault(route);

    public void Hold(bool isHeld) => IsHeld = isHeld;

    public void Enter(TenantQueue queue) => Queues.Add(queue);

    public void Leave(TenantQueue queue) => Queues.Remove(queue);

    public override (LimitScope Scope, string Name) Limits => (LimitScope.Tenant, Name);

    public override int MaxConcurrent => Settings.MaxConcurrent;

    public void Change(TenantSettings settings)
    {
        Settings = settings;
        Fields.Change(settings.Data);
        NeedsHistory = settings.NeedsHistory;
        Rules = new FrequencyRules(settings);
    }
}
