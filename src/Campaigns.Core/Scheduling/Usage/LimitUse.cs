namespace Campaigns.Scheduling;

/// <summary>The share of limits that one attempt has taken: of its campaign, its tenant, everything and its provider.</summary>
internal struct LimitUse
{
    /// <summary>The scopes whose rate holds a reservation, one bit per scope.</summary>
    public int Reserved;

    /// <summary>The quota counts that include the attempt; null for none.</summary>
    public TakenQuotas? Quotas;

    /// <summary>The earliest time for the send, in UTC ticks: the start of the periods that the attempt counts in.</summary>
    public long From;

    /// <summary>The latest time for the send, in UTC ticks. A later send would belong to another period.</summary>
    public long Until;

    /// <summary>
    /// Takes a slot in each cap, makes a reservation in each rate and counts in each quota. Marks an exhausted campaign or tenant as
    /// touched, so that the ready tree stops offering it.
    /// </summary>
    /// <param name="state">The scheduler's state.</param>
    /// <param name="campaign">The attempt's campaign.</param>
    /// <param name="provider">The attempt's provider, whose slot is already taken.</param>
    /// <param name="callerId">The attempt's caller id; null for none.</param>
    public static LimitUse Debit(SchedulerState state, CampaignEntry campaign, ProviderEntry provider, CallerIdEntry? callerId)
    {
        var use = new LimitUse { Until = Now.Never };
        var ofProvider = use.Reserve(state, provider, GateScope.Route);
        var ofCallerId = callerId is null ? null : use.Debit(state, callerId, GateScope.Route);
        var ofCampaign = use.Debit(state, campaign, GateScope.Campaign);
        var ofTenant = use.Debit(state, campaign.Tenant, GateScope.Tenant);
        var ofEverything = use.Debit(state, state.Everything, GateScope.Everything);
        if ((ofProvider ?? ofCallerId ?? ofCampaign ?? ofTenant ?? ofEverything) is not null)
        {
            use.Quotas = new TakenQuotas(ofCampaign, ofTenant, ofEverything, ofProvider, ofCallerId);
        }

        if (IsUsedUp(state, campaign))
        {
            state.Touched.Add(campaign);
        }

        if (IsUsedUp(state, campaign.Tenant))
        {
            state.Touched.Add(campaign.Tenant);
        }

        return use;
    }

    private static bool IsUsedUp(SchedulerState state, LimitedEntry capped) =>
        capped.Live >= capped.MaxConcurrent || !capped.Rate.EnsureAllowance(state.Now.Mono) || capped.Quotas is { IsOpen: false };

    private QuotaCount[]? Debit(SchedulerState state, LimitedEntry capped, GateScope scope)
    {
        capped.TakeSlot();
        return Reserve(state, capped, scope);
    }

    private QuotaCount[]? Reserve(SchedulerState state, LimitedEntry capped, GateScope scope)
    {
        if (capped.Rate.IsLimited)
        {
            capped.Rate.Reserve();
            state.Used.Add(capped);
            Reserved |= 1 << (int)scope;
        }

        if (capped.Quotas is not { } quotas)
        {
            return null;
        }

        (From, Until) = (Math.Max(From, quotas.From), Math.Min(Until, quotas.Until));
        var taken = quotas.Debit();
        if (taken is not null)
        {
            state.Used.Add(capped);
        }

        return taken;
    }
}
