using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// How the scheduler stands, for the engine, for metrics and for the export: figures, names and settings. Nothing here changes anything.
/// </summary>
internal sealed class SchedulerView(SchedulerState state)
{
    public Now Now => state.Now;

    /// <summary>By how much the wall clock was set back, less what it has regained, in ticks.</summary>
    public long Lead => state.Clock.Lead;

    public long Epoch => state.Epoch;

    public ulong Stamp => state.Stamp;

    public ICampaignStrategy Strategy => state.Strategy;

    /// <summary>Why the store wants everything held; null when it does not.</summary>
    public string? HoldReason => state.Everything.HoldReason;

    public IReadOnlyList<ProviderEntry> Providers => state.Providers;

    /// <summary>How many campaigns are in memory.</summary>
    public int Campaigns => state.Campaigns.Count;

    /// <summary>How many attempts are live.</summary>
    public int Live => state.Live.Count;

    /// <summary>Whether a campaign is in memory.</summary>
    public bool Holds(CampaignId campaign) => state.Campaigns.ContainsKey(campaign.Value);

    /// <summary>Whether the campaign that a key names is in memory.</summary>
    public bool Holds(string tenant, string key) => state.CampaignsByKey.ContainsKey((tenant, key));

    /// <summary>A campaign in memory.</summary>
    /// <exception cref="CampaignException">There is no such campaign.</exception>
    public CampaignEntry Campaign(CampaignId campaign) => state.Campaign(campaign);

    /// <summary>The campaign of a lane; null when it is not in memory.</summary>
    public CampaignEntry? CampaignOf(int lane) => state.Lanes.GetValueOrDefault(lane)?.Campaign;

    /// <summary>What the jobs of a lane wait for.</summary>
    public WaitingFor KindOf(int lane) => state.Lanes.GetValueOrDefault(lane)?.Kind ?? WaitingFor.Turn;

    /// <summary>The campaigns in memory of a range of ids.</summary>
    /// <param name="tenant">Of which tenant; null for all.</param>
    /// <param name="after">Only ids above this one.</param>
    /// <param name="last">And up to this one.</param>
    public IReadOnlyList<CampaignStatistics> List(string? tenant, long after, long last)
    {
        var campaigns = state.Campaigns.Values.Where(campaign =>
            campaign.Id.Value > after && campaign.Id.Value <= last && (tenant is null || campaign.Row.Tenant == tenant));
        return [.. campaigns.Select(campaign => CampaignFigures.Of(campaign, state.Now))];
    }

    /// <summary>The sum of a counter over all lanes in memory.</summary>
    public long Sum(int counter) => state.Lanes.Values.Sum(lane => lane.Totals[counter]);

    /// <summary>When the first contact of those within their hours was due, in UTC ticks; <see cref="Now.Never"/> for nobody.</summary>
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
