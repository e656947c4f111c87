using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Stored caller ids: their rows, the numbers of attempts, and the last number of a job.</summary>
internal static class CallerIdCases
{
    private const string Number = "+15550100";

    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("caller ids are read as last written, also after a purge", WrittenAsync),
        new("an attempt keeps its first caller id, and other attempts keep theirs", AttemptsAsync),
        new("a job keeps the id of its last number in every state", JobsAsync),
    ];

    private static async Task WrittenAsync(StoreTrial trial)
    {
        var settings = new CallerIdSettings { MaxConcurrent = 3, Quotas = [new Quota(9, QuotaPeriod.Day)], Switch = ProviderSwitch.Off };
        CallerIdRow[] rows =
        [
            new(1, "voice-1", Number, settings), new(2, "Größter \u0001", Number, null),
            new(ushort.MaxValue, "voice-1", "+15550101", settings),
        ];
        await trial.SetUpAsync(contacts: 1);
        await trial.CommitAsync(batch => batch
            .CallerId(rows[0] with { Settings = null }).CallerId(rows[1] with { Settings = settings }).CallerId(rows[2]));
        await trial.CommitAsync(batch => batch.CallerId(rows[0] with { Number = "+15550109" }).CallerId(rows[0]).CallerId(rows[1]));
        Claim.SameList(rows, (await trial.ReopenAsync()).CallerIds.OrderBy(row => row.Id), "the caller ids");
        await trial.PurgeAsync(1);
        Claim.SameList(rows, (await trial.ReopenAsync()).CallerIds.OrderBy(row => row.Id), "the caller ids after a purge");
    }

    private static async Task AttemptsAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 2);
        var sent = Sample.Attempt(1) with { CallerId = Number };
        await trial.CommitAsync(batch => batch
            .Job(Sample.Live(1, number: 2)).Attempt(sent).Attempt(Sample.Attempt(1, 2))
            .Attempt(Sample.Attempt(2) with { CallerId = "+15550101" }));
        await trial.CommitAsync(batch => batch.Attempt(Sample.Accepted(1, "call") with { CallerId = "+15550109" }));
        await trial.CommitAsync(batch => batch.Attempt(Sample.Ended(1, AttemptOutcome.Busy) with { ProviderCallId = "call" }));
        await trial.CommitAsync(batch => batch.Attempt(Sample.Accepted(1, "other", 2) with { CallerId = "+15550109" }));
        Claim.SameList([Number, null], (await trial.ReadAttemptsAsync(1)).Select(row => row.CallerId), "the numbers of the first job");
        Claim.SameList(["+15550101"], (await trial.ReadAttemptsAsync(2)).Select(row => row.CallerId), "the number of the second job");
        Claim.Same(Number, (await trial.FindCallAsync("call"))?.CallerId, "the number of the call");
        Claim.Same(null, (await trial.ReopenAsync()).Live.Single().Attempt.CallerId, "the number of the live attempt");
    }

    private static async Task JobsAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 3);
        await trial.CommitAsync(batch => batch
            .Job(Sample.Waiting(1, due: 5) with { CallerId = ushort.MaxValue })
            .Job(Sample.Live(2) with { CallerId = 7 }).Attempt(Sample.Attempt(2)));
        await trial.CommitAsync(batch => batch.Enroll(new JobRow { Id = 4, Lane = 1, CallerId = 9 }, Sample.Person(4)));
        await trial.ReopenAsync();
        var jobs = await trial.ReadJobsAsync(1);
        Claim.SameList(
            [(1L, ushort.MaxValue), (2L, (ushort)7), (3L, (ushort)0), (4L, (ushort)9)],
            jobs.OrderBy(job => job.Row.Id).Select(job => (job.Row.Id, job.Row.CallerId)),
            "the numbers of the jobs");
        await trial.CommitAsync(batch => batch.Job(Sample.Waiting(1, due: 5)));
        Claim.Same((ushort)0, (await trial.ReadJobsAsync(1)).Single(job => job.Row.Id == 1).Row.CallerId, "a number that was cleared");
    }
}
