namespace Campaigns.Sabotages;

/// <summary>Bugs in numbers, outcomes and ends.</summary>
internal static class LifecycleBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "attempt without a number",
            "a retry has the number of the previous attempt",
            "Scheduling/Picking/AttemptPlanner.cs",
            "job.CountAttempt();",
            "_ = job.Number > 0 ? 0 : job.CountAttempt();"),
        new(
            "one retry too many",
            "the retry budget is off by one",
            "Definition/Protocols/StepRetryPolicy.cs",
            "if (tried >= Attempts ||",
            "if (tried > Attempts ||"),
        new(
            "unknown dialed again",
            "an attempt that may have reached the contact is repeated",
            "Scheduling/Outcomes/OutcomePolicy.cs",
            "Finish(slot, JobState.Unknown);",
            "Wait(slot, state.Now.Wall);"),
        new(
            "not sent spends the budget",
            "an attempt that is held back counts as a try",
            "Scheduling/Outcomes/OutcomePolicy.cs",
            "                GoBack(slot, outcome, constraint);",
            "                job.Cursor.Spend(job.Step, (short)(job.Tries + 1), job.LastOutcome);\n                GoBack(slot, outcome, "
                + "constraint);"),
        new(
            "deadline never set",
            "an accepted attempt whose callback is lost stays live",
            "Scheduling/Outcomes/AttemptRecorder.cs",
            "places.Lingering.SetDeadline(live, places.Lingering.TimeoutOf(attempt));",
            "state.Live.ClearDeadline(live);"),
        new(
            "slot kept after the deadline",
            "an attempt that ends as unknown keeps its slot in the campaign",
            "Scheduling/Outcomes/AttemptRecorder.cs",
            "        FreeSlots(live, campaign, wasSent && outcome != AttemptOutcome.NotSent, places.Lingering.TryKeep(live, outcome));",
            "        if (outcome == AttemptOutcome.Unknown)\n        {\n            campaign.TakeSlot();\n        }\n\n        "
                + "FreeSlots(live, campaign, wasSent && outcome != AttemptOutcome.NotSent, places.Lingering.TryKeep(live, outcome));"),
        new(
            "row of an evicted job not written",
            "a job that ends or is evicted changes in memory, but no row is written",
            "Scheduling/State/JobTable.cs",
            "            Write(slot);\n            SetCallerId(slot, 0);",
            "            SetCallerId(slot, 0);"),
        new(
            "request about a live job not recorded",
            "a request for the end of a live attempt is acknowledged, but no row is written",
            "Scheduling/Requests/JobRequests.cs",
            "            job.Pending.Request(action);\n            state.Jobs.Touch(slot);",
            "            job.Pending.Request(action);"),
        new(
            "old row of a reloaded job left in the batch",
            "a job that is evicted and changes again in the same step is in the commit twice",
            "Storage/CommitBatch.Writing.cs",
            "            _jobs.RemoveAt(_jobs.Count - 1);",
            ""),
        new(
            "rerun and ended for no reason",
            "a rerun job reaches an end without a cause in the same step",
            "Scheduling/Requests/JobRequests.cs",
            "sequencer.EndAnew(slot, JobState.Suppressed);",
            "sequencer.EndAnew(slot, JobState.Replied);"),
    ];
}
