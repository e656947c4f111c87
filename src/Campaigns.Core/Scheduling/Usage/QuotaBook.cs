using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Keeps the quotas of all holders: counts attempts, gives counts back, and moves to the next period when it begins.</summary>
internal sealed class QuotaBook(SchedulerState state)
{
    /// <summary>The attempts given back in this scheduler step. The store may never learn of their end.</summary>
    public List<((long Job, int Number) Attempt, TakenQuotas Taken)> GivenBack { get; } = [];

    /// <summary>Begins a scheduler step.</summary>
    public void Begin() => GivenBack.Clear();

    /// <summary>Puts quotas in force, from the next decision on.</summary>
    public void Change(LimitedEntry capped, IReadOnlyList<Quota> quotas)
    {
        if (capped.Quotas is null && quotas.Count == 0)
        {
            return;
        }

        capped.EnsureQuotas().Change(quotas, state.Now.Wall);
        Watch(capped);
    }

    /// <summary>Takes over the stored counts. Call before any count is given back.</summary>
    public void Load(IReadOnlyList<UsageRow> rows)
    {
        foreach (var row in rows.Where(row => row.Quota.Length > 0))
        {
            if (Find(row) is { } capped)
            {
                capped.EnsureQuotas().Load(row.Quota, row.Since, row.Value);
            }
        }

        RollAll();
    }

    /// <summary>Takes over the stored counts of a campaign that had left memory.</summary>
    public void Load(CampaignEntry campaign, IReadOnlyList<UsageRow> rows)
    {
        foreach (var row in rows.Where(row => row.Quota.Length > 0))
        {
            campaign.EnsureQuotas().Load(row.Quota, row.Since, row.Value);
        }

        campaign.Quotas?.Roll(state.Now.Wall);
        Watch(campaign);
    }

    /// <summary>Moves all quotas to the current periods, after the wall clock was set back or the store was read.</summary>
    public void RollAll()
    {
        foreach (var capped in state.Limited)
        {
            if (capped.Quotas is not null)
            {
                Roll(capped.Quotas);
            }
        }
    }

    /// <summary>Moves quotas to the current periods and releases the jobs that waited for them.</summary>
    public void Roll(QuotaSet quotas)
    {
        quotas.Roll(state.Now.Wall);
        (quotas.Owner as CallerIdEntry)?.NoteChange();
        Watch(quotas.Owner);
        state.Touched.Add(quotas.Owner);
    }

    /// <summary>Sets the wake-up for the next period. An ended campaign needs none.</summary>
    public void Watch(LimitedEntry capped)
    {
        if (capped.Quotas is not { } quotas)
        {
            return;
        }

        if (quotas.Until >= Now.Never || (capped is CampaignEntry campaign && campaign.State.IsTerminal()))
        {
            state.CancelWallWake(quotas.Wake);
        }
        else
        {
            state.WakeAtWall(quotas.Wake, quotas.Until);
        }
    }

    /// <summary>Gives back the counts of an attempt that was certainly not sent.</summary>
    public void GiveBack(in LiveAttempt attempt, CampaignEntry campaign)
    {
        attempt.CallerId?.NoteChange();
        if (attempt.Quotas is not { } taken)
        {
            return;
        }

        GivenBack.Add(((attempt.JobId, attempt.Number), taken));
        GiveBack(campaign, taken.Campaign);
        GiveBack(campaign.Tenant, taken.Tenant);
        GiveBack(state.Everything, taken.Everything);
        GiveBack(attempt.Provider, taken.Provider);
        GiveBack(attempt.CallerId, taken.CallerId);
    }

    /// <summary>Finds the counts that included an attempt before the store was read again. The commit may not have taken effect.</summary>
    public TakenQuotas Resume(TakenQuotas taken, CampaignEntry campaign, ProviderEntry provider, CallerIdEntry? callerId) => new(
        Resume(campaign, taken.Campaign),
        Resume(campaign.Tenant, taken.Tenant),
        Resume(state.Everything, taken.Everything),
        Resume(provider, taken.Provider),
        Resume(callerId, taken.CallerId));

    private static QuotaCount[]? Resume(LimitedEntry? capped, QuotaCount[]? taken) => taken is null ? null : capped?.Quotas?.Resume(taken);

    private void GiveBack(LimitedEntry? capped, QuotaCount[]? taken)
    {
        if (taken is not null && capped?.Quotas is { } quotas)
        {
            quotas.GiveBack(taken);
            state.Used.Add(capped);
        }
    }

    private LimitedEntry? Find(in UsageRow row)
    {
        var name = row.Name;
        return row.Scope switch
        {
            LimitScope.Everything => state.Everything,
            LimitScope.Tenant => state.Tenants.GetValueOrDefault(name),
            LimitScope.CallerId => state.CallerIds.FindUsage(name),
            LimitScope.Provider => state.Providers.Find(provider => provider.Name == name),
            _ => long.TryParse(name, CultureInfo.InvariantCulture, out var id) ? state.Campaigns.GetValueOrDefault(id) : null,
        };
    }
}
