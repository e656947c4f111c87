using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>Brings campaigns that have ended into memory again when something is asked of them, and reads them for lists.</summary>
internal sealed class CampaignReader(GuardedStore store)
{
    /// <summary>Brings in the campaigns that a request names, if they are not in memory.</summary>
    public async ValueTask BringAsync(Scheduler scheduler, Command command)
    {
        if (command.Named is { } campaign && !scheduler.State.Campaigns.ContainsKey(campaign.Value))
        {
            await TakeInAsync(scheduler, CampaignQuery.Of(campaign));
        }

        if (command.Key is { } key && !scheduler.State.CampaignsByKey.ContainsKey(key))
        {
            await TakeInAsync(scheduler, CampaignQuery.OfKey(key.Tenant, key.Key));
        }
    }

    /// <summary>The campaign of a job that was read from the store; null when a purge is removing it.</summary>
    public async ValueTask<CampaignEntry?> OfAsync(Scheduler scheduler, JobRecord job)
    {
        if (!scheduler.State.Lanes.ContainsKey(job.Row.Lane))
        {
            await TakeInAsync(scheduler, CampaignQuery.OfLane(job.Row.Lane));
        }

        return scheduler.State.Lanes.TryGetValue(job.Row.Lane, out var lane) && !lane.Campaign.IsPurging ? lane.Campaign : null;
    }

    /// <summary>Brings in the campaigns that tell on which channel attempts of before were made, where their provider does not.</summary>
    public async ValueTask BringAsync(Scheduler scheduler, IReadOnlyList<HistoryRow> history)
    {
        foreach (var row in history)
        {
            if (scheduler.Tenants.NeedsCampaign(row))
            {
                await TakeInAsync(scheduler, CampaignQuery.Of(row.Campaign));
            }
        }
    }

    public ValueTask<List<CampaignRecord>> ReadAsync(CampaignQuery query) => store.FindCampaignsAsync(query);

    private async ValueTask TakeInAsync(Scheduler scheduler, CampaignQuery query) =>
        (await store.FindCampaignsAsync(query)).ForEach(scheduler.TakeIn);
}
