using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>What attempts told besides their outcomes.</summary>
internal static class ResultCases
{
    /// <summary>A result with every value.</summary>
    public static readonly AttemptResult Full = new()
    {
        AnsweredBy = AnsweredBy.Human,
        RingTime = TimeSpan.FromSeconds(4),
        TalkTime = TimeSpan.FromDays(1),
        Cost = new AttemptCost(0.01230m, "EUR"),
        Recording = new Uri("https://example.com/r/1?key=a%20b#part"),
        Transcript = new Uri("http://example.com/t/č"),
        CallBackAt = Sample.Created.AddHours(1).AddTicks(1),
        OptOut = OptOutScope.AllChannels,
        Data = "{\"note\": \"čeněk 😀\", \"list\": [1, null]}",
    };

    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("a result is read with every value, after a restart too", EveryValueAsync),
        new("a later result replaces the values that it gives, and no others", ReplacedAsync),
        new("a result of an earlier time only adds missing values", EarlierAsync),
        new("a result without a time counts as the newest, and keeps the latest time", WithoutTimeAsync),
        new("results of one commit are merged in order", SameCommitAsync),
        new("each attempt has its own result, and a job without one has none", OfAttemptsAsync),
        new("a result may come long after the attempt, and survives later writes of the attempt", LateAsync),
        new("data of 16 KB is kept", LongDataAsync),
        new("results go with their attempts: removed as repeated, or purged with the campaign", RemovedAsync),
        new("a fenced commit writes no result", FencedAsync),
    ];

    private static async Task EveryValueAsync(StoreTrial trial)
    {
        await BeginAsync(trial);
        await trial.CommitAsync(batch => batch.Result(1, 1, Full, 5_000));
        await SameAsync(trial, 1, new ResultRow(1, 1, Full, 5_000));
        await trial.ReopenAsync();
        await SameAsync(trial, 1, new ResultRow(1, 1, Full, 5_000));
    }

    private static async Task ReplacedAsync(StoreTrial trial)
    {
        await BeginAsync(trial);
        await trial.CommitAsync(batch => batch.Result(1, 1, Full, 1));
        var later = new AttemptResult { TalkTime = TimeSpan.Zero, Cost = new AttemptCost(0, "USD"), OptOut = OptOutScope.Channel };
        await trial.CommitAsync(batch => batch.Result(1, 1, later, 2));
        await SameAsync(
            trial, 1, new ResultRow(1, 1, Full with { TalkTime = later.TalkTime, Cost = later.Cost, OptOut = later.OptOut }, 2));
        await trial.CommitAsync(batch => batch.Result(1, 1, new AttemptResult(), 3));
        await SameAsync(
            trial, 1, new ResultRow(1, 1, Full with { TalkTime = later.TalkTime, Cost = later.Cost, OptOut = later.OptOut }, 3));
    }

    private static async Task EarlierAsync(StoreTrial trial)
    {
        await BeginAsync(trial);
        var newest = new AttemptResult { AnsweredBy = AnsweredBy.Machine, Data = "1" };
        await trial.CommitAsync(batch => batch.Result(1, 1, newest, 9));
        await trial.CommitAsync(batch => batch.Result(1, 1, Full, 8));
        await SameAsync(trial, 1, new ResultRow(1, 1, Full with { AnsweredBy = AnsweredBy.Machine, Data = "1" }, 9));
        await trial.CommitAsync(batch => batch.Result(1, 1, new AttemptResult { Data = "2" }, 9));
        await SameAsync(trial, 1, new ResultRow(1, 1, Full with { AnsweredBy = AnsweredBy.Machine, Data = "2" }, 9));
    }

    private static async Task WithoutTimeAsync(StoreTrial trial)
    {
        await BeginAsync(trial);
        await trial.CommitAsync(batch => batch.Result(1, 1, new AttemptResult { Data = "1" }, 9));
        await trial.CommitAsync(batch => batch.Result(1, 1, new AttemptResult { Data = "2" }));
        await SameAsync(trial, 1, new ResultRow(1, 1, new AttemptResult { Data = "2" }, 9));
        await trial.CommitAsync(batch => batch.Result(1, 1, new AttemptResult { Data = "3" }, 8));
        await SameAsync(trial, 1, new ResultRow(1, 1, new AttemptResult { Data = "2" }, 9));
    }

    private static async Task SameCommitAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        await trial.CommitAsync(batch => batch
            .Attempt(Sample.Ended(1, AttemptOutcome.Completed))
            .Result(1, 1, new AttemptResult { Data = "1", AnsweredBy = AnsweredBy.Fax })
            .Result(1, 1, new AttemptResult { Data = "2" }));
        await SameAsync(trial, 1, new ResultRow(1, 1, new AttemptResult { Data = "2", AnsweredBy = AnsweredBy.Fax }, 0));
    }

    private static async Task OfAttemptsAsync(StoreTrial trial)
    {
        await BeginAsync(trial);
        await trial.CommitAsync(batch => batch
            .Attempt(Sample.Attempt(1, 2)).Attempt(Sample.Attempt(2))
            .Result(1, 2, new AttemptResult { Data = "12" }).Result(2, 1, new AttemptResult { Data = "21" })
            .Result(1, 1, new AttemptResult { Data = "11" }));
        await SameAsync(
            trial, 1, new ResultRow(1, 1, new AttemptResult { Data = "11" }, 0), new ResultRow(1, 2, new AttemptResult { Data = "12" }, 0));
        await SameAsync(trial, 2, new ResultRow(2, 1, new AttemptResult { Data = "21" }, 0));
        await SameAsync(trial, 3);
        await SameAsync(trial, 99);
    }

    private static async Task LateAsync(StoreTrial trial)
    {
        await BeginAsync(trial);
        await trial.CommitAsync(batch => batch.Result(1, 1, Full));
        await trial.CommitAsync(batch => batch.Attempt(Sample.Ended(1, AttemptOutcome.Busy)));
        await SameAsync(trial, 1, new ResultRow(1, 1, Full, 0));
        await trial.CommitAsync(batch => batch.Result(1, 1, new AttemptResult { AnsweredBy = AnsweredBy.Machine }));
        await SameAsync(trial, 1, new ResultRow(1, 1, Full with { AnsweredBy = AnsweredBy.Machine }, 0));
    }

    private static async Task LongDataAsync(StoreTrial trial)
    {
        await BeginAsync(trial);
        var data = $"\"{new string('x', AttemptResult.MaxDataBytes - 2)}\"";
        await trial.CommitAsync(batch => batch.Result(1, 1, new AttemptResult { Data = data }));
        await trial.ReopenAsync();
        await SameAsync(trial, 1, new ResultRow(1, 1, new AttemptResult { Data = data }, 0));
    }

    private static async Task RemovedAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 2);
        await trial.CommitAsync(batch => batch
            .Attempt(Sample.Ended(1, AttemptOutcome.NotSent)).Result(1, 1, new AttemptResult { Data = "1" })
            .Attempt(Sample.Ended(2, AttemptOutcome.Busy)).Result(2, 1, new AttemptResult { Data = "2" }));
        await trial.CommitAsync(
            batch => batch.Attempt(Sample.Ended(1, AttemptOutcome.NotSent, 2)).Result(1, 2, new AttemptResult { Data = "3" }));
        await SameAsync(trial, 1, new ResultRow(1, 2, new AttemptResult { Data = "3" }, 0));
        await trial.PurgeAsync(1, limit: 1);
        await SameAsync(trial, 1);
        await SameAsync(trial, 2);
    }

    private static async Task FencedAsync(StoreTrial trial)
    {
        await BeginAsync(trial);
        await Claim.ThrowsAsync<StoreFencedException>(
            () => trial.CommitAsync(batch => batch.Result(1, 1, Full), trial.Epoch - 1), "a commit of an earlier owner");
        await SameAsync(trial, 1);
    }

    private static async Task BeginAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 3);
        await trial.CommitAsync(batch => batch.Attempt(Sample.Attempt(1)));
    }

    private static async Task SameAsync(StoreTrial trial, long job, params ResultRow[] expected) => Claim.SameList(
        expected.Select(row => $"{row.Job} {ModelResults.Show(row)}"),
        (await trial.ReadResultsAsync(job)).Select(row => $"{row.Job} {ModelResults.Show(row)}"),
        $"the results of job {job}");
}
