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

/// <summary>Applies a contact event to the person's open jobs.</summary>
internal sealed class EventCommand(ContactEvent contactEvent, Suppression person) : Command<int>
{
    public override bool MustWait(Decisions decided) => decided.ChangesContacts; // the store still finds people by their old addresses

    protected override async ValueTask<int> ExecuteAsync(Scheduler scheduler, CommandReader reader)
    {
        var records = await reader.Store.FindOpenJobsAsync(person);
        using var jobs = scheduler.Jobs.Borrow(records);
        var attempts = new List<IReadOnlyList<AttemptRow>>(records.Count);
        for (var i = 0; i < records.Count; i++)
        {
            var isNeeded = scheduler.Sequences.NeedsAttempts(jobs.Slots[i], contactEvent.Name);
            attempts.Add(isNeeded ? await reader.Store.ReadAttemptsAsync(records[i].Row.Id) : []);
        }

        return scheduler.Sequences.Happen(contactEvent, jobs.Slots, attempts);
    }
}
