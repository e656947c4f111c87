using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>The event log, and triggers.</summary>
internal static class EventCases
{
    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("the event log keeps every field of an event", FieldsAsync),
        new("an entry of the event log replaces the one with its sequence, and the one with its id", ReplacedAsync),
        new("the event log is read by tenant, state and sequence, in order", ReadAsync),
        new("old entries of one tenant are removed in portions, and those of others stay", PurgedAsync),
        new("the event log forgets old entries in portions, and never uses a sequence again", ForgetAsync),
        new("an event is in the log only with the rest of its commit", AtomicAsync),
        new("triggers are kept until they are replaced or removed", TriggersAsync),
        new("the open jobs of several people are read in one query", PeopleAsync),
    ];

    /// <summary>An entry with every field set.</summary>
    public static LoggedEvent Full(long sequence, string id = "größter \u0001 id", EventState state = EventState.TriggerFailed) => new(
        sequence,
        new InboundEvent("acme", id, "cart.abandoned")
        {
            ContactKey = "ann",
            Address = "Ann <ann@example.com>",
            Channel = Channels.Email,
            Data = "{\"cart\": {\"total\": 99.5}, \"emoji\": \"😀\"}",
            OccurredAt = Sample.Created.AddTicks(7),
            Campaign = new CampaignId(4),
        },
        Sample.Created.AddTicks(sequence),
        state)
    {
        Reason = "why",
        Affected = 3,
        FailedTriggers = ["a \"trigger\"", "b"],
    };

    public static LoggedEvent Plain(long sequence, string id, string tenant = "acme", EventState state = EventState.Applied) =>
        new(sequence, new InboundEvent(tenant, id, "reply"), Sample.Created.AddTicks(sequence), state);

    public static string Show(LoggedEvent row)
    {
        var told = row.Event;
        var person = $"{told.ContactKey ?? "-"} {told.Address ?? "-"} {told.Channel ?? "-"}";
        var handled = $"{row.State} {row.Reason ?? "-"} {row.Affected} {string.Join('|', row.FailedTriggers)}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Sequence} {told.Tenant} {told.Id} {told.Type} {person} {told.Data ?? "-"} {told.OccurredAt?.UtcTicks} {told.Campaign} "
            + $"{row.ReceivedAt.UtcTicks} {handled}");
    }

    public static string Show(CampaignTrigger row)
    {
        var conditions = row.Conditions.Select(
            condition => $"{condition.Field} {condition.Comparison} {string.Join(',', condition.Values)}");
        var contact = row.Contact;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Tenant} {row.Name} {row.EventType} {string.Join('|', conditions)} {row.Campaign} {row.CampaignKey} "
            + $"{row.Reentry} {row.Pause} "
            + $"{contact.Key} {contact.Phone} {contact.Zone} {Show(contact.Addresses)} {Show(contact.Data)}");
    }

    private static string Show(IReadOnlyDictionary<string, string> pairs) =>
        string.Join('|', pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal));

    private static async Task FieldsAsync(StoreTrial trial)
    {
        LoggedEvent[] rows = [Full(1), Plain(2, "b")];
        await trial.CommitAsync(batch => batch.Event(rows[0]).Event(rows[1]));
        await SameAsync(trial, rows);
        await trial.ReopenAsync();
        await SameAsync(trial, rows);
    }

    private static async Task ReplacedAsync(StoreTrial trial)
    {
        await trial.CommitAsync(batch => batch.Event(Plain(1, "a")).Event(Plain(2, "b")).Event(Plain(3, "c")));
        await trial.CommitAsync(batch => batch.Event(Full(2, "b")).Event(Plain(4, "a")));
        await SameAsync(trial, Full(2, "b"), Plain(3, "c"), Plain(4, "a"));
    }

    private static async Task ReadAsync(StoreTrial trial)
    {
        LoggedEvent[] rows =
        [
            Plain(1, "a"), Plain(2, "a", "bravo"), Plain(3, "b", state: EventState.Kept), Plain(4, "b", "bravo", EventState.Kept),
            Plain(5, "c"), Full(6, "d"),
        ];
        await trial.CommitAsync(batch => rows.ToList().ForEach(row => batch.Event(row)));
        await ReadSameAsync(trial, null, null, 0, 10, [1, 2, 3, 4, 5, 6]);
        await ReadSameAsync(trial, null, null, 2, 2, [3, 4]);
        await ReadSameAsync(trial, "acme", null, 1, 10, [3, 5, 6]);
        await ReadSameAsync(trial, "acme", null, 0, 2, [1, 3]);
        await ReadSameAsync(trial, null, EventState.Kept, 0, 10, [3, 4]);
        await ReadSameAsync(trial, "bravo", EventState.Kept, 0, 10, [4]);
        await ReadSameAsync(trial, "acme", EventState.Applied, 1, 10, [5]);
        await ReadSameAsync(trial, null, EventState.Applied, 0, 2, [1, 2]);
        await ReadSameAsync(trial, null, EventState.TriggerFailed, 0, 10, [6]);
        await ReadSameAsync(trial, "nobody", null, 0, 10, []);
        await ReadSameAsync(trial, null, null, 6, 10, []);
    }

    private static async Task ForgetAsync(StoreTrial trial)
    {
        await trial.CommitAsync(batch => Enumerable.Range(1, 6).ToList().ForEach(i => batch.Event(Plain(i, $"old {i}"))));
        await trial.CommitAsync(batch => batch.Event(Plain(7, "new"), forgetBefore: Sample.Created.AddTicks(4)));
        await ReadSameAsync(trial, null, null, 0, 10, [3, 4, 5, 6, 7]); // two entries for each new one
        await trial.CommitAsync(batch => batch.Event(Plain(8, "newer"), forgetBefore: Sample.Created.AddTicks(4)));
        await ReadSameAsync(trial, null, null, 0, 10, [4, 5, 6, 7, 8]);
        await trial.CommitAsync(batch => Enumerable.Range(9, 3).ToList().ForEach(
            i => batch.Event(Plain(i, $"last {i}"), forgetBefore: Sample.Created.AddDays(1))));
        await ReadSameAsync(trial, null, null, 0, 10, [9, 10, 11]); // never an entry of the same commit
        Claim.Same(11L, (await trial.ReopenAsync()).LastEvent, "the last sequence");
        Claim.Same(0, (await FindAsync(trial, "old 1", "new")).Count, "the number of forgotten events that are found");
    }

    private static async Task PurgedAsync(StoreTrial trial)
    {
        await trial.CommitAsync(batch => Enumerable.Range(1, 6).ToList().ForEach(i => batch.Event(Plain(i, $"old {i}"))));
        var foreign = Plain(7, "foreign") with { Event = new InboundEvent("bravo", "foreign", "type") };
        await trial.CommitAsync(batch => batch.Event(foreign).Purge(new EventPurge("acme", Sample.Created.AddTicks(4), 2)));
        await ReadSameAsync(trial, null, null, 0, 10, [3, 4, 5, 6, 7]);
        await trial.CommitAsync(batch => batch.Purge(new EventPurge("acme", Sample.Created.AddTicks(4), 100)));
        await ReadSameAsync(trial, null, null, 0, 10, [4, 5, 6, 7]);
        await trial.CommitAsync(batch => batch.Purge(new EventPurge("nobody", DateTimeOffset.MaxValue, 100)));
        await trial.CommitAsync(batch => batch.Event(Plain(8, "old 4")).Purge(new EventPurge("acme", DateTimeOffset.MaxValue, 100)));
        await ReadSameAsync(trial, null, null, 0, 10, [7, 8]); // never an entry of the same commit
        Claim.Same(8L, (await trial.ReopenAsync()).LastEvent, "the last sequence");
    }

    private static async Task AtomicAsync(StoreTrial trial)
    {
        await Claim.ThrowsAsync<StoreFencedException>(
            () => trial.CommitAsync(batch => batch.Event(Plain(1, "a")), trial.Epoch - 1), "a commit of an earlier owner");
        await SameAsync(trial);
        Claim.Same(0L, (await trial.ReopenAsync()).LastEvent, "the last sequence");
    }

    private static async Task TriggersAsync(StoreTrial trial)
    {
        var trigger = new CampaignTrigger
        {
            Tenant = "acme", Name = "größter \u0001 name", EventType = "cart.abandoned", CampaignKey = "carts",
            Conditions =
                [EventCondition.Greater("cart.total", 99.5m), EventCondition.In("country", "FR", "DE"), EventCondition.Exists("a")],
            Reentry = TriggerReentry.AfterPause, Pause = TimeSpan.FromTicks(TimeSpan.TicksPerDay + 7),
            Contact = new ContactMapping
            {
                Key = "person.id", Phone = "person.phone", Zone = "person.zone",
                Addresses = new Dictionary<string, string> { [Channels.Email] = "person.mail" },
                Data = new Dictionary<string, string> { ["name"] = "person.name", ["total"] = "cart.total" },
            },
        };
        var plain = new CampaignTrigger { Tenant = "bravo", Name = trigger.Name, EventType = "x", Campaign = new CampaignId(9) };
        await trial.CommitAsync(
            batch => batch.Trigger(plain).Trigger(trigger with { CampaignKey = "other" }).Trigger(plain with { Name = "b" }));
        await trial.CommitAsync(batch => batch.Trigger(trigger).Untrigger("bravo", "b").Untrigger("bravo", "none"));
        Claim.SameList(
            new[] { trigger, plain }.Select(Show).Order(StringComparer.Ordinal),
            (await trial.ReopenAsync()).Triggers.Select(Show).Order(StringComparer.Ordinal),
            "the triggers");
    }

    private static async Task PeopleAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 4);
        await trial.CommitAsync(batch => batch.Job(Sample.In(JobState.Completed, 2)));
        Suppression[] people =
        [
            Suppression.OfContact("acme", Sample.Person(1).Key),
            Suppression.OfAddress("acme", Sample.Person(3).Phone.Reveal(), Channels.Voice),
            Suppression.OfContact("acme", Sample.Person(2).Key),
            Suppression.OfAddress("acme", Sample.Person(3).Phone.Reveal()),
            Suppression.OfAddress("acme", "ann@example.com", Channels.Email),
            Suppression.OfContact("bravo", Sample.Person(4).Key),
        ];
        var found = await trial.Store.Queries.FindOpenJobsAsync(people, CancellationToken.None);
        Claim.SameList(
            [(0, 1L), (1, 3L), (3, 3L)], found.Select(row => (row.Person, row.Job.Row.Id)).Order(), "the people with their open jobs");
        Claim.Same(Sample.Person(1).Show(), found.Single(row => row.Person == 0).Job.Contact.Show(), "the contact");
    }

    private static async Task<IReadOnlyList<LoggedEvent>> FindAsync(StoreTrial trial, params IEnumerable<string> ids) =>
        await trial.Store.Queries.FindEventsAsync([.. ids.Select(id => new EventKey("acme", id))], CancellationToken.None);

    private static async Task SameAsync(StoreTrial trial, params LoggedEvent[] expected)
    {
        var read = await trial.Store.Queries.ReadEventsAsync(new EventQuery(new PageLimits(100)), CancellationToken.None);
        Claim.SameList(expected.Select(Show), read.Items.Select(Show), "the event log");
        var found = await FindAsync(trial, [.. expected.Select(row => row.Event.Id), "nobody's"]);
        Claim.SameList(expected.Select(Show), found.OrderBy(row => row.Sequence).Select(Show), "the events found by id");
    }

    private static async Task ReadSameAsync(
        StoreTrial trial, string? tenant, EventState? state, long after, int limit, IReadOnlyList<long> expected)
    {
        var query = new EventQuery(new PageLimits(limit)) { Tenant = tenant, State = state, After = after };
        var read = await trial.Store.Queries.ReadEventsAsync(query, CancellationToken.None);
        Claim.SameList(expected, read.Items.Select(row => row.Sequence), $"the events of {tenant ?? "all"} in {state} after {after}");
    }
}
