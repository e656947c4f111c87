using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>A command about a person. The person's open jobs are in memory while the command runs.</summary>
internal sealed class PersonCommand<T>(Suppression person, Func<Scheduler, IReadOnlyList<int>, T> effect) : Command<T>
{
    public override bool MustWait(Decisions decided) => decided.ChangesContacts; // the store still finds people by their old addresses

    protected override async ValueTask<T> ExecuteAsync(Scheduler scheduler, CommandReader reader)
    {
        using var jobs = scheduler.Jobs.Borrow(await reader.Store.FindOpenJobsAsync(person));
        return effect(scheduler, jobs.Slots);
    }
}
