namespace Campaigns.Scheduling;

/// <summary>The work of one channel: its providers, and who is ready to be contacted on it.</summary>
internal sealed class Route(string channel)
{
    public string Channel { get; } = channel;

    public List<ProviderEntry> Providers { get; } = [];

    public Dictionary<int, Level> LevelsByPriority { get; } = [];

    public IndexedHeap<Level> Ready { get; } = new();

    /// <summary>The first provider in the order of registration that may take an attempt now, another than the one to avoid if there is one.</summary>
    public ProviderEntry? OpenProvider(long mono, int avoid)
    {
        ProviderEntry? avoided = null;
        foreach (var provider in Providers)
        {
            if (provider.IsOpen(mono))
            {
                if (provider.Index != avoid)
                {
                    return provider;
                }

                avoided = provider;
            }
        }

        return avoided;
    }
}

/// <summary>The tenants with campaigns of one priority on one channel; they share fairly.</summary>
internal sealed class Level
{
    public Level(Route route, int priority)
    {
        Route = route;
        Priority = priority;
        Node = new HeapNode<Level>(this);
    }

    public Route Route { get; }

    public int Priority { get; }

    public HeapNode<Level> Node { get; }

    public Dictionary<TenantEntry, TenantQueue> Tenants { get; } = [];

    public IndexedHeap<TenantQueue> Ready { get; } = new();

    public long VirtualTime { get; set; }
}

/// <summary>A tenant's campaigns of one priority on one channel; they share fairly.</summary>
internal sealed class TenantQueue
{
    public TenantQueue(TenantEntry tenant, Level level)
    {
        Tenant = tenant;
        Level = level;
        Node = new HeapNode<TenantQueue>(this);
    }

    public TenantEntry Tenant { get; }

    public Level Level { get; }

    public HeapNode<TenantQueue> Node { get; }

    public IndexedHeap<CampaignQueue> Ready { get; } = new();

    public long VirtualTime { get; set; }
}

/// <summary>One campaign's lanes on one channel.</summary>
internal sealed class CampaignQueue
{
    public CampaignQueue(CampaignEntry campaign, TenantQueue parent)
    {
        Campaign = campaign;
        Parent = parent;
        Node = new HeapNode<CampaignQueue>(this);
    }

    public CampaignEntry Campaign { get; }

    public TenantQueue Parent { get; set; }

    public HeapNode<CampaignQueue> Node { get; }

    /// <summary>Lanes with a job due again, the longest due first.</summary>
    public IndexedHeap<Lane> Retries { get; } = new();

    /// <summary>Lanes with a job never tried, the first enrolled first.</summary>
    public IndexedHeap<Lane> Fresh { get; } = new();
}

/// <summary>
/// Who may go now: channel → priority → tenant → campaign → lane. A node whose own gate is closed, or that has nothing ready below it,
/// is not in its parent's heap; what it holds stays as it is. So a closed gate costs nothing however much waits behind it, and opening
/// it is one insertion.
/// </summary>
internal sealed class ReadyTree
{
    private const long Scale = 1 << 24;
    private readonly Dictionary<string, Route> _routes = [];
    private readonly List<Route> _order = [];
    private int _turn;

    public IReadOnlyList<Route> Routes => _order;

    /// <summary>Whether a provider is registered for the channel.</summary>
    public bool Serves(string channel) => _routes.TryGetValue(channel, out var route) && route.Providers.Count > 0;

    public Route Route(string channel)
    {
        if (!_routes.TryGetValue(channel, out var route))
        {
            _routes[channel] = route = new Route(channel);
            _order.Add(route);
        }

        return route;
    }

    /// <summary>The queue of a campaign on a channel, made when it is first needed.</summary>
    public CampaignQueue Queue(CampaignEntry campaign, string channel)
    {
        if (!campaign.Queues.TryGetValue(channel, out var queue))
        {
            queue = new CampaignQueue(campaign, Parent(campaign, Route(channel)));
            campaign.Queues[channel] = queue;
        }

        return queue;
    }

    /// <summary>The lane that goes next, or null when nothing can go. Channels take turns.</summary>
    public Lane? Next(long mono)
    {
        for (var i = 0; i < _order.Count; i++)
        {
            var route = _order[(_turn + i) % _order.Count];
            if (route.Ready.Count > 0 && route.OpenProvider(mono, -1) is not null)
            {
                _turn = (_turn + i + 1) % _order.Count;
                var queue = route.Ready.Top.Owner.Ready.Top.Owner.Ready.Top.Owner;
                return (queue.Retries.Count > 0 ? queue.Retries : queue.Fresh).Top.Owner;
            }
        }

        return null;
    }

    /// <summary>Charges a dispatch to the campaign and its tenant: fair shares are counted in dispatches.</summary>
    public void Charge(CampaignQueue queue)
    {
        var tenant = queue.Parent;
        var level = tenant.Level;
        tenant.VirtualTime = queue.Node.Key;
        tenant.Ready.SetLast(queue.Node, queue.Node.Key + (Scale / queue.Campaign.Settings.Weight));
        level.VirtualTime = tenant.Node.Key;
        level.Ready.SetLast(tenant.Node, tenant.Node.Key + Scale);
    }

    /// <summary>Puts a campaign where its priority belongs now.</summary>
    public void Move(CampaignEntry campaign)
    {
        foreach (var queue in campaign.Queues.Values)
        {
            var parent = Parent(campaign, queue.Parent.Level.Route);
            if (parent != queue.Parent)
            {
                queue.Parent.Ready.Remove(queue.Node);
                Refresh(queue.Parent);
                queue.Parent = parent;
                queue.Node.Key = 0;
            }
        }

        Refresh(campaign);
    }

    public void Refresh(TenantEntry tenant)
    {
        foreach (var queue in tenant.Queues)
        {
            Refresh(queue);
        }
    }

    public void Refresh(CampaignEntry campaign)
    {
        foreach (var queue in campaign.Queues.Values)
        {
            Refresh(queue);
        }
    }

    public void Refresh(CampaignQueue queue)
    {
        var ready = queue.Campaign.IsOpen && queue.Retries.Count + queue.Fresh.Count > 0;
        if (ready == queue.Node.IsQueued)
        {
            return;
        }

        var parent = queue.Parent;
        if (ready)
        {
            parent.Ready.Add(queue.Node, Math.Max(queue.Node.Key, parent.VirtualTime));
        }
        else
        {
            parent.Ready.Remove(queue.Node);
        }

        Refresh(parent);
    }

    private void Refresh(TenantQueue tenant)
    {
        var level = tenant.Level;
        var ready = tenant.Tenant.IsOpen && tenant.Ready.Count > 0;
        if (ready && !tenant.Node.IsQueued)
        {
            level.Ready.Add(tenant.Node, Math.Max(tenant.Node.Key, level.VirtualTime));
        }
        else if (!ready)
        {
            level.Ready.Remove(tenant.Node);
        }

        if (level.Ready.Count > 0 && !level.Node.IsQueued)
        {
            level.Route.Ready.Add(level.Node, -level.Priority);
        }
        else if (level.Ready.Count == 0)
        {
            level.Route.Ready.Remove(level.Node);
        }
    }

    private static TenantQueue Parent(CampaignEntry campaign, Route route)
    {
        var priority = campaign.Settings.Priority;
        if (!route.LevelsByPriority.TryGetValue(priority, out var level))
        {
            route.LevelsByPriority[priority] = level = new Level(route, priority);
        }

        if (!level.Tenants.TryGetValue(campaign.Tenant, out var tenant))
        {
            level.Tenants[campaign.Tenant] = tenant = new TenantQueue(campaign.Tenant, level);
            campaign.Tenant.Queues.Add(tenant);
        }

        return tenant;
    }
}
