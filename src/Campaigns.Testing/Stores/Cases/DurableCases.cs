using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Data that outlives the process. Only for durable stores.</summary>
internal static class DurableCases
{
    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("all data survives a restart, and later commits continue from it", RestartAsync, needsDurable: true),
        new("ids may exceed 2^31", LargeIdsAsync, needsDurable: true),
        new("a commit of an owner from before the restart is refused", FencedAsync, needsDurable: true),
    ];

    private static async Task RestartAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 3);
        await trial.CommitAsync(batch => batch.Job(Sample.Live(1)).Attempt(Sample.Attempt(1)).Job(Sample.Waiting(2, due: 9)));
        var before = await trial.OpenAsync();
        var after = await trial.ReopenAsync();
        Claim.Same((before.Stamp, 1L, 3L, 1), (after.Stamp, after.LastCampaign, after.LastJob, after.LastLane), "stamp and last ids");
        Claim.SameList([1L], after.Live.Select(pair => pair.Job.Row.Id), "live jobs");
        Claim.SameList([2L], (await trial.ReadWaitingAsync(1)).Ids(), "waiting jobs");
        Claim.SameList([3L], (await trial.ReadNewAsync(1)).Ids(), "new jobs");
        Claim.SameList(
            [0], (await trial.CommitAsync(batch => batch.Enroll(4, 1, Sample.Person(3)).Enroll(5, 1, Sample.Person(5)))).Duplicates,
            "duplicates");
        Claim.Same(1, (await trial.ReadAttemptsAsync(1)).Count, "attempts");
    }

    private static async Task LargeIdsAsync(StoreTrial trial)
    {
        const long large = (1L << 40) + 1;
        await trial.SetUpAsync();
        await trial.CommitAsync(batch => batch.Enroll(large, 1, Sample.Person(1)).Enroll(large + 1, 1, Sample.Person(2)));
        await trial.CommitAsync(
            batch => batch.Job(Sample.Live(large)).Attempt(Sample.Attempt(large)).Job(Sample.Waiting(large + 1, due: 5)));
        var snapshot = await trial.ReopenAsync();
        Claim.Same(large + 1, snapshot.LastJob, "the last id");
        Claim.SameList([large], snapshot.Live.Select(pair => pair.Attempt.Job), "live attempts");
        Claim.SameList([large + 1], (await trial.ReadWaitingAsync(1)).Ids(), "waiting jobs");
        Claim.Same(0, (await trial.ReadWaitingAsync(1, new DueKey(5, large + 1))).Count, "waiting jobs after it");
    }

    private static async Task FencedAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        var earlier = trial.Epoch;
        await trial.ReopenAsync();
        await Claim.ThrowsAsync<StoreFencedException>(() => trial.CommitAsync(batch => batch.Count(1, 0, 1), earlier), "the commit");
        Claim.Same(1L, (await trial.OpenAsync()).Lanes[0].Counters[0], "the counter");
    }
}
