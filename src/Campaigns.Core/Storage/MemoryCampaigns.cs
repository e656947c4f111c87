namespace Campaigns.Storage;

/// <summary>The memory store's campaigns, and which of them have not ended: of a tenant, and under an exclusivity.</summary>
internal sealed class MemoryCampaigns
{
    private readonly SortedDictionary<long, CampaignRow> _rows = [];
    private readonly Dictionary<string, SortedSet<long>> _openOfTenant = [];
    private readonly Dictionary<long, SortedSet<long>> _openUnder = [];

    public IEnumerable<CampaignRow> All => _rows.Values;

    /// <summary>The highest id ever written.</summary>
    public long Last { get; private set; }

    public CampaignRow this[CampaignId campaign] => _rows[campaign.Value];

    /// <summary>Under which exclusivity a campaign runs; 0 for none.</summary>
    public long ExclusivityOf(CampaignId campaign) => _rows.TryGetValue(campaign.Value, out var row) ? row.Exclusivity : 0;

    /// <summary>The campaigns of a tenant that have not ended.</summary>
    public IReadOnlyCollection<long> OpenOf(string tenant) => _openOfTenant.TryGetValue(tenant, out var open) ? open : [];

    /// <summary>The campaigns under an exclusivity that have not ended.</summary>
    public IReadOnlyCollection<long> OpenUnder(long exclusivity) => _openUnder.TryGetValue(exclusivity, out var open) ? open : [];

    public void Write(CampaignRow row)
    {
        var id = row.Id.Value;
        Last = Math.Max(Last, id);
        if (_rows.Remove(id, out var before))
        {
            Leave(_openOfTenant, before.Tenant, id);
            Leave(_openUnder, before.Exclusivity, id);
        }

        _rows.Add(id, row);
        if (!row.State.IsTerminal())
        {
            Enter(_openOfTenant, row.Tenant, id);
            Enter(_openUnder, row.Exclusivity, id);
        }
    }

    public void Remove(CampaignId campaign)
    {
        if (_rows.Remove(campaign.Value, out var row))
        {
            Leave(_openOfTenant, row.Tenant, campaign.Value);
            Leave(_openUnder, row.Exclusivity, campaign.Value);
        }
    }

    private static void Enter<TKey>(Dictionary<TKey, SortedSet<long>> groups, TKey key, long campaign)
        where TKey : notnull
    {
        if (!groups.TryGetValue(key, out var group))
        {
            groups[key] = group = [];
        }

        group.Add(campaign);
    }

    private static void Leave<TKey>(Dictionary<TKey, SortedSet<long>> groups, TKey key, long campaign)
        where TKey : notnull
    {
        if (groups.TryGetValue(key, out var group) && group.Remove(campaign) && group.Count == 0)
        {
            groups.Remove(key);
        }
    }
}
