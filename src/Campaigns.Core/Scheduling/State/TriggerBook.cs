namespace Campaigns.Scheduling;

/// <summary>The triggers of all tenants, by name and by the type of their events.</summary>
internal sealed class TriggerBook
{
    private readonly Dictionary<(string Tenant, string Name), CampaignTrigger> _byName = [];
    private readonly Dictionary<(string Tenant, string Type), List<CampaignTrigger>> _byType = [];

    /// <summary>Whether there are any triggers. If not, events cost nothing here.</summary>
    public bool IsEmpty => _byName.Count == 0;

    public void Load(IReadOnlyList<CampaignTrigger> triggers)
    {
        foreach (var trigger in triggers)
        {
            Set(trigger);
        }
    }

    /// <summary>Adds a trigger, or replaces the one with the same name.</summary>
    public void Set(CampaignTrigger trigger)
    {
        Remove(trigger.Tenant, trigger.Name);
        _byName[(trigger.Tenant, trigger.Name)] = trigger;
        var key = (trigger.Tenant, trigger.EventType);
        if (!_byType.TryGetValue(key, out var list))
        {
            _byType[key] = list = [];
        }

        list.Add(trigger);
        list.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name)); // the same order after a restart
    }

    /// <summary>Removes a trigger.</summary>
    /// <returns>False if there is none with this name.</returns>
    public bool Remove(string tenant, string name)
    {
        if (!_byName.Remove((tenant, name), out var trigger))
        {
            return false;
        }

        var key = (tenant, trigger.EventType);
        if (_byType[key].Remove(trigger) && _byType[key].Count == 0)
        {
            _byType.Remove(key);
        }

        return true;
    }

    /// <summary>The triggers for a type of events, in order of name.</summary>
    public IReadOnlyList<CampaignTrigger> For(string tenant, string type) =>
        _byType.TryGetValue((tenant, type), out var list) ? list : [];

    /// <summary>A tenant's triggers, in order of name.</summary>
    public IReadOnlyList<CampaignTrigger> Of(string tenant) =>
        [.. _byName.Values.Where(trigger => trigger.Tenant == tenant).OrderBy(trigger => trigger.Name, StringComparer.Ordinal)];
}
