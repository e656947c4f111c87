using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>A read-only view of the scheduler, for the engine, metrics and export.</summary>
internal sealed class SchedulerView(SchedulerState state)
{
    public Now Now => state.Now;

    /// <summary>The time by which the wall clock was set back, minus the time it has regained, in ticks.</summary>
    public long Lead => state.Clock.Lead;

    public long Epoch => state.Epoch;

    public ulong Stamp => state.Stamp;

    /// <summary>The sequence of the last change in the change feed.</summary>
    public long LastChange => state.Feed.Last;

    public ICampaignStrategy Strategy => state.Strategy;

    /// <summary>The reason why the store holds everything; null when it does not.</summary>
    public string? HoldReason => state.Everything.HoldReason;

    public IReadOnlyList<ProviderEntry> Providers => state.Providers;

    /// <summary>The number of campaigns in memory.</summary>
    public int Campaigns => state.Campaigns.Count;

    /// <summary>The number of live attempts.</summary>
    public int Live => state.Live.Count;

    /// <summary>Whether a campaign is in memory.</summary>
    public bool Holds(CampaignId campaign) => state.Campaigns.ContainsKey(campaign.Value);

    /// <summary>Whether a campaign with a key is in memory.</summary>
    public bool Holds(string tenant, string key) => state.CampaignsByKey.ContainsKey((tenant, key));

    /// <summary>The campaign with an id, from memory.</summary>
    /// <exception cref="CampaignException">There is no such campaign.</exception>
    public CampaignEntry Campaign(CampaignId campaign) => state.Campaign(campaign);

    /// <summary>The campaign with a key, from memory; null when it is not there.</summary>
    public CampaignEntry? Find(string tenant, string key) => state.CampaignsByKey.GetValueOrDefault((tenant, key));

    /// <summary>Whether a tenant has a campaign that has not ended, so that the store may hold open jobs of the tenant.</summary>
    public bool HasOpen(string tenant) =>
        state.Campaigns.Values.Any(campaign => campaign.Row.Tenant == tenant && !campaign.State.IsTerminal());

    /// <summary>The campaign of a lane; null when the lane is not in memory.</summary>
    public CampaignEntry? CampaignOf(int lane) => state.Lanes.GetValueOrDefault(lane)?.Campaign;

    /// <summary>The kind of wait of a lane's jobs.</summary>
    public WaitingFor KindOf(int lane) => state.Lanes.GetValueOrDefault(lane)?.Kind ?? WaitingFor.Turn;

    /// <summary>The statistics of those of the given campaigns that are in memory.</summary>
    public Dictionary<CampaignId, CampaignStatistics> FiguresOf(IEnumerable<CampaignId> campaigns) => campaigns
        .Where(Holds).ToDictionary(campaign => campaign, campaign => CampaignFigures.Of(state.Campaigns[campaign.Value], state.Now));

    /// <summary>The sum of a counter over all lanes in memory.</summary>
    public long Sum(int counter) => state.Lanes.Values.Sum(lane => lane.Totals[counter]);

    /// <summary>The earliest due time of waiting contacts within their hours, in UTC ticks; <see cref="Now.Never"/> for none.</summary>
    public long OldestDue()
    {
        var oldest = Now.Never;
        foreach (var lane in state.Lanes.Values)
        {
            if (lane.Waiting.Count > 0 && lane.Campaign.State == CampaignState.Running && lane.PhaseAt(state.Now.Wall).IsOpen)
            {
                oldest = Math.Min(oldest, lane.Waiting.Peek().Key.Due);
            }
        }

        return oldest;
    }
}
