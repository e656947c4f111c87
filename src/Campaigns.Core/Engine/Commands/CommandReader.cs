using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>
/// Reads the data that a command needs from the store, in the step that runs the command. Loads an ended campaign back into memory when a
/// command concerns it.
/// </summary>
internal sealed class CommandReader(GuardedStore store)
{
    public GuardedStore Store => store;

    /// <summary>Loads a campaign, if it is not in memory.</summary>
    public ValueTask BringAsync(Scheduler scheduler, CampaignId campaign) =>
        scheduler.View.Holds(campaign) ? default : TakeInAsync(scheduler, CampaignQuery.Of(campaign));

    /// <summary>Loads the campaign with a key, if it is not in memory.</summary>
    public ValueTask BringAsync(Scheduler scheduler, string tenant, string key) =>
        scheduler.View.Holds(tenant, key) ? default : TakeInAsync(scheduler, CampaignQuery.OfKey(tenant, key));

    /// <summary>Finds a job, and loads its campaign.</summary>
    /// <exception cref="CampaignException">The job does not exist, or a purge is removing it.</exception>
    public async ValueTask<JobRecord> FindJobAsync(Scheduler scheduler, JobAddress address) =>
        await TryFindJobAsync(scheduler, address) ?? throw CampaignException.NotFound("such contact in the campaign");

    /// <summary>Finds a job, and loads its campaign.</summary>
    /// <returns>The job; null if it does not exist or a purge is removing it.</returns>
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
