using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Takes campaigns that have ended into memory again, because something is asked of them.</summary>
internal static class CampaignReturn
{
    /// <summary>
    /// Takes a campaign in as the store has it, unless it is in memory. Nothing changes a campaign that is not, so it does not matter when
    /// in a step it was read.
    /// </summary>
    public static void TakeIn(SchedulerState state, CampaignLife life, CampaignRecord record)
    {
        if (state.Campaigns.ContainsKey(record.Row.Id.Value))
        {
            return;
        }

        var campaign = life.Add(record.Row);
        foreach (var (lane, counters) in record.Lanes)
        {
            Rehydration.LoadLane(state, lane, counters);
        }

        state.Tree.Detach(campaign);
        state.Limits.Load(campaign, record.Usage);
    }
}
