using System.Text;
using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>What remains of a person after an erasure.</summary>
internal static class ErasureCases
{
    private const string Number = "+15550000001"; // of Sample.Person(1)
    private const string Key = "p000001";

    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("an erasure overwrites a contact and leaves its job under a placeholder", ContactAsync),
        new("an erasure leaves the outcome, the times and the cost of attempts", AttemptsAsync),
        new("an erasure overwrites the person's events and changes, and nobody else's", LogsAsync),
        new("an erasure leaves a live job to a later row", LiveAsync),
        new("an erasure removes the person's busy addresses", BusyAsync),
        new("an erasure covers removed contacts and other campaigns of the tenant", EverywhereAsync),
        new("a repeated erasure overwrites nothing", TwiceAsync),
        new("all contacts of a person are found by key or address", FindAsync),
    ];

    private static ErasureRow Row(bool isPending = false, long id = 1) => new(id, "acme", [Key], [Number], isPending);

    private static async Task ContactAsync(StoreTrial trial)
    {
        await trial.CommitAsync(batch => batch.Campaign(Sample.Campaign(1)).Lane(Sample.Lane(1))
            .Enroll(1, 1, new Contact(
                Key, Number, "Europe/Paris", new Dictionary<string, string> { ["email"] = "ann@example.com" },
                new Dictionary<string, string> { ["name"] = "Ann" }))
            .Enroll(2, 1, Sample.Person(2)).Job(Sample.In(JobState.Completed, 1)));
        await trial.CommitAsync(batch => batch.Contact(1, 1, new Contact(Key, "+15550000009")));
        var receipt = await trial.CommitAsync(batch => batch.Erase(Row()));
        Claim.SameList([new ErasedRows(1, 0, 0, 0)], receipt.Erased, "the receipt");
        Claim.Same(null, await trial.FindAsync(1, Key), "the contact under its key");
        var left = (await trial.FindAsync(1, "erased:1"))!.Value;
        Claim.Same("erased:1|||||", left.Contact.Show(), "the contact");
        Claim.Same(JobState.Completed, left.Row.State, "the state of the job");
        Claim.Same(Sample.Person(2).Show(), (await trial.FindAsync(2))!.Value.Contact.Show(), "another contact");
        Claim.Same(0, (await trial.FindOpenAsync(Suppression.OfAddress("acme", "ann@example.com"))).Count, "jobs of the address");
        await trial.CommitAsync(batch => batch.Enroll(3, 1, Sample.Person(1)));
        Claim.Same(3L, (await trial.FindAsync(1, Key))!.Value.Row.Id, "the job of a new contact with the key");
    }

    private static async Task AttemptsAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 2);
        var attempt = Sample.Ended(1, AttemptOutcome.Completed) with
        {
            ProviderCallId = "call-1", Note = "note", ContentHash = 5, ProviderStatus = "done",
        };
        await trial.CommitAsync(batch => batch.Job(Sample.In(JobState.Completed, 1)).Attempt(attempt)
            .Result(new ResultRow(1, 1, ResultCases.Full, 7)));
        await trial.CommitAsync(batch => batch.Contact(1, 1, Sample.Person(3, Key)));
        await trial.CommitAsync(batch => batch.Erase(Row()));
        Claim.SameList(
            [(attempt with { ProviderCallId = null, Note = null, ContentHash = 0 }).Show()],
            (await trial.ReadAttemptsAsync(1)).Select(row => row.Show()), "the attempts");
        var full = ResultCases.Full with { Recording = null, Transcript = null, Data = null };
        Claim.SameList([new ResultRow(1, 1, full, 7)], await trial.ReadResultsAsync(1), "the results");
        Claim.Same(null, await trial.FindCallAsync("call-1"), "the attempt of the call id");
    }

    private static async Task LogsAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 2);
        var ann = Sample.Person(1);
        InboundEvent[] events =
        [
            new("acme", "1", "opened") { ContactKey = Key, Data = "{}" }, new("acme", "2", "opened") { Address = "+1 (555) 000-0001" },
            new("acme", "3", "order") { Data = $"{{\"who\":\"{Key}\"}}" }, new("acme", "4", "opened") { ContactKey = "p000002" },
            new("bravo", "5", "opened") { ContactKey = Key },
        ];
        await trial.CommitAsync(batch =>
        {
            for (var i = 0; i < events.Length; i++)
            {
                batch.Event(new LoggedEvent(i + 1, events[i], Sample.Created, EventState.Applied));
                batch.Change(new ChangeRow(
                    i + 1, 1, ChangeKinds.ContactEnded, events[i].Tenant, new CampaignId(1),
                    Encoding.UTF8.GetBytes($"{{\"contact\":\"{events[i].ContactKey ?? "x"}\"}}")));
            }
        });
        var receipt = await trial.CommitAsync(batch => batch.Erase(Row()));
        Claim.SameList([new ErasedRows(1, 0, 3, 1)], receipt.Erased, "the receipt");
        var logged = (await trial.Store.Queries.ReadEventsAsync(new EventQuery(new PageLimits(9)), CancellationToken.None)).Items;
        Claim.SameList(
            ["|", "|", "|", "p000002|", $"{Key}|"], logged.Select(row => $"{row.Event.ContactKey}|{row.Event.Address}{row.Event.Data}"), "the log");
        var changes = (await trial.ReadChangesAsync()).Changes.Select(row => Encoding.UTF8.GetString(row.Payload.Span));
        Claim.SameList(["erased:1", "x", "x", "p000002", Key], changes.Select(text => text[12..^2]), "the contacts of the feed");
        Claim.Same(ann.Key, Key, "the key of the sample");
    }

    private static async Task LiveAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        await trial.CommitAsync(batch => batch.Job(Sample.Live(1)).Attempt(Sample.Attempt(1)));
        await trial.CommitAsync(batch => batch.Erase(Row(isPending: true)));
        Claim.Same(Sample.Person(1).Show(), (await trial.FindAsync(1))!.Value.Contact.Show(), "the contact of the live job");
        var pending = (await trial.ReopenAsync()).Erasures;
        Claim.SameList([ErasureCommands.Show(Row(isPending: true))], pending.Select(ErasureCommands.Show), "the pending erasures");
        await trial.CommitAsync(batch => batch.Job(Sample.In(JobState.Suppressed, 1)).Attempt(Sample.Ended(1, AttemptOutcome.NoAnswer))
            .Erase(Row()));
        Claim.Same("erased:1", (await trial.FindAsync(1))!.Value.Contact.Key, "the key");
        Claim.Same(0, (await trial.ReopenAsync()).Erasures.Count, "pending erasures at the end");
    }

    private static async Task BusyAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 3);
        await trial.CommitAsync(batch => batch.Job(Sample.Live(2)).Attempt(Sample.Attempt(2))
            .Busy(Busy(1, "acme", Number)).Busy(Busy(2, "acme", Number))
            .Busy(Busy(3, "acme", "+15550000003")).Busy(Busy(9, "bravo", Number)));
        await trial.CommitAsync(batch => batch.Erase(Row()));
        Claim.SameList([2L, 3L, 9L], (await trial.ReopenAsync()).Busy.Select(row => row.Job).Order(), "the jobs of busy addresses");

        static BusyRow Busy(long job, string tenant, string address) =>
            new(job, 1, tenant, Channels.Voice, address, Sample.Created, TimeSpan.FromMinutes(1));
    }

    private static async Task EverywhereAsync(StoreTrial trial)
    {
        await SetUpManyAsync(trial);
        var receipt = await trial.CommitAsync(batch => batch.Erase(Row()));
        Claim.Same(4, receipt.Erased[0].Contacts, "erased contacts");
        foreach (var id in new[] { 1L, 2, 3, 4 })
        {
            Claim.Same($"erased:{id}", (await trial.FindAsync(id))!.Value.Contact.Key, $"the key of job {id}");
        }

        Claim.Same(Key, (await trial.FindAsync(5))!.Value.Contact.Key, "the key in another tenant");
    }

    private static async Task TwiceAsync(StoreTrial trial)
    {
        await SetUpManyAsync(trial);
        await trial.CommitAsync(batch => batch.Erase(Row()));
        var receipt = await trial.CommitAsync(batch => batch.Erase(Row(id: 2)));
        Claim.SameList([default], receipt.Erased, "the second receipt");
    }

    private static async Task FindAsync(StoreTrial trial)
    {
        await SetUpManyAsync(trial);
        Claim.SameList([1L, 2, 3, 4], await IdsAsync([Key], []), "jobs of the key");
        Claim.SameList([1L, 2, 3, 4], await IdsAsync(["nobody"], [Number, "nobody"]), "jobs of the number");
        Claim.SameList<long>([], await IdsAsync([], []), "jobs of nobody");

        async Task<IEnumerable<long>> IdsAsync(string[] keys, string[] addresses) =>
            (await trial.Store.Queries.FindContactsAsync("acme", keys, addresses, CancellationToken.None)).Ids().Order();
    }

    /// <summary>Enrolls a person twice in one campaign, in one that has ended, in a drip, and in another tenant.</summary>
    private static async Task SetUpManyAsync(StoreTrial trial)
    {
        await trial.CommitAsync(batch => batch
            .Campaign(Sample.Campaign(1)).Lane(Sample.Lane(1)).Campaign(Sample.Campaign(2, state: CampaignState.Completed))
            .Lane(Sample.Lane(2, 2))
            .Drip(3, 7).Campaign(Sample.Campaign(4, "bravo")).Lane(Sample.Lane(4, 4))
            .Enroll(1, 1, Sample.Person(1)).Enroll(3, 2, Sample.Person(1)).Enroll(4, 3, Sample.Person(1)).Enroll(5, 4, Sample.Person(1)));
        await trial.CommitAsync(batch => batch.Job(Sample.In(JobState.Removed, 1)));
        await trial.CommitAsync(batch => batch.Enroll(2, 1, Sample.Person(1)));
    }
}
