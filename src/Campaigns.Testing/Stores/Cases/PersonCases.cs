using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Lookup of a person's open jobs.</summary>
internal static class PersonCases
{
    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("a key finds the person's open jobs in all campaigns of the tenant, on any channel", ByKeyAsync),
        new("an address finds every person who has it on any channel, in whatever lane the job is", ByAddressAsync),
        new("a phone number finds its jobs in any spelling", ByPhoneAsync),
        new("an address on a channel finds only persons who have it on that channel", OneChannelAsync),
        new("jobs and campaigns that have ended are not found", EndedAsync),
    ];

    private static async Task ByKeyAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 2);
        await trial.CommitAsync(batch => batch
            .Campaign(Sample.Campaign(2)).Lane(Sample.Lane(2, 2)).Campaign(Sample.Campaign(3, "other")).Lane(Sample.Lane(3, 3))
            .Enroll(3, 2, Sample.Person(1)).Enroll(4, 3, Sample.Person(1)).Job(Sample.Live(3, lane: 2)).Attempt(Sample.Attempt(3)));
        await FindsAsync(trial, Suppression.OfContact("acme", Sample.Person(1).Key), 1, 3);
        await FindsAsync(trial, Suppression.OfContact("other", Sample.Person(1).Key), 4);
        await FindsAsync(trial, Suppression.OfContact("acme", Sample.Person(1).Key, "another channel"), 1, 3);
        await FindsAsync(trial, Suppression.OfContact("acme", "nobody"));
        await FindsAsync(trial, Suppression.OfContact("nobody", Sample.Person(1).Key));
    }

    private static async Task ByAddressAsync(StoreTrial trial)
    {
        await trial.SetUpAsync();
        var ann = new Contact("ann", addresses: new Dictionary<string, string> { ["email"] = "a@example.com", ["linkedin"] = "ann" });
        var bob =
            new Contact("bob", addresses: new Dictionary<string, string> { ["linkedin"] = "a@example.com", ["email"] = "b@example.com" });
        await trial.CommitAsync(batch => batch.Lane(Sample.Lane(2, channel: Channels.Email)).Enroll(1, 2, ann).Enroll(2, 2, bob));
        await FindsAsync(trial, Suppression.OfAddress("acme", "a@example.com"), 1, 2);
        await FindsAsync(trial, Suppression.OfAddress("acme", "Ann <A@Example.com>"), 1, 2);
        await FindsAsync(trial, Suppression.OfAddress("acme", "ann"), 1);
        await FindsAsync(trial, Suppression.OfAddress("acme", "bob"));
        await FindsAsync(trial, Suppression.OfAddress("acme", "a@example.com", "email"), 1);
        await FindsAsync(trial, Suppression.OfAddress("acme", "a@example.com", "linkedin"), 2);
        await FindsAsync(trial, Suppression.OfAddress("bravo", "a@example.com"));
    }

    private static async Task ByPhoneAsync(StoreTrial trial)
    {
        await trial.SetUpAsync();
        await trial.CommitAsync(batch => batch
            .Enroll(1, 1, new Contact("ann", "+1 555 010 0123"))
            .Enroll(2, 1, new Contact(
                "bob", "+15550100199", addresses: new Dictionary<string, string> { [Channels.Voice] = "+1-555-010-0123" }))
            .Enroll(3, 1, new Contact(
                "cid", "+15550100124", addresses: new Dictionary<string, string> { ["whatsapp"] = "+1 (555) 010-0123" })));
        await FindsAsync(trial, Suppression.OfAddress("acme", "+1 (555) 010-0123"), 1, 2, 3);
        await FindsAsync(trial, Suppression.OfAddress("acme", "+1 (555) 010-0123", Channels.Voice), 1, 2);
        await FindsAsync(trial, Suppression.OfAddress("acme", "+15550100199"), 2);
        await FindsAsync(trial, Suppression.OfAddress("acme", "+15550100199", Channels.Sms), 2);
        await FindsAsync(trial, Suppression.OfAddress("acme", "+15550100199", Channels.Voice)); // bob's voice number differs
        await FindsAsync(trial, Suppression.Restore("acme", null, null, "15550100123")); // an entry as an older store may hold it
    }

    private static async Task OneChannelAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        await trial.CommitAsync(batch => batch.Lane(Sample.Lane(2, channel: Channels.Sms)).Enroll(2, 2, Sample.Person(2)));
        // although the job is in a voice lane
        await FindsAsync(trial, Suppression.OfAddress("acme", Sample.Person(1).Phone.Reveal(), Channels.Sms), 1);
        await FindsAsync(trial, Suppression.OfAddress("acme", Sample.Person(2).Phone.Reveal(), Channels.Voice), 2);
        await FindsAsync(trial, Suppression.OfAddress("acme", "nobody@example.com", Channels.Email));
    }

    private static async Task EndedAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 12);
        await trial.CommitAsync(batch =>
        {
            for (var state = JobState.New; state <= JobState.NoResponse; state++)
            {
                batch.Job(Sample.In(state, 1 + (long)state));
            }
        });
        foreach (var id in Enumerable.Range(1, 12))
        {
            long[] open = id <= 3 ? [id] : [];
            await FindsAsync(trial, Suppression.OfContact("acme", Sample.Person(id).Key), open);
            await FindsAsync(trial, Suppression.OfAddress("acme", Sample.Person(id).Phone.Reveal()), open);
        }

        for (var state = CampaignState.Draft; state <= CampaignState.Expired; state++)
        {
            await trial.CommitAsync(batch => batch.Campaign(Sample.Campaign(1, state: state)));
            await FindsAsync(trial, Suppression.OfContact("acme", Sample.Person(1).Key), state.IsTerminal() ? [] : [1]);
            await FindsAsync(trial, Suppression.OfAddress("acme", Sample.Person(1).Phone.Reveal()), state.IsTerminal() ? [] : [1]);
        }
    }

    private static async Task FindsAsync(StoreTrial trial, Suppression person, params long[] jobs) =>
        Claim.SameList(jobs, (await trial.FindOpenAsync(person)).Ids().Order(), $"jobs of a {person}");
}
