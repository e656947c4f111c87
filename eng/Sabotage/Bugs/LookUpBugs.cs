namespace Campaigns.Sabotages;

/// <summary>Bugs in lookups, and in reports whose call becomes known later or is another call.</summary>
internal static class LookUpBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "lookup not repeated",
            "an attempt whose lookup fails once is given up",
            "Scheduling/State/LookUp.cs",
            "(counts && Failures >= LeastFailures && mono >= Now.After(Since, Patience))",
            "counts"),
        new(
            "lookups unpaced",
            "all waiting attempts are looked up at the same time",
            "Scheduling/State/LookUpPace.cs",
            "UnderWay >= Math.Min(MostAtOnce, provider.MaxDispatching);",
            "UnderWay < 0;"),
        new(
            "kept report not joined after the end",
            "a report kept under a call id is not joined when the id becomes known after the attempt's end",
            "Scheduling/Outcomes/ReportHandler.cs",
            "in state.Unmatched.RemoveMatches(row, state.Jobs[slot].Lane.Campaign.Tenant.Name))",
            "in Array.Empty<ProviderReport>())"),
        new(
            "stale report joined",
            "a report kept from before a call was placed is joined to it because the call ids are equal",
            "Scheduling/State/UnmatchedReports.cs",
            "return row.Epoch == attempt.Epoch || row.Epoch == 0 ? attempt.CommittedAt <= seenUntil : attempt.Epoch < row.Epoch;",
            "return seenUntil > 0;"),
        new(
            "kept report never expires",
            "a report about an unknown call is kept forever",
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
