using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <summary>The campaigns with their lanes, and indexes of the campaigns that have not ended, by tenant and by exclusivity.</summary>
internal sealed class MemoryCampaigns
{
    private readonly SortedDictionary<long, CampaignRow> _rows = [];
    private readonly Dictionary<string, SortedSet<long>> _openOfTenant = [];
    private readonly Dictionary<long, SortedSet<long>> _openUnder = [];
    private readonly Dictionary<(string Tenant, string Key), SortedSet<long>> _byKey = [];
    private readonly Dictionary<string, SortedSet<(DateTimeOffset? EndedAt, long Id)>> _endedOfTenant = [];
    private readonly Dictionary<long, List<MemoryLane>> _lanes = [];

    /// <summary>The highest id ever written.</summary>
    public long Last { get; private set; }

    public CampaignRow this[CampaignId campaign] => _rows[campaign.Value];

    /// <summary>The campaign with an id; null for none.</summary>
    public CampaignRow? Find(long campaign) => _rows.GetValueOrDefault(campaign);

    /// <summary>The exclusivity that a campaign runs under; 0 for none.</summary>
    public long ExclusivityOf(CampaignId campaign) => _rows.TryGetValue(campaign.Value, out var row) ? row.Exclusivity : 0;

    /// <summary>The campaigns of a tenant that have not ended.</summary>
    public IReadOnlyCollection<long> OpenOf(string tenant) => _openOfTenant.TryGetValue(tenant, out var open) ? open : [];

    /// <summary>The campaigns under an exclusivity that have not ended.</summary>
    public IReadOnlyCollection<long> OpenUnder(long exclusivity) => _openUnder.TryGetValue(exclusivity, out var open) ? open : [];

    /// <summary>A campaign's lanes, in order of id. May include lanes that a purge in progress has removed.</summary>
    public IReadOnlyList<MemoryLane> LanesOf(CampaignId campaign) => _lanes.TryGetValue(campaign.Value, out var lanes) ? lanes : [];

    /// <summary>
    /// The campaigns that the engine needs in memory: campaigns that have not ended, the given live campaigns, and the first of each
    /// exclusivity.
    /// </summary>
    public List<CampaignRow> ReadNeeded(HashSet<CampaignId> live)
    {
        var exclusivities = new HashSet<long> { 0 };
        return [.. _rows.Values.Where(row => exclusivities.Add(row.Exclusivity) || !row.State.IsTerminal() || live.Contains(row.Id))];
    }

    /// <summary>Finds a campaign by id, campaigns by key, or ended campaigns, as the query specifies.</summary>
    public IEnumerable<CampaignRow> Find(CampaignQuery query) => query switch
    {
        { Campaign: { } campaign } => _rows.TryGetValue(campaign.Value, out var row) ? [row] : [],
        { Key: { } key } => _byKey.TryGetValue((query.Tenant!, key), out var ids) ? ids.Take(query.Limit).Select(id => _rows[id]) : [],
        { IsByEnd: true } => _endedOfTenant.TryGetValue(query.Tenant!, out var ended)
            ? ended.Take(query.Limit).Select(end => _rows[end.Id])
            : [],
        _ => _rows.Values
            .Where(row => row.Id.Value > query.After && row.State.IsTerminal() && (query.Tenant ?? row.Tenant) == row.Tenant)
            .Take(query.Limit),
    };

    public void Add(MemoryLane lane)
    {
        var campaign = lane.Row.Campaign.Value;
        (_lanes.TryGetValue(campaign, out var lanes) ? lanes : _lanes[campaign] = []).Add(lane);
    }

    public void Write(CampaignRow row)
    {
        var id = row.Id.Value;
        Last = Math.Max(Last, id);
        if (_rows.Remove(id, out var before))
        {
            Leave(_openOfTenant, before.Tenant, id);
            Leave(_openUnder, before.Exclusivity, id);
            Leave(_byKey, (before.Tenant, before.Key ?? ""), id);
            Leave(_endedOfTenant, before.Tenant, (before.EndedAt, id));
        }

        _rows.Add(id, row);
        if (row.Key is not null)
        {
            Enter(_byKey, (row.Tenant, row.Key), id);
        }

        if (!row.State.IsTerminal())
        {
            Enter(_openOfTenant, row.Tenant, id);
            Enter(_openUnder, row.Exclusivity, id);
        }
        else
        {
            Enter(_endedOfTenant, row.Tenant, (row.EndedAt, id));
        }
    }

    public void Remove(CampaignId campaign)
    {
        _lanes.Remove(campaign.Value);
        if (_rows.Remove(campaign.Value, out var row))
        {
            Leave(_byKey, (row.Tenant, row.Key ?? ""), campaign.Value);
            Leave(_openOfTenant, row.Tenant, campaign.Value);
            Leave(_openUnder, row.Exclusivity, campaign.Value);
            Leave(_endedOfTenant, row.Tenant, (row.EndedAt, campaign.Value));
        }
    }

    private static void Enter<TKey, TPlace>(Dictionary<TKey, SortedSet<TPlace>> groups, TKey key, TPlace campaign)
        where TKey : notnull
    {
        if (!groups.TryGetValue(key, out var group))
        {
            groups[key] = group = [];
        }

        group.Add(campaign);
    }

    private static void Leave<TKey, TPlace>(Dictionary<TKey, SortedSet<TPlace>> groups, TKey key, TPlace campaign)
        where TKey : notnull
    {
        if (groups.TryGetValue(key, out var group) && group.Remove(campaign) && group.Count == 0)
        {
            groups.Remove(key);
        }
    }
}
