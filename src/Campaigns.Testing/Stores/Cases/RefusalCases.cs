using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Which refused attempts a store keeps, and how it counts them.</summary>
internal static class RefusalCases
{
    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("of consecutive attempts that were not sent, only the newest is kept and counted", NotSentAsync),
        new("of consecutive attempts that one provider refused in one way, the newest eight are kept", RefusedAsync),
        new("a refusal by another provider, or in another way, is not a repetition", OthersAsync),
        new("an attempt that may have reached the contact ends the sequence and is never removed", ReachedAsync),
        new("refusals of other jobs stay", OtherJobsAsync),
        new("writing a refusal again removes no more attempts", AgainAsync),
    ];

    private static Task NotSentAsync(StoreTrial trial) => RepeatAsync(trial, AttemptOutcome.NotSent, kept: 1);

    private static async Task RefusedAsync(StoreTrial trial)
    {
        await RepeatAsync(trial, AttemptOutcome.NotPlaced, kept: 8);
        await RepeatAsync(trial, AttemptOutcome.Throttled, kept: 8, job: 2);
    }

    private static async Task RepeatAsync(StoreTrial trial, AttemptOutcome outcome, int kept, long job = 1)
    {
        if (job == 1)
        {
            await trial.SetUpAsync(contacts: 2);
        }

        for (var number = 1; number <= kept + 3; number++)
        {
            var receipt = await EndAsync(trial, Sample.Ended(job, outcome, number));
            Claim.SameList(
                number <= kept ? [] : [new CounterDelta(1, Counter.Of(outcome), -1)], receipt.Removed,
                $"the counter changes for attempt {number}");
        }

        Claim.SameList(Enumerable.Range(4, kept), (await trial.ReadAttemptsAsync(job)).Select(row => row.Number), "the attempts");
        Claim.Same((long)kept, (await trial.ReopenAsync()).Lanes[0].Counters[Counter.Of(outcome)], "the counter");
    }

    private static async Task OthersAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        for (var number = 1; number <= 12; number++)
        {
            var row = Sample.Ended(1, number % 3 == 0 ? AttemptOutcome.NotPlaced : AttemptOutcome.NotSent, number);
            await EndAsync(trial, row with { Provider = number % 2 == 0 ? "voice-1" : "voice-2" });
        }

        Claim.SameList([3, 6, 9, 10, 11, 12], (await trial.ReadAttemptsAsync(1)).Select(row => row.Number), "the attempts");
    }

    private static async Task ReachedAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        foreach (var (outcome, index) in new[] { AttemptOutcome.NotSent, AttemptOutcome.Busy, AttemptOutcome.NotSent,
            AttemptOutcome.Unknown, AttemptOutcome.NotSent, AttemptOutcome.NotSent }.Select((outcome, i) => (outcome, i)))
        {
            await EndAsync(trial, Sample.Ended(1, outcome, index + 1));
        }

        Claim.SameList([1, 2, 3, 4, 6], (await trial.ReadAttemptsAsync(1)).Select(row => row.Number), "the attempts");
    }

    private static async Task OtherJobsAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 2);
        await EndAsync(trial, Sample.Ended(1, AttemptOutcome.NotSent));
        await EndAsync(trial, Sample.Ended(2, AttemptOutcome.NotSent, 5));
        Claim.SameList([1], (await trial.ReadAttemptsAsync(1)).Select(row => row.Number), "the attempts of job 1");
    }

    private static async Task AgainAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        await EndAsync(trial, Sample.Ended(1, AttemptOutcome.NotSent));
        await EndAsync(trial, Sample.Ended(1, AttemptOutcome.NotSent, 2));
        var receipt = await trial.CommitAsync(batch => batch.Attempt(Sample.Ended(1, AttemptOutcome.NotSent, 2) with { Note = "again" }));
        Claim.SameList([], receipt.Removed, "the counter changes");
        await trial.CommitAsync(batch => batch.Attempt(Sample.Attempt(1, 3)).Job(Sample.Live(1, number: 3)));
        Claim.SameList([2, 3], (await trial.ReadAttemptsAsync(1)).Select(row => row.Number), "the attempts");
        var live = (await trial.ReopenAsync()).Live.Single();
        Claim.Same(3, live.Attempt.Number, "the number of the live attempt");
    }

    /// <summary>Commits an attempt, then its end.</summary>
    private static async Task<CommitReceipt> EndAsync(StoreTrial trial, AttemptRow row)
    {
        await trial.CommitAsync(batch => batch
            .Attempt(row with { State = AttemptState.Committed, Outcome = AttemptOutcome.None, EndedAt = 0 }).Job(
                Sample.Live(row.Job, number: row.Number)));
        return await trial.CommitAsync(batch => batch
            .Attempt(row).Job(Sample.Waiting(row.Job, 0) with { Number = row.Number }).Count(1, Counter.Of(row.Outcome), 1));
    }
}
