using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Ranks the lanes that may go now: channel → tier and level (the strategy's rank) → tenant → campaign → lane. A node leaves its parent's
/// heap when its own gate is closed or when nothing below it is ready. The contents of the node stay unchanged. A closed gate therefore
/// costs nothing, however many jobs wait behind it, and opening a gate is one insertion.
/// </summary>
internal sealed class ReadyTree(SchedulerState state)
{
    private const long Scale = 1 << 24;
    private int _turn;

    /// <summary>Wakes the scheduler when a provider opens on a channel that has ready jobs but no open provider.</summary>
    public void WatchProviders() => state.Routes.ForEach(route => route.Watch(state.MonoWakes, state.Now.Mono));

    /// <summary>The lane that goes next, or null when no lane can go. Channels take turns.</summary>
    public Lane? Next(long mono)
    {
        for (var i = 0; i < state.Routes.Count; i++)
        {
            var route = state.Routes[(_turn + i) % state.Routes.Count];
            if (route.Ready.Count > 0 && route.IsOpen(mono))
            {
                _turn = (_turn + i + 1) % state.Routes.Count;
                var queue = route.Ready.Top.Owner.Ready.Top.Owner.Ready.Top.Owner.Ready.Top.Owner;
                return (queue.Retries.Count > 0 ? queue.Retries : queue.Fresh).Top.Owner;
            }
        }

        return null;
    }

    /// <summary>Charges a dispatch to the campaign, its tenant and its rank. Fair shares count dispatches.</summary>
    public void Charge(CampaignQueue queue)
    {
        var tenant = queue.Parent;
        var level = tenant.Level;
        tenant.Charge(queue.Node, Scale / queue.Campaign.Settings.Weight);
        level.Charge(tenant.Node, Scale / tenant.Tenant.Settings.Weight);
        if (state.Strategy.Aging is not null)
        {
            level.Tier.Route.PutLast(level.Tier, AgedKey(level.Tier));
        }
    }

    /// <summary>Removes a campaign that has ended from the tree.</summary>
    public void Detach(CampaignEntry campaign)
    {
        foreach (var queue in campaign.Queues.Values.Where(queue => queue.IsAttached))
        {
            queue.Parent.Withdraw(queue.Node);
            Refresh(queue.Parent);
            queue.Parent.Leave();
            queue.Detach();
        }
    }

    /// <summary>Puts a campaign that runs again back into the tree.</summary>
    public void Attach(CampaignEntry campaign)
    {
        foreach (var queue in campaign.Queues.Values.Where(queue => !queue.IsAttached))
        {
            queue.Attach(queue.Parent.Level.Tier.Route.Parent(campaign, state.Strategy.RankOf(campaign.View)));
        }
    }

    /// <summary>Updates the places of a tenant according to its gates.</summary>
    public void Refresh(TenantEntry tenant) => tenant.Queues.ForEach(Refresh);

    /// <summary>Moves a campaign to its current rank, and updates its places according to its gates.</summary>
    public void Refresh(CampaignEntry campaign)
    {
        var rank = state.Strategy.RankOf(campaign.View);
        foreach (var queue in campaign.Queues.Values)
        {
            if (queue.IsAttached && queue.Parent.Level.Rank != rank)
            {
                Move(queue, rank);
            }

            Refresh(queue);
        }
    }

    private void Move(CampaignQueue queue, CampaignRank rank)
    {
        var parent = queue.Parent.Level.Tier.Route.Parent(queue.Campaign, rank);
        queue.Parent.Withdraw(queue.Node);
        Refresh(queue.Parent);
        queue.Parent.Leave();
        queue.Attach(parent);
    }

    /// <summary>Updates the place of a campaign's queue according to the contents of its lanes and the campaign's gates.</summary>
    public void Refresh(CampaignQueue queue)
    {
        var campaign = queue.Campaign;
        var ready = queue.Retries.Count + queue.Fresh.Count > 0
            && AllGates.AreOpen(GateScope.Campaign, new Candidate(state, campaign.Tenant, campaign));
        Watch(campaign);
        if (ready == queue.Node.IsQueued)
        {
            return;
        }

        var parent = queue.Parent;
        if (ready)
        {
            parent.Offer(queue.Node);
        }
        else
        {
            parent.Withdraw(queue.Node);
        }

        Refresh(parent);
    }

    /// <summary>Wakes the scheduler when a rate allows the next attempt.</summary>
    public void Watch(LimitedEntry capped)
    {
        if (capped.Rate.IsLimited && !capped.Rate.EnsureAllowance(state.Now.Mono))
        {
            state.WakeAtMono(capped.RateWake, capped.Rate.OpensAt(state.Now.Mono));
        }
    }

    private void Refresh(TenantQueue tenant)
    {
        var (level, tier) = (tenant.Level, tenant.Level.Tier);
        var ready = tenant.Ready.Count > 0
            && AllGates.AreOpen(GateScope.Tenant, new Candidate(state, tenant.Tenant))
            && tenant.Tenant.FindChannel(tier.Route)?.IsOpen(state.Now.Mono) != false;
        Watch(tenant.Tenant);
        if (ready && !tenant.Node.IsQueued)
        {
            level.Offer(tenant.Node);
        }
        else if (!ready)
        {
            level.Withdraw(tenant.Node);
        }

        tier.Place(level);
        PlaceTier(tier, isBacklogged: tenant.Ready.Count > 0);
    }

    /// <summary>Places a tier. A tier that a cap or a rate had closed returns to its old place, because it waited all the time.</summary>
    private void PlaceTier(Tier tier, bool isBacklogged)
    {
        if (tier.Ready.Count == 0)
        {
            tier.Withdraw(isBacklogged);
        }
        else if (!tier.Node.IsQueued)
        {
            tier.Offer(tier.IsWaiting ? tier.Node.Key : AgedKey(tier));
        }
    }

    /// <summary>
    /// The key of a tier: its rank, or with aging the instant at which its wait began, shifted by its rank. A longer wait then makes up for
    /// a lower rank, and no key changes as time passes.
    /// </summary>
    private long AgedKey(Tier tier)
    {
        if (state.Strategy.Aging is not { } aging)
        {
            return tier.First;
        }

        var handicap = (Int128)tier.First * aging.Ticks;
        return (long)Int128.Clamp(state.Now.Mono + handicap, long.MinValue, long.MaxValue);
    }
}
