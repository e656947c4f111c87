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

    /// <summary>Whether the tier is out of the heap because of a closed gate, although it has ready contacts.</summary>
    public bool IsWaiting { get; private set; }

    public Dictionary<long, Level> Levels { get; } = [];

    public IndexedHeap<Level> Ready { get; } = new();

    /// <summary>Gets the level of a rank, created on first use.</summary>
    public Level LevelOf(CampaignRank rank) =>
        Levels.TryGetValue(rank.Second, out var level) ? level : Levels[rank.Second] = new Level(this, rank);

    /// <summary>Drops a level that is empty.</summary>
    public void Drop(Level level)
    {
        Levels.Remove(level.Rank.Second);
        if (Levels.Count == 0)
        {
            Route.Drop(this);
        }
    }

    /// <summary>Puts a level into the heap if it has ready tenants. Removes it otherwise.</summary>
    public void Place(Level level)
    {
        if (level.Ready.Count == 0)
        {
            Ready.Remove(level.Node);
        }
        else if (!level.Node.IsQueued)
        {
            Ready.Add(level.Node, level.Rank.Second);
        }
    }

    /// <summary>Puts the tier into the heap, because it has ready contacts.</summary>
    public void Offer(long key)
    {
        Route.Offer(this, key);
        IsWaiting = false;
    }

    /// <summary>Removes the tier from the heap, because nothing in it is ready.</summary>
    /// <param name="isBacklogged">Whether a closed gate is the reason, not a lack of jobs.</param>
    public void Withdraw(bool isBacklogged)
    {
        IsWaiting = isBacklogged && (Node.IsQueued || IsWaiting);
        Route.Withdraw(this);
    }
}

/// <summary>The tenants with campaigns of one rank on one channel. They share the dispatches fairly.</summary>
internal sealed class Level : FairQueue<TenantQueue>
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

    /// <summary>Gets the queue of a tenant, created on first use.</summary>
    public TenantQueue QueueOf(TenantEntry tenant)
    {
        if (!Tenants.TryGetValue(tenant, out var queue))
        {
            Tenants[tenant] = queue = new TenantQueue(tenant, this);
            tenant.Enter(queue);
        }

        return queue;
    }

    /// <summary>Drops a tenant's queue that is empty.</summary>
    public void Drop(TenantQueue queue)
    {
        Tenants.Remove(queue.Tenant);
        queue.Tenant.Leave(queue);
        if (Tenants.Count == 0)
        {
            Tier.Drop(this);
        }
    }
}

/// <summary>One tenant's campaigns of one rank on one channel. They share the dispatches fairly.</summary>
internal sealed class TenantQueue : FairQueue<CampaignQueue>
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
    public int Campaigns { get; private set; }

    public HeapNode<TenantQueue> Node { get; }

    public void Enter() => Campaigns++;

    /// <summary>Removes a campaign. Drops the queue when it is empty, so that ranks that often change leave nothing behind.</summary>
    public void Leave()
    {
        if (--Campaigns == 0)
        {
            Level.Drop(this);
        }
    }
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

    public TenantQueue Parent { get; private set; }

    /// <summary>Whether the queue is in the ready tree. The queue of an ended campaign is not.</summary>
    public bool IsAttached { get; private set; } = true;

    public HeapNode<CampaignQueue> Node { get; }

    /// <summary>Lanes with a job due again, the longest overdue first.</summary>
    public IndexedHeap<Lane> Retries { get; } = new();

    /// <summary>Lanes with a job never tried, the earliest enrollment first.</summary>
    public IndexedHeap<Lane> Fresh { get; } = new();

    /// <summary>Attaches the queue to a tenant's queue, as one that has not had a turn.</summary>
    public void Attach(TenantQueue parent)
    {
        (Parent, IsAttached) = (parent, true);
        Node.ResetKey();
    }

    public void Detach() => IsAttached = false;

    public void OfferRetry(Lane lane, long due) => Retries.Set(lane.RetryNode, due);

    public void WithdrawRetry(Lane lane) => Retries.Remove(lane.RetryNode);

    public void OfferFresh(Lane lane, long job) => Fresh.Set(lane.FreshNode, job);

    public void WithdrawFresh(Lane lane) => Fresh.Remove(lane.FreshNode);
}
