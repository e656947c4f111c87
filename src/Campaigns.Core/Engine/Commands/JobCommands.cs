using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>Identifies a job by contact key or by id.</summary>
internal readonly record struct JobAddress(CampaignId Campaign, string? ContactKey, long Id);

/// <summary>A command about one job. The job is in memory while the command runs.</summary>
internal sealed class JobCommand<T>(JobAddress address, Func<Scheduler, int, T> effect) : Command<T>
{
    protected override async ValueTask<T> ExecuteAsync(Scheduler scheduler, CommandReader reader)
    {
        using var job = scheduler.Jobs.Borrow([await reader.FindJobAsync(scheduler, address)]);
        return effect(scheduler, job.Slots[0]);
    }
}

/// <summary>Runs a contact again.</summary>
/// <param name="address">The contact's job.</param>
/// <param name="isAsked">Whether the caller named this contact. If the contact cannot run again, a named one is refused with an error, and
/// any other is skipped.</param>
internal sealed class RerunCommand(JobAddress address, bool isAsked) : Command<bool>
{
    protected override async ValueTask<bool> ExecuteAsync(Scheduler scheduler, CommandReader reader)
    {
        var record = await reader.FindJobAsync(scheduler, address);
        var campaign = scheduler.View.CampaignOf(record.Row.Lane)!;
        var person = Suppression.Restore(campaign.Row.Tenant, record.Contact.Key, null, null);
        using var others = scheduler.Jobs.Borrow(campaign.Exclusive is null ? [] : await reader.Store.FindOpenJobsAsync(person));
        using var job = scheduler.Jobs.Borrow([record]);
        return scheduler.Jobs.Rerun(job.Slots[0], others.Slots, isAsked);
    }
}
