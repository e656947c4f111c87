namespace Campaigns.Sabotages;

/// <summary>Bugs in lookups, and in reports whose call becomes known later or is another call.</summary>
internal static class LookUpBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "look-up not repeated",
            "an attempt whose look-up fails once is given up",
            "Scheduling/State/LookUp.cs",
            "(counts && Failures >= LeastFailures && mono >= Now.After(Since, Patience))",
            "counts"),
        new(
            "look-ups unpaced",
            "all that wait are looked up at once",
            "Scheduling/State/LookUpPace.cs",
            "UnderWay >= Math.Min(MostAtOnce, provider.MaxDispatching);",
            "UnderWay < 0;"),
        new(
            "kept report not joined after the end",
            "the call id of an attempt becomes known after its end, and what was kept under it stays there",
            "Scheduling/Outcomes/ReportHandler.cs",
            "in state.Unmatched.Take(row, state.Jobs[slot].Lane.Campaign.Tenant.Name))",
            "in Array.Empty<ProviderReport>())"),
        new(
            "stale report joined",
            "a report that was kept before a call was placed counts, because the call has the same id",
            "Scheduling/State/UnmatchedReports.cs",
            "return row.Epoch == attempt.Epoch || row.Epoch == 0 ? attempt.CommittedAt <= seenUntil : attempt.Epoch < row.Epoch;",
            "return seenUntil > 0;"),
        new(
            "kept report never expires",
            "a report about an unknown call is kept for ever",
            "Scheduling/Scheduler.cs",
            "        _state.Unmatched.ForgetOld();",
            "        _ = _state.Unmatched;"),
        new(
            "tenant of a report ignored",
            "a report that names another tenant ends the attempt",
            "Scheduling/Outcomes/ReportHandler.cs",
            "report.Tenant is { } named && named != tenant;",
            "tenant.Length == 0;"),
    ];
}
