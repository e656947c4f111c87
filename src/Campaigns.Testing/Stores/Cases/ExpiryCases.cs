using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>The order in which jobs expire.</summary>
internal static class ExpiryCases
{
    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("expiring jobs are read by lane, in the order of expiry and id; jobs without expiry are not read", OrderAsync),
        new("an expiring job is found while it is new or waiting, not while it is live or after it has ended", StateAsync),
        new("after the first expiring jobs end, the next ones are read from the front", PagesAsync),
        new("a job is found by its current expiry, after a move or a removal", MovedAsync),
        new("lanes and jobs added after the first read are found", LaterAsync),
    ];

    private static JobRow Expires(JobRow row, long expires) => row with { Expires = expires };

    private static async Task OrderAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 6);
        await trial.CommitAsync(batch => batch.Lane(Sample.Lane(2, 1))
            .Job(Expires(Sample.Waiting(1, due: 5), 300)).Job(Expires(Sample.Waiting(2, due: 900), 100)).Job(
                Expires(Sample.In(JobState.New, 3), 300))
            .Job(Sample.Waiting(4, due: 1)).Job(Expires(Sample.Waiting(5, due: 1), DateTimeOffset.MaxValue.UtcTicks) with { Lane = 2 }));
        await SameAsync();
        await trial.ReopenAsync();
        await SameAsync();

        async Task SameAsync()
        {
            Claim.SameList([2L, 1L, 3L], (await trial.ReadExpiringAsync(1)).Ids(), "lane 1");
            Claim.SameList([2L, 1L], (await trial.ReadExpiringAsync(1, limit: 2)).Ids(), "two of lane 1");
            Claim.SameList([5L], (await trial.ReadExpiringAsync(2)).Ids(), "lane 2");
            var first = (await trial.ReadExpiringAsync(1, limit: 1)).Single();
            Claim.Same((100L, 900L, Sample.Person(2).Show()), (first.Row.Expires, first.Row.Due, first.Contact.Show()), "a row");
        }
    }

    private static async Task StateAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 2);
        await trial.CommitAsync(
            batch => batch.Lane(Sample.Lane(2, 1)).Job(Expires(Sample.Waiting(1, due: 5), 100)).Job(
                Expires(Sample.Waiting(2, due: 5), 200)));
        Claim.SameList([1L, 2L], (await trial.ReadExpiringAsync(1)).Ids(), "waiting");
        await trial.CommitAsync(batch => batch.Job(Expires(Sample.Live(1), 100)).Attempt(Sample.Attempt(1)));
        Claim.SameList([2L], (await trial.ReadExpiringAsync(1)).Ids(), "the job while the other is live");
        await trial.CommitAsync(batch => batch.Job(Expires(Sample.Waiting(1, due: 5), 100) with { Lane = 2 }));
        Claim.SameList([2L], (await trial.ReadExpiringAsync(1)).Ids(), "the job after the other has moved");
        Claim.SameList([1L], (await trial.ReadExpiringAsync(2)).Ids(), "the job in its new lane");
        await trial.CommitAsync(
            batch => batch.Job(Expires(Sample.Waiting(1, due: 5), 100)).Job(Expires(Sample.In(JobState.Expired, 2), 200)));
        Claim.SameList([1L], (await trial.ReadExpiringAsync(1)).Ids(), "the job that is back, after the other has ended");
    }

    private static async Task PagesAsync(StoreTrial trial)
    {
        const int count = 50;
        await trial.SetUpAsync(contacts: count);
        await trial.CommitAsync(batch =>
        {
            for (var job = 1; job <= count; job++)
            {
                batch.Job(Expires(Sample.Waiting(job, due: job), 1_000 + (job * 7 % 10))); // several jobs expire at the same instant
            }
        });
        var found = new List<JobRow>();
        while (await trial.ReadExpiringAsync(1, limit: 7) is { Count: > 0 } page)
        {
            found.AddRange(page.Select(job => job.Row));
            await trial.CommitAsync(batch => page.ForEach(job => batch.Job(job.Row with { State = JobState.Expired })));
        }

        Claim.Same(count, found.Count, "jobs");
        Claim.SameList(
            found.OrderBy(row => row.Expires).ThenBy(row => row.Id).Select(row => row.Id), found.Select(row => row.Id), "their order");
    }

    private static async Task MovedAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 3);
        await trial.CommitAsync(batch => batch
            .Job(Expires(Sample.Waiting(1, due: 5), 100)).Job(Expires(Sample.Waiting(2, due: 5), 200)).Job(
                Expires(Sample.Waiting(3, due: 5), 300)));
        Claim.SameList([1L, 2L, 3L], (await trial.ReadExpiringAsync(1)).Ids(), "at first");
        await trial.CommitAsync(batch => batch.Job(Expires(Sample.Waiting(1, due: 5), 250)).Job(Expires(Sample.Waiting(2, due: 5), 0)));
        Claim.SameList([1L, 3L], (await trial.ReadExpiringAsync(1)).Ids(), "the jobs after the first expires later and the second never");
        var far = TimeSpan.FromDays(30).Ticks;
        await trial.CommitAsync(batch => batch.Job(Expires(Sample.Waiting(3, due: 5), far)).Job(Expires(Sample.Waiting(2, due: 5), 100)));
        Claim.SameList(
            [2L, 1L, 3L], (await trial.ReadExpiringAsync(1)).Ids(), "the jobs after the second expires again and the third much later");
    }

    private static async Task LaterAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        Claim.Same(0, (await trial.ReadExpiringAsync(1)).Count, "nobody expires");
        await trial.CommitAsync(batch => batch
            .Lane(Sample.Lane(2, 1)).Enroll(7, 2, Sample.Person(7)).Enroll(
                new JobRow { Id = 8, Lane = 2, State = JobState.Waiting, Due = 3, Expires = 50 }, Sample.Person(8))
            .Job(Expires(Sample.Waiting(1, due: 5), 100) with { Lane = 2 }));
        Claim.SameList([8L, 1L], (await trial.ReadExpiringAsync(2)).Ids(), "a new lane");
        Claim.Same(0, (await trial.ReadExpiringAsync(1)).Count, "expiring jobs in the former lane");
    }
}
