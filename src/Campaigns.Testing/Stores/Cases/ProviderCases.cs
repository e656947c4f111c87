using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Stored provider data: changed settings, and reports about calls without a known attempt.</summary>
internal static class ProviderCases
{
    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("a provider's settings are read as last changed", ChangedAsync),
        new("a provider with restored settings keeps its revision", SetBackAsync),
        new("reports keep every field and are read in the order of their ids", KeptAsync),
        new("a report that must not be kept is removed, and the others stay", ForgottenAsync),
        new("the later of two rows of one report wins", SameReportAsync),
        new("a purge keeps providers and reports", PurgedAsync),
    ];

    private static async Task ChangedAsync(StoreTrial trial)
    {
        var full = new ProviderSettings { MaxConcurrent = 7, Rate = new RateLimit(
            7, TimeSpan.FromTicks(10_001), 3), Quotas = [new Quota(9, QuotaPeriod.Month)], Switch = ProviderSwitch.Off };
        await trial.CommitAsync(
            batch => batch.Provider("voice-1", new ProviderSettings()).Provider("Größter \u0001", full).Provider("voice-2", full));
        await trial.CommitAsync(batch => batch
            .Provider("voice-2", new ProviderSettings { Switch = ProviderSwitch.On }).Provider("voice-2", full with { MaxConcurrent = 1 }));
        await SameAsync(
            trial, new("Größter \u0001", full), new("voice-1", new ProviderSettings()), new("voice-2", full with { MaxConcurrent = 1 }));
    }

    private static async Task SetBackAsync(StoreTrial trial)
    {
        var settings = new ProviderSettings { MaxConcurrent = 3 };
        await trial.CommitAsync(batch => batch.Provider("voice-1", settings, 1).Provider("voice-2", settings, 7));
        await trial.CommitAsync(batch => batch.Provider("voice-1", null, 2).Provider("voice-3", null, 1));
        await SameAsync(trial, new("voice-1", null, 2), new("voice-2", settings, 7), new("voice-3", null, 1));
        await trial.CommitAsync(batch => batch
            .Provider("voice-1", settings, 3).Provider("voice-1", null, 4).Provider("voice-2", null, 8).Provider(
                "voice-2", settings with { MaxConcurrent = 4 }, long.MaxValue));
        await SameAsync(
            trial, new("voice-1", null, 4), new("voice-2", settings with { MaxConcurrent = 4 }, long.MaxValue), new("voice-3", null, 1));
    }

    private static async Task KeptAsync(StoreTrial trial)
    {
        ReportRow[] rows =
        [
            Sample.Report(long.MaxValue) with { ReceivedAt = DateTimeOffset.MaxValue },
            Sample.Report(1),
            new(3, new ProviderReport(new AttemptId(ulong.MaxValue, -5, int.MinValue), AttemptState.Ringing), Sample.Created.AddTicks(1)),
            new(
                2,
                new ProviderReport(new AttemptId(1, 2, 3), AttemptState.Ended, AttemptOutcome.OptedOut)
                {
                    Provider = "größter \u0001 Anbieter", CallId = "", OccurredAt = DateTimeOffset.MinValue, EventId = "e\"1\"", Raw = "😀",
                    Tenant = "größte",
                },
                DateTimeOffset.MinValue)
            {
                Epoch = long.MaxValue, SeenUntil = -1,
            },
        ];
        await trial.CommitAsync(batch => batch.Report(rows[0]).Report(rows[2]));
        await trial.CommitAsync(batch => batch.Report(rows[3]).Report(rows[1]));
        Claim.SameList([rows[1], rows[3], rows[2], rows[0]], (await trial.ReopenAsync()).Reports, "the reports");
    }

    private static async Task ForgottenAsync(StoreTrial trial)
    {
        await trial.CommitAsync(batch => Enumerable.Range(1, 5).ToList().ForEach(id => batch.Report(Sample.Report(id))));
        await trial.CommitAsync(batch => batch
            .Report(Sample.Report(2) with { IsKept = false }).Report(Sample.Report(9) with { IsKept = false })
            .Report(Sample.Report(6)).Report(Sample.Report(6) with { IsKept = false }).Report(
                Sample.Report(5, "other") with { IsKept = false }));
        Claim.SameList([Sample.Report(1), Sample.Report(3), Sample.Report(4)], (await trial.ReopenAsync()).Reports, "the reports");
    }

    private static async Task SameReportAsync(StoreTrial trial)
    {
        await trial.CommitAsync(
            batch => batch.Report(Sample.Report(1)).Report(Sample.Report(2) with { IsKept = false }).Report(Sample.Report(2)));
        await trial.CommitAsync(batch => batch.Report(Sample.Report(1, "other")));
        Claim.SameList([Sample.Report(1, "other"), Sample.Report(2)], (await trial.ReopenAsync()).Reports, "the reports");
    }

    private static async Task PurgedAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        await trial.CommitAsync(batch => batch.Provider("voice-1", new ProviderSettings()).Report(Sample.Report(1)));
        await trial.PurgeAsync(1);
        var snapshot = await trial.ReopenAsync();
        Claim.Same((1, 1), (snapshot.Providers.Count, snapshot.Reports.Count), "providers and reports");
    }

    private static async Task SameAsync(StoreTrial trial, params ProviderRow[] expected) => Claim.SameList(
        expected,
        (await trial.ReopenAsync()).Providers.OrderBy(row => row.Name, StringComparer.Ordinal),
        "the providers");
}
