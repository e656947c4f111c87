using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>
/// Reads from the store what a request needs, in the step that the request runs in. A campaign that has ended and left memory comes back
/// when something is asked of it.
/// </summary>
internal sealed class CommandReader(GuardedStore store)
{
    public GuardedStore Store => store;

    /// <summary>Brings in a campaign, if it is not in memory.</summary>
    public ValueTask BringAsync(Scheduler scheduler, CampaignId campaign) =>
        scheduler.View.Holds(campaign) ? default : TakeInAsync(scheduler, CampaignQuery.Of(campaign));

    /// <summary>Brings in the campaign that a key names, if it is not in memory.</summary>
    public ValueTask BringAsync(Scheduler scheduler, string tenant, string key) =>
        scheduler.View.Holds(tenant, key) ? default : TakeInAsync(scheduler, CampaignQuery.OfKey(tenant, key));

    /// <summary>Finds a job, and brings in its campaign.</summary>
    /// <exception cref="CampaignException">There is none, or a purge is removing it.</exception>
    public async ValueTask<JobRecord> FindJobAsync(Scheduler scheduler, JobAddress address) =>
        await TryFindJobAsync(scheduler, address) ?? throw CampaignException.NotFound("such contact in the campaign");

    /// <summary>Finds a job, and brings in its campaign.</summary>
    /// <returns>Null when there is none, or a purge is removing it.</returns>
    public async ValueTask<JobRecord?> TryFindJobAsync(Scheduler scheduler, JobAddress address)
    {
        var found = address.ContactKey is { } key ? store.FindJobAsync(address.Campaign, key) : store.FindJobAsync(address.Id);
        if (await found is not { } job)
        {
            return null;
        }

        if (scheduler.View.CampaignOf(job.Row.Lane) is null)
        {
            await TakeInAsync(scheduler, CampaignQuery.OfLane(job.Row.Lane));
        }

        return scheduler.View.CampaignOf(job.Row.Lane) is { IsPurging: false } ? job : null;
    }

    private async ValueTask TakeInAsync(Scheduler scheduler, CampaignQuery query) =>
        (await store.FindCampaignsAsync(query)).ForEach(scheduler.TakeIn);
}
