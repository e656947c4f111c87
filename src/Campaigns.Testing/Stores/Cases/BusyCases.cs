using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>
/// Addresses that stay busy longer than their attempt rows show, and how far pauses run ahead of a clock that was set back.
/// </summary>
internal static class BusyCases
{
    private static readonly BusyRow Row =
        new(1, 2, "acme", Channels.Voice, "+15550100123", Sample.Created.AddTicks(7), TimeSpan.FromTicks(18_000_000_001));

    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("busy addresses keep every field until they end", KeptAsync),
        new("the later of two busy addresses of one attempt wins", SameAttemptAsync),
        new("a purge keeps busy addresses", PurgedAsync),
        new("the lead is the last one committed", LeadAsync),
    ];

    private static async Task KeptAsync(StoreTrial trial)
    {
        BusyRow[] rows =
        [
            Row,
            Row with { Number = 3, Tenant = "größter \u0001 Mandant", Channel = Channels.Email, Address = "c'est \u0001@example.com" },
            Row with { Job = long.MaxValue, Number = int.MaxValue, Until = DateTimeOffset.MaxValue, Within = TimeSpan.MaxValue },
        ];
        await trial.CommitAsync(batch => batch.Busy(rows[0]).Busy(rows[2]));
        await trial.CommitAsync(batch => batch.Busy(rows[1]).Busy(Row with { Number = 9, IsBusy = false }));
        await SameAsync(trial, rows);
        await trial.CommitAsync(batch => batch.Busy(rows[0] with { IsBusy = false }));
        await SameAsync(trial, rows[1], rows[2]);
    }

    private static async Task SameAttemptAsync(StoreTrial trial)
    {
        var later = Row with { Until = Row.Until.AddMinutes(1), Within = TimeSpan.FromMinutes(2) };
        await trial.CommitAsync(batch => batch.Busy(Row).Busy(later));
        await SameAsync(trial, later);
        await trial.CommitAsync(batch => batch.Busy(Row));
        await SameAsync(trial, Row);
        await trial.CommitAsync(batch => batch.Busy(later).Busy(Row with { IsBusy = false }));
        await SameAsync(trial);
    }

    private static async Task PurgedAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        await trial.CommitAsync(batch => batch.Busy(Row));
        await trial.PurgeAsync(1);
        await SameAsync(trial, Row);
    }

    private static async Task LeadAsync(StoreTrial trial)
    {
        Claim.Same(TimeSpan.Zero, (await trial.ReopenAsync()).Lead, "the lead of a new store");
        await trial.CommitAsync(batch => batch.Lead(TimeSpan.FromTicks(36_000_000_001)));
        await trial.CommitAsync(batch => batch.Busy(Row));
        Claim.Same(TimeSpan.FromTicks(36_000_000_001), (await trial.ReopenAsync()).Lead, "the lead");
        await trial.CommitAsync(batch => batch.Lead(TimeSpan.Zero));
        Claim.Same(TimeSpan.Zero, (await trial.ReopenAsync()).Lead, "the lead");
    }

    private static async Task SameAsync(StoreTrial trial, params BusyRow[] expected) => Claim.SameList(
        expected.Select(row => row.Show()),
        (await trial.ReopenAsync()).Busy.OrderBy(row => (row.Job, row.Number)).Select(row => row.Show()), "the busy addresses");
}
