using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Draws changes of the event log and of triggers, and compares a store's answers with the model's.</summary>
internal sealed class EventCommands(StoreModel model, ModelCommands draw, Random random)
{
    /// <summary>Logs an event, or changes an entry of the log. Sometimes forgets old ones.</summary>
    public void LogEvent(BatchBuilder batch)
    {
        var events = model.Events;
        var isNew = events.Rows.Count == 0 || random.Next(3) > 0;
        var sequence = isNew ? events.Last + random.Next(1, 3) : draw.Pick(events.Rows.Keys.ToList());
        var happened = isNew ? new InboundEvent(draw.Tenant(), EventId(), draw.Key()) : events.Rows[sequence].Event;
        var row = new LoggedEvent(sequence, happened, Sample.Created.AddTicks(random.Next(100)), (EventState)random.Next(1, 4))
        {
            Reason = random.Next(2) == 0 ? null : draw.Key(),
            Affected = random.Next(3),
            FailedTriggers = random.Next(3) == 0 ? [draw.Key()] : [],
        };
        batch.Event(row, random.Next(3) == 0 ? Sample.Created.AddTicks(random.Next(100)) : null);
        if (random.Next(3) == 0)
        {
            batch.Purge(new EventPurge(draw.Tenant(), Sample.Created.AddTicks(random.Next(100)), random.Next(1, 5)));
        }
    }

    public void ChangeTrigger(BatchBuilder batch)
    {
        if (random.Next(3) == 0)
        {
            batch.Untrigger(draw.Tenant(), draw.Key());
        }
        else
        {
            batch.Trigger(new CampaignTrigger
            {
                Tenant = draw.Tenant(), Name = draw.Key(), EventType = draw.Key(), CampaignKey = draw.Key(),
            });
        }
    }

    public async Task FindPeopleAsync(StoreTrial trial, List<string> log)
    {
        Suppression[] people = [draw.Person(), draw.Person(), draw.Person()];
        log.Add($"find open jobs of {string.Join(" and ", people.Select(Show))}");
        var found = await trial.Store.Queries.FindOpenJobsAsync(people, CancellationToken.None);
        Claim.SameList(
            people.SelectMany((person, index) => model.Open(person).Select(job => $"{index} {job.Show()}")).Order(StringComparer.Ordinal),
            found.Select(row => $"{row.Person} {row.Job.Show()}").Order(StringComparer.Ordinal),
            "the open jobs");
    }

    public async Task FindEventsAsync(StoreTrial trial, List<string> log)
    {
        EventKey[] keys = [.. new[] { "event 0", "event 1", EventId() }.Select(id => new EventKey(draw.Tenant(), id)).Distinct()];
        log.Add($"find {string.Join(", ", keys)}");
        Claim.SameList(
            model.Events.Find(keys).Select(EventCases.Show),
            (await trial.Store.Queries.FindEventsAsync(keys, CancellationToken.None)).OrderBy(row => row.Sequence).Select(EventCases.Show),
            "the events by id");
    }

    /// <summary>Compares what a store returns when it is opened.</summary>
    public static void SameOpened(EventModel model, StoreSnapshot found)
    {
        Claim.Same(model.Last, found.LastEvent, "the last sequence of the event log");
        Claim.SameList(
            model.Triggers.Values.Select(EventCases.Show).Order(StringComparer.Ordinal),
            found.Triggers.Select(EventCases.Show).Order(StringComparer.Ordinal),
            "the triggers");
    }

    public static IEnumerable<string> Show(CommitBatch batch) =>
        batch.Events.Select(row => $"event {EventCases.Show(row)} forget {batch.ForgetEventsBefore?.UtcTicks}")
            .Concat(batch.EventPurges.Select(purge => $"purge {purge.Tenant} {purge.Before.UtcTicks} {purge.Limit}"))
            .Concat(batch.Triggers.Select(row => $"trigger {row.Tenant} {row.Name} {row.Trigger?.EventType ?? "removed"}"));

    /// <summary>Draws an event id from a small set, so that ids repeat.</summary>
    private string EventId() => string.Create(CultureInfo.InvariantCulture, $"event {random.Next(6)}");

    private static string Show(Suppression person) =>
        $"{person.ContactKey}{person.Address} on {person.Channel} of {person.Tenant}";
}
