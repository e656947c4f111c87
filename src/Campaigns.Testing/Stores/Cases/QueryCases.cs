using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Queries, which users may run at any time and from any thread.</summary>
internal static class QueryCases
{
    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("the attempts of a job are read oldest first", AttemptsAsync),
        new("the jobs of a campaign are paged in the order of their ids, filtered by state", JobsAsync),
        new("unknown data is not found", NothingAsync),
        new("queries see a commit as soon as it is reported", CommittedAsync),
        new("queries run during commits, and see each commit completely or not at all", BesideCommitsAsync),
    ];

    private static async Task AttemptsAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 2);
        for (var number = 1; number <= 12; number++)
        {
            await trial.CommitAsync(batch => batch.Attempt(Sample.Attempt(1, number)).Attempt(Sample.Attempt(2, number)));
            await trial.CommitAsync(batch => batch.Attempt(Sample.Ended(1, AttemptOutcome.Busy, number)));
        }

        Claim.SameList(Enumerable.Range(1, 12), (await trial.ReadAttemptsAsync(1)).Select(row => row.Number), "the attempts of job 1");
        Claim.True(
            (await trial.ReadAttemptsAsync(1)).All(row => row is { Job: 1, State: AttemptState.Ended }),
            "an attempt of job 1 has not ended");
        Claim.True(
            (await trial.ReadAttemptsAsync(2)).All(row => row is { Job: 2, State: AttemptState.Committed }),
            "an attempt of job 2 has ended");
    }

    private static async Task JobsAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 6);
        await trial.CommitAsync(batch => batch
            .Campaign(Sample.Campaign(2)).Lane(Sample.Lane(2, 2)).Lane(Sample.Lane(3, 1)).Enroll(7, 2, Sample.Person(7)).Enroll(
                8, 3, Sample.Person(8))
            .Job(Sample.In(JobState.Failed, 2)).Job(Sample.In(JobState.Failed, 5, lane: 3)).Job(Sample.Waiting(6, 5)));
        Claim.SameList([1L, 2L, 3L, 4L, 5L, 6L, 8L], (await trial.ReadJobsAsync(1)).Ids(), "all jobs of campaign 1");
        Claim.SameList([3L, 4L], (await trial.ReadJobsAsync(1, after: 2, limit: 2)).Ids(), "a page of campaign 1");
        Claim.SameList([2L, 5L], (await trial.ReadJobsAsync(1, JobState.Failed)).Ids(), "the failed jobs");
        Claim.SameList([5L], (await trial.ReadJobsAsync(1, JobState.Failed, after: 2)).Ids(), "the failed jobs after 2");
        Claim.SameList([8L], (await trial.ReadJobsAsync(1, JobState.New, after: 4)).Ids(), "the new jobs after 4");
        Claim.SameList([7L], (await trial.ReadJobsAsync(2)).Ids(), "the jobs of campaign 2");
    }

    private static async Task NothingAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        foreach (var id in new[] { 0L, -1L, 2L, long.MaxValue, long.MinValue })
        {
            Claim.Same(null, await trial.FindAsync(id), $"job {id}");
            Claim.Same(0, (await trial.ReadAttemptsAsync(id)).Count, $"attempts of job {id}");
        }

        Claim.Same(null, await trial.FindAsync(1, ""), "the job without a key");
        Claim.Same(null, await trial.FindAsync(1, "nobody"), "the job of nobody");
        Claim.Same(0, (await trial.ReadJobsAsync(9)).Count, "jobs of campaign 9");
    }

    private static async Task CommittedAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        for (var number = 1; number <= 20; number++)
        {
            await trial.CommitAsync(batch => batch.Job(Sample.Live(1, number: number)).Attempt(Sample.Attempt(1, number)));
            Claim.Same(number, (await trial.ReadAttemptsAsync(1)).Count, "attempts");
            var job = await trial.Store.Queries.FindJobAsync(new CampaignId(1), Sample.Person(1).Key, CancellationToken.None);
            Claim.Same(number, job!.Value.Row.Number, "the attempt's number");
        }
    }

    private static async Task BesideCommitsAsync(StoreTrial trial)
    {
        const int commits = 100;
        await trial.SetUpAsync(contacts: 50);
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => OnThreadAsync(() => ReadUntilAsync(trial, stop.Token))).ToList();
        for (var number = 1; number <= commits; number++)
        {
            await trial.CommitAsync(batch => Enumerable.Range(1, 50).ToList().ForEach(id => batch.Job(Sample.Live(id, number: number))));
        }

        await stop.CancelAsync();
        foreach (var reader in readers)
        {
            await reader;
        }
    }

    private static Task OnThreadAsync(Func<Task> read) =>
        Task.Factory.StartNew(read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    private static async Task ReadUntilAsync(StoreTrial trial, CancellationToken stop)
    {
        var last = 0;
        while (!stop.IsCancellationRequested)
        {
            var jobs = await trial.ReadJobsAsync(1);
            Claim.Same(1, jobs.Select(job => job.Row.Number).Distinct().Count(), "commits that one query sees");
            Claim.True(jobs[0].Row.Number >= last, "a query saw less than the previous one");
            last = jobs[0].Row.Number;
        }
    }
}
