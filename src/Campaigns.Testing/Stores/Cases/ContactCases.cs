using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Changes of contacts.</summary>
internal static class ContactCases
{
    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("a changed contact is read with its changes, under its old key", ChangedAsync),
        new("attempts keep the contact they went to, whatever changes later", FormerAsync),
        new("the live attempt of a changed contact is read with the contact it went to", LiveAsync),
        new("a person is found by the current addresses", FoundAsync),
        new("a contact change of an unknown job is refused with the whole batch", UnknownAsync),
    ];

    private static Contact Ann(string phone, string? email = null, string? zone = null, string? name = null) => new(
        "ann",
        phone,
        zone,
        email is null ? null : new Dictionary<string, string> { [Channels.Email] = email },
        name is null ? null : new Dictionary<string, string> { ["name"] = name });

    private static async Task ChangedAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        var own = Ann("+15550100001", "a@example.com", "Europe/Paris", "Ann").WithProtocolJson("{\"steps\":[]}");
        var next = Ann("+15550100002", "b@example.com", null, "Anna").WithProtocolJson("{\"steps\":[]}");
        await trial.CommitAsync(batch => batch.Enroll(new JobRow { Id = 2, Lane = 1, Protocol = -1 }, own));
        await trial.CommitAsync(batch => batch.Contact(2, 0, Ann("+15550100009")).Contact(2, 0, next));
        await trial.ReopenAsync();
        Claim.Same(next.Show(), (await trial.FindAsync(2))!.Value.Contact.Show(), "the contact");
        Claim.Same(next.Show(), (await trial.FindAsync(1, "ann"))!.Value.Contact.Show(), "the contact of the key");
        Claim.Same(next.Show(), (await trial.ReadNewAsync(1))[1].Contact.Show(), "the contact in its lane");
        Claim.Same(Sample.Person(1).Show(), (await trial.FindAsync(1))!.Value.Contact.Show(), "the other contact");
        Claim.SameList([0], (await trial.CommitAsync(batch => batch.Enroll(3, 1, Ann("+15550100001")))).Duplicates, "the duplicates");
        await trial.PurgeAsync(1, limit: 100);
    }

    private static async Task FormerAsync(StoreTrial trial)
    {
        await trial.SetUpAsync();
        Contact[] were = [Ann(
            "+15550100001",
            zone: "Europe/Paris"), Ann("+15550100002", "b@example.com", name: "Ann"), Ann("+15550100003"), Ann("+15550100004")];
        await trial.CommitAsync(batch => batch.Enroll(1, 1, were[0]));
        await trial.CommitAsync(batch => batch
            .Attempt(Sample.Ended(1, AttemptOutcome.Busy)).Attempt(
                Sample.Ended(1, AttemptOutcome.NoAnswer, 2) with { ProviderCallId = "call" }));
        await trial.CommitAsync(batch => batch.Contact(1, 2, were[1]));
        await trial.CommitAsync(batch => batch.Attempt(Sample.Ended(1, AttemptOutcome.Busy, 3)));
        await trial.CommitAsync(batch => batch.Contact(1, 3, were[2]));
        await trial.CommitAsync(batch => batch.Contact(1, 3, were[3]).Attempt(Sample.Ended(1, AttemptOutcome.Busy, 4)));
        await trial.ReopenAsync();
        string?[] expected = [were[0].Show(), were[0].Show(), were[1].Show(), null];
        Claim.SameList(expected, (await trial.ReadAttemptsAsync(1)).Select(row => row.Contact?.Show()), "the contacts of the attempts");
        Claim.Same(were[0].Show(), (await trial.FindCallAsync("call"))!.Value.Contact?.Show(), "the contact of the call");
        Claim.SameList(
            [.. expected[..3], were[3].Show()],
            (await trial.ReadHistoryAsync("acme", 0)).OrderBy(row => row.Contact.Phone.Reveal(), StringComparer.Ordinal).Select(
                row => (string?)row.Contact.Show()),
            "the contacts in the history");
    }

    private static async Task LiveAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 2);
        await trial.CommitAsync(
            batch => batch.Job(Sample.Live(1)).Attempt(Sample.Attempt(1)).Job(Sample.Live(2)).Attempt(Sample.Attempt(2)));
        await trial.CommitAsync(batch => batch.Contact(1, 1, Sample.Person(7, Sample.Person(1).Key)));
        var live = (await trial.ReopenAsync()).Live.OrderBy(pair => pair.Job.Row.Id).ToList();
        Claim.Same(Sample.Person(1).Show(), live[0].Attempt.Contact?.Show(), "the contact of job 1's attempt");
        Claim.Same(Sample.Person(7, Sample.Person(1).Key).Show(), live[0].Job.Contact.Show(), "the contact of job 1");
        Claim.Same(null, live[1].Attempt.Contact, "a former contact of job 2");
    }

    private static async Task FoundAsync(StoreTrial trial)
    {
        await trial.SetUpAsync();
        await trial.CommitAsync(
            batch => batch.Enroll(1, 1, Ann("+15550100001", "a@example.com")).Enroll(
                2, 1, new Contact("bob", null, null, Mail("a@example.com"))));
        await trial.CommitAsync(batch => batch.Contact(1, 0, Ann("+15550100002", "b@example.com")));
        await FindAsync("+15550100001", Channels.Voice);
        await FindAsync("+15550100002", Channels.Voice, 1);
        await FindAsync("a@example.com", Channels.Email, 2);
        await FindAsync("b@example.com", Channels.Email, 1);

        async Task FindAsync(string address, string channel, params long[] expected)
        {
            foreach (var person in new[] { Suppression.OfAddress("acme", address), Suppression.OfAddress("acme", address, channel) })
            {
                Claim.SameList(
                    expected, (await trial.FindOpenAsync(person)).Ids(), $"the jobs of {address} on {person.Channel ?? "all channels"}");
            }
        }
    }

    private static async Task UnknownAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        await Claim.ThrowsAsync<ArgumentException>(
            () => trial.CommitAsync(batch => batch.Contact(1, 0, Ann("+15550100001")).Contact(9, 0, Ann("+15550100002"))), "it");
        Claim.Same(Sample.Person(1).Show(), (await trial.FindAsync(1))!.Value.Contact.Show(), "the contact");
    }

    private static Dictionary<string, string> Mail(string address) => new() { [Channels.Email] = address };
}
