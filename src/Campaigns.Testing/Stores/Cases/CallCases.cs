using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Lookup of an attempt by its provider's call id.</summary>
internal static class CallCases
{
    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("an attempt in any state is found by its call id, with every field", FoundAsync),
        new("a call id is found after a later write adds it, and not after one removes it", ChangedAsync),
        new("different providers may use the same call ids", SameIdAsync),
        new("of attempts with the same call id, the newest is found", NewestAsync),
        new("when the newest attempt gets another call id, the previous one is found", BeforeItAsync),
        new("similar ids and names are not equal", AlikeAsync),
        new("call ids of a purged campaign are not found, and attempts it had hidden are", PurgedAsync),
    ];

    private static async Task FoundAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 3);
        Claim.Same(null, await trial.FindCallAsync("call 1"), "a call before any");
        var ended = Sample.Ended(1, AttemptOutcome.Machine) with
        {
            ProviderCallId = "call 1", Note = "note", ProviderStatus = "machine_start", OccurredAt = 1_003, Step = 2, Try = 3,
        };
        await trial.CommitAsync(batch => batch.Attempt(ended).Attempt(Sample.Accepted(2, "call 2")).Attempt(Sample.Attempt(3)));
        await SameAsync(trial, ended, "call 1");
        await SameAsync(trial, Sample.Accepted(2, "call 2"), "call 2");
        Claim.Same(null, await trial.FindCallAsync("call 3"), "a call that nobody knows");
        Claim.Same(null, await trial.FindCallAsync(""), "a call without an id");
        Claim.Same(null, await trial.FindCallAsync("call 1", "nobody"), "a call of a provider that nobody knows");
        await trial.ReopenAsync();
        await SameAsync(trial, ended, "call 1");
    }

    private static async Task ChangedAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 2);
        await trial.CommitAsync(batch => batch.Attempt(Sample.Attempt(1)).Attempt(Sample.Accepted(2, "other")));
        await trial.CommitAsync(batch => batch.Attempt(Sample.Accepted(1, "call")));
        await SameAsync(trial, Sample.Accepted(1, "call"), "call");
        var ringing = Sample.Accepted(1, "call") with { State = AttemptState.Ringing, ProviderStatus = "ringing" };
        await trial.CommitAsync(batch => batch.Attempt(ringing));
        await SameAsync(trial, ringing, "call");
        await trial.CommitAsync(batch => batch.Attempt(ringing with { ProviderCallId = "another" }));
        Claim.Same(null, await trial.FindCallAsync("call"), "the former id");
        await SameAsync(trial, ringing with { ProviderCallId = "another" }, "another");
        await trial.CommitAsync(batch => batch.Attempt(Sample.Ended(1, AttemptOutcome.Busy)));
        await trial.ReopenAsync();
        Claim.Same(null, await trial.FindCallAsync("another"), "the removed id");
        await SameAsync(trial, Sample.Accepted(2, "other"), "other");
    }

    private static async Task SameIdAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 2);
        var second = Sample.Accepted(2, "1") with { Provider = "voice-2" };
        await trial.CommitAsync(batch => batch.Attempt(Sample.Accepted(1, "1")).Attempt(second));
        await SameAsync(trial, Sample.Accepted(1, "1"), "1");
        await SameAsync(trial, second, "1", "voice-2");
        await trial.CommitAsync(batch => batch.Attempt(second with { ProviderCallId = null }));
        await SameAsync(trial, Sample.Accepted(1, "1"), "1");
        Claim.Same(null, await trial.FindCallAsync("1", "voice-2"), "the other provider's call");
    }

    private static async Task NewestAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 4);
        await trial.CommitAsync(batch => batch.Attempt(Sample.Accepted(1, "call", committedAt: 2_000)));
        await trial.CommitAsync(batch => batch.Attempt(Sample.Accepted(4, "call", committedAt: 1_000)).Attempt(Sample.Attempt(3)));
        await SameAsync(trial, Sample.Accepted(1, "call", committedAt: 2_000), "call"); // the commit time decides, not the time of writing
        await trial.CommitAsync(batch => batch.Attempt(Sample.Accepted(3, "call", committedAt: 2_000)));
        await SameAsync(trial, Sample.Accepted(1, "call", committedAt: 2_000), "call"); // attempt 3 keeps its commit time
        await trial.CommitAsync(
            batch => batch.Attempt(Sample.Accepted(2, "call", 2, 2_000)).Attempt(Sample.Accepted(2, "call", committedAt: 2_000)));
        await SameAsync(trial, Sample.Accepted(2, "call", 2, 2_000), "call");
        await trial.CommitAsync(batch => batch.Attempt(Sample.Accepted(3, "call", 2, 2_000)).Attempt(Sample.Accepted(3, "call", 3, 2_000)));
        await trial.ReopenAsync();
        await SameAsync(trial, Sample.Accepted(3, "call", 3, 2_000), "call");
    }

    private static async Task BeforeItAsync(StoreTrial trial)
    {
        const int attempts = 6;
        await trial.SetUpAsync(contacts: 1);
        await trial.CommitAsync(batch =>
        {
            for (var number = 1; number <= attempts; number++)
            {
                batch.Attempt(Sample.Accepted(1, "call", number, number * 1_000));
            }
        });
        await trial.CommitAsync(batch => batch.Attempt(Sample.Accepted(1, "another", 3, 3_000)).Attempt(Sample.Accepted(1, "other", 1)));
        foreach (var number in new[] { 6, 5, 4, 2 })
        {
            await SameAsync(trial, Sample.Accepted(1, "call", number, number * 1_000), "call");
            await trial.CommitAsync(batch => batch.Attempt(Sample.Accepted(1, "other", number, number * 1_000)));
        }

        Claim.Same(null, await trial.FindCallAsync("call"), "a call id that no attempt has any more");
        await SameAsync(trial, Sample.Accepted(1, "other", attempts, attempts * 1_000), "other");
    }

    private static async Task AlikeAsync(StoreTrial trial)
    {
        string[] ids = ["ca1", "CA1", "ca1 ", "1", "01", "ca\u0001", "ca\u00011", "č", "c\u030c", ""];
        await trial.SetUpAsync(contacts: ids.Length + 1);
        await trial.CommitAsync(batch => ids.Index().ToList().ForEach(pair => batch.Attempt(Sample.Accepted(pair.Index + 1, pair.Item))));
        await trial.CommitAsync(batch => batch.Attempt(Sample.Accepted(ids.Length + 1, "ca1") with { Provider = "Voice-1" }));
        foreach (var (index, id) in ids.Index())
        {
            await SameAsync(trial, Sample.Accepted(index + 1, id), id);
        }

        Claim.Same((long)ids.Length + 1, (await trial.FindCallAsync("ca1", "Voice-1"))?.Job, "the job of the other provider's call");
    }

    private static async Task PurgedAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 3);
        await trial.CommitAsync(batch => batch
            .Campaign(Sample.Campaign(2)).Lane(Sample.Lane(2, 2)).Enroll(4, 2, Sample.Person(4)).Attempt(
                Sample.Accepted(4, "call 2", committedAt: 500)));
        await trial.CommitAsync(batch => batch
            .Attempt(Sample.Accepted(1, "call 1")).Attempt(Sample.Accepted(1, "call 1", 2)).Attempt(Sample.Accepted(2, "call 2")));
        await trial.PurgeAsync(1, limit: 2);
        Claim.Same(null, await trial.FindCallAsync("call 1"), "a call of the purged campaign");
        await SameAsync(trial, Sample.Accepted(4, "call 2", committedAt: 500), "call 2");
        await trial.CommitAsync(batch => batch.Attempt(Sample.Accepted(4, "call 1", 2)));
        await trial.ReopenAsync();
        await SameAsync(trial, Sample.Accepted(4, "call 1", 2), "call 1");
    }

    private static async Task SameAsync(StoreTrial trial, AttemptRow expected, string callId, string provider = "voice-1") =>
        Claim.Same(
            expected.Show(), (await trial.FindCallAsync(callId, provider))?.Show(), $"the attempt of {provider}'s call \"{callId}\"");
}
