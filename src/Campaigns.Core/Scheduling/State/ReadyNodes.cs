namespace Campaigns.Scheduling;

/// <summary>The campaigns on one channel with the same first part of their rank. Aging works on tiers.</summary>
internal sealed class Tier
{
    public Tier(Route route, long first)
    {
        Route = route;
        First = first;
        Node = new HeapNode<Tier>(this);
    }

    public Route Route { get; }

    public long First { get; }

    public HeapNode<Tier> Node { get; }

    /// <summary>Whether the tier is out of the heap because of a tenant's gate, although it has somebody to contact.</summary>
    public bool IsWaiting { get; set; }

    public Dictionary<long, Level> Levels { get; } = [];

    public IndexedHeap<Level> Ready { get; } = new();
}

/// <summary>The tenants with campaigns of one rank on one channel, which share fairly.</summary>
internal sealed class Level
{
    public Level(Tier tier, CampaignRank rank)
    {
        Tier = tier;
        Rank = rank;
        Node = new HeapNode<Level>(this);
    }

    public Tier Tier { get; }

    public CampaignRank Rank { get; }

    public HeapNode<Level> Node { get; }

    public Dictionary<TenantEntry, TenantQueue> Tenants { get; } = [];

    public IndexedHeap<TenantQueue> Ready { get; } = new();

    public long VirtualTime { get; set; }
}

/// <summary>One tenant's campaigns of one rank on one channel, which share fairly.</summary>
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

    /// <summary>The number of campaigns in this queue, ready or not.</summary>
    public int Campaigns { get; set; }

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

    /// <summary>Whether the queue is in the ready tree. The queue of an ended campaign is not.</summary>
    public bool IsAttached { get; set; } = true;

    public HeapNode<CampaignQueue> Node { get; }

    /// <summary>Lanes with a job due again, the longest overdue first.</summary>
    public IndexedHeap<Lane> Retries { get; } = new();

    /// <summary>Lanes with a job never tried, the earliest enrollment first.</summary>
    public IndexedHeap<Lane> Fresh { get; } = new();
}
