using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>The usage of rates and quotas, and the early events of jobs.</summary>
internal static class UsageCases
{
    private static readonly UsageRow Row = new(LimitScope.Tenant, "größter \u0001 Mandant", "Day Etc/UTC", 639_032_004_000_000_001, 19, 3);

    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("the usage of limits keeps every field, and the later row of one period wins", UsageAsync),
        new("a purge removes the usage of the campaign's limits only", PurgedAsync),
        new("a job keeps its start and its early events", EarlyAsync),
    ];

    private static async Task UsageAsync(StoreTrial trial)
    {
        UsageRow[] rows =
        [
            Row with { Value = 20 },
            Row with { Since = Row.Since + 1 },
            Row with { Quota = "" },
            Row with { Name = "" },
            Row with { Scope = LimitScope.Provider, Value = long.MaxValue, Pending = long.MaxValue },
        ];
        await trial.CommitAsync(batch => batch.Usage(Row).Usage(rows[1]).Usage(rows[2] with { Value = 1 }).Usage(rows[2]));
        await trial.CommitAsync(
            batch => batch.Usage(rows[0]).Usage(rows[3]).Usage(rows[4]).Usage(Row with { Quota = "none", IsKept = false }));
        await SameAsync(trial, rows);
        await trial.CommitAsync(batch => batch.Usage(rows[0] with { IsKept = false }).Usage(rows[4]));
        await SameAsync(trial, rows[1..]);
    }

    private static async Task PurgedAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        var of = Row with { Scope = LimitScope.Campaign, Name = "1" };
        await trial.CommitAsync(
            batch => batch.Campaign(Sample.Campaign(11)).Usage(of).Usage(of with { Name = "11" }).Usage(
                of with { Scope = LimitScope.Tenant }));
        await trial.PurgeAsync(1);
        await SameAsync(trial, of with { Name = "11" }, of with { Scope = LimitScope.Tenant });
    }

    private static async Task EarlyAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 2);
        var row = Sample.Waiting(1, due: 5) with { Began = 639_032_004_000_000_007, EarlyEvents = ushort.MaxValue };
        await trial.CommitAsync(batch => batch.Job(row));
        var found = (await trial.Store.FindJobAsync(1, CancellationToken.None))!.Value.Row;
        Claim.Same((row.Began, row.EarlyEvents), (found.Began, found.EarlyEvents), "the job's start and its early events");
        var other = (await trial.Store.FindJobAsync(2, CancellationToken.None))!.Value.Row;
        Claim.Same((0L, (ushort)0), (other.Began, other.EarlyEvents), "the start and early events of another job");
    }

    private static async Task SameAsync(StoreTrial trial, params UsageRow[] expected) => Claim.SameList(
        expected.Select(row => row.ToString()).Order(StringComparer.Ordinal),
        (await trial.ReopenAsync()).Usage.Select(row => row.ToString()).Order(StringComparer.Ordinal),
        "the usage of limits");
}
