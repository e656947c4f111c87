namespace Campaigns.Sabotages;

/// <summary>Bugs in reports that arrive early, late, twice, under another name, or about an unknown call.</summary>
internal static class ReportBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "early outcome forgotten",
            "an outcome that arrives before its dispatch returns is written but not remembered",
            "Scheduling/Outcomes/ReportHandler.cs",
            """
                    attempt.Apply(report);
                    state.Decisions.Batch.Write(attempt.Row(attempt.Reported, 0, null));
            """,
            "        state.Decisions.Batch.Write(attempt.Row(report.Outcome, 0, null));"),
        new(
            "early outcome forgotten when the store is read again",
            "an attempt in progress forgets its reported outcome",
            "Scheduling/Rehydration.cs",
            "Reported = row.Outcome,",
            "Reported = AttemptOutcome.None,"),
        new(
            "early outcome counted twice",
            "an early outcome counts when it arrives, and again when the dispatch returns",
            "Scheduling/Outcomes/AttemptRecorder.cs",
            "            EndAsReported(live, attempt.Reported); // the outcome arrived before the dispatch returned",
            """
                        state.Count(state.Jobs[attempt.Job].Lane, Counter.Of(attempt.Reported), 1);
                        EndAsReported(live, attempt.Reported);
            """),
        new(
            "kept report dropped when its call is known",
            "a report that came under a call id before the dispatch returned is not applied",
            "Scheduling/Outcomes/CallNames.cs",
            "in state.Unmatched.RemoveMatches(attempt.Row(AttemptOutcome.None, 0, null), TenantOf(attempt)))",
            "in state.Unmatched.RemoveMatches(attempt.Row(AttemptOutcome.None, 0, null), TenantOf(attempt)).Take(0))"),
        new(
            "report about an unknown call dropped",
            "a report without a matching attempt is acknowledged but not kept",
            "Scheduling/Outcomes/ReportHandler.cs",
            "        state.Unmatched.Keep(report);",
            "        _ = report.CallId;"),
        new(
            "kept reports forgotten",
            "a restart forgets the reports without a matching attempt",
            "Scheduling/Rehydration.cs",
            "state.Unmatched.Load(snapshot.Reports);",
            "_ = snapshot.Reports;"),
        new(
            "provider not checked",
            "a report in one provider's name ends another provider's attempt",
            "Scheduling/Outcomes/ReportHandler.cs",
            "(report.Provider is null || report.Provider == provider) &&",
            "provider.Length > 0 &&"),
        new(
            "call id not released",
            "a report about an ended call ends the attempt that now uses its place in memory",
            "Scheduling/State/LiveTable.cs",
            "            _calls.Remove((attempt.Provider.Name, callId));",
            "            _ = callId;"),
        new(
            "ended attempt not found by its call id",
            "a late report under the provider's call id counts as one about an unknown call",
            "Engine/Commands/ReportCommand.cs",
            "scheduler.Reports.FindEnding(report) ?? await store.FindAttemptAsync(report.Provider!, report.CallId!)",
            "await Task.FromResult(scheduler.Reports.FindEnding(report))"),
        new(
            "call id of a report not known",
            "after a report with both ids, a report with only the call id is not matched",
            "Scheduling/Outcomes/ReportHandler.cs",
            "        recorder.Calls.Set(live, report.CallId);",
            "        state.Live[live].SetCallId(report.CallId!);"),
        new(
            "counted twice",
            "a doubled callback counts again",
            "Scheduling/Outcomes/ReportHandler.cs",
            "        return WithResult(ReportReceipt.NoNews, report);",
            """
                    state.Count(state.Jobs[slot].Lane, Counter.Of(report.Outcome), report.Outcome == attempts[index].Outcome ? 1 : 0);
                    return WithResult(ReportReceipt.NoNews, report);
            """),
        new(
            "lower status wins",
            "a late report of a lower rank overwrites a higher one",
            "Scheduling/Outcomes/ReportHandler.cs",
            "counted.Outcome > attempts[index].Outcome;",
            "counted.Outcome != attempts[index].Outcome;"),
        new(
            "correction counted twice",
            "the outcome that a correction replaces stays in the figures",
            "Scheduling/Outcomes/OutcomeCorrections.cs",
            "        state.Count(job.Lane, Counter.Of(was), -1);",
            ""),
        new(
            "correction leaves the retry",
            "the job continues as if its attempt had not been corrected",
            "Scheduling/Outcomes/OutcomeCorrections.cs",
            """
                    lifecycle.Reopen(campaign);
                    SetCursor(ref job, attempts, row);
                    policy.Follow(slot);
            """,
            """
                    lifecycle.Reopen(campaign);
                    SetCursor(ref job, attempts, row);
                    state.Jobs.Touch(slot);
            """),
        new(
            "second report reopens the unknown",
            "a job that ended as unknown is retried when a second report revises it",
            "Scheduling/Outcomes/OutcomeCorrections.cs",
            "job.State == JobState.Unknown || job.Pending.Has(PendingAction.Revised)",
            "job.State == JobState.Unknown"),
    ];
}
