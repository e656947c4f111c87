using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Paging through a lane.</summary>
internal static class PageCases
{
    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("new jobs are paged in the order of their ids", NewAsync),
        new("only new jobs of the lane are read, and one that was not sent is read again", OnlyNewAsync),
        new("waiting jobs are paged by due time, then id", WaitingAsync),
        new("only waiting jobs of the lane are read, each at its newest due time", OnlyWaitingAsync),
        new("due times may be the minimum or maximum time", ExtremesAsync),
        new("reads append to the list", AddedAsync),
        new("a lane without jobs has empty pages", EmptyAsync),
    ];

    private static async Task NewAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 25);
        var found = new List<long>();
        for (long after = 0; await trial.ReadNewAsync(1, after, limit: 10) is { Count: > 0 } page; after = page[^1].Row.Id)
        {
            Claim.True(page.Count <= 10, $"a page of {page.Count}");
            found.AddRange(page.Ids());
        }

        Claim.SameList(Enumerable.Range(1, 25).Select(id => (long)id), found, "the ids");
        Claim.SameList([25L], (await trial.ReadNewAsync(1, after: 24)).Ids(), "the page after 24");
    }

    private static async Task OnlyNewAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 14);
        await trial.CommitAsync(batch =>
        {
            batch.Lane(Sample.Lane(2)).Enroll(20, 2, Sample.Person(20));
            for (var state = JobState.New; state <= JobState.NoResponse; state++)
            {
                batch.Job(Sample.In(state, 1 + (long)state));
            }
        });
        Claim.SameList([1L, 13L, 14L], (await trial.ReadNewAsync(1)).Ids(), "new jobs");
        await trial.CommitAsync(batch => batch.Job(Sample.In(JobState.New, 3) with { Number = 1, Due = 77 }));
        Claim.SameList([1L, 3L, 13L, 14L], (await trial.ReadNewAsync(1)).Ids(), "new jobs after one was not sent");
        Claim.SameList([20L], (await trial.ReadNewAsync(2)).Ids(), "new jobs of the other lane");
    }

    private static async Task WaitingAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 30);
        await trial.CommitAsync(
            batch => Enumerable.Range(1, 30).ToList().ForEach(id => batch.Job(Sample.Waiting(id, due: 100 - (id % 3)))));
        var found = new List<long>();
        for (var after = DueKey.Lowest; await trial.ReadWaitingAsync(1, after, limit: 7) is { Count: > 0 } page; after =
            new DueKey(page[^1].Row.Due, page[^1].Row.Id))
        {
            Claim.True(page.Count <= 7, $"a page of {page.Count}");
            found.AddRange(page.Ids());
        }

        Claim.SameList(Enumerable.Range(1, 30).OrderBy(id => 100 - (id % 3)).ThenBy(id => id).Select(id => (long)id), found, "the ids");
        Claim.Same(0, (await trial.ReadWaitingAsync(1, DueKey.Highest)).Count, "jobs above every key");
        Claim.SameList([29L], (await trial.ReadWaitingAsync(1, new DueKey(98, 26), limit: 1)).Ids(), "the job after (98, 26)");
    }

    private static async Task OnlyWaitingAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 5);
        await trial.CommitAsync(batch => batch.Lane(Sample.Lane(2)).Job(Sample.Waiting(1, 50)).Job(Sample.Waiting(2, 60)).Job(
            Sample.Waiting(3, 55, lane: 2)).Job(Sample.Waiting(4, 10)));
        await trial.CommitAsync(batch => batch.Job(Sample.Waiting(1, 70)).Job(Sample.Live(4)).Attempt(Sample.Attempt(4)));
        Claim.SameList([2L, 1L], (await trial.ReadWaitingAsync(1)).Ids(), "waiting in lane 1");
        Claim.SameList([3L], (await trial.ReadWaitingAsync(2)).Ids(), "waiting in lane 2");
        await trial.CommitAsync(batch => batch.Job(Sample.Waiting(2, 60, lane: 2)));
        Claim.SameList([3L, 2L], (await trial.ReadWaitingAsync(2)).Ids(), "waiting in lane 2 after a job has moved there");
    }

    private static async Task ExtremesAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 3);
        await trial.CommitAsync(batch => batch
            .Job(Sample.Waiting(1, DateTimeOffset.MaxValue.UtcTicks)).Job(Sample.Waiting(2, 0)).Job(
                Sample.Waiting(3, DateTimeOffset.UnixEpoch.UtcTicks)));
        Claim.SameList([2L, 3L, 1L], (await trial.ReadWaitingAsync(1)).Ids(), "waiting");
    }

    private static async Task AddedAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 2);
        await trial.CommitAsync(batch => batch.Job(Sample.Waiting(2, 5)));
        var into = new List<JobRecord>();
        await trial.Store.ReadNewAsync(1, 0, 10, into, CancellationToken.None);
        await trial.Store.ReadWaitingAsync(1, DueKey.Lowest, 10, into, CancellationToken.None);
        await trial.Store.FindOpenJobsAsync(Suppression.OfContact("acme", Sample.Person(1).Key), into, CancellationToken.None);
        Claim.SameList([1L, 2L, 1L], into.Ids(), "the list");
    }

    private static async Task EmptyAsync(StoreTrial trial)
    {
        await trial.SetUpAsync();
        Claim.Same(0, (await trial.ReadNewAsync(1)).Count + (await trial.ReadWaitingAsync(1)).Count, "jobs");
    }
}
