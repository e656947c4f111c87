namespace Campaigns.Sabotages;

/// <summary>Bugs in numbers, outcomes and ends.</summary>
internal static class CourseBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "attempt without a number",
            "a retry has the number of the attempt before",
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
            "unknown dialled again",
            "an attempt that may have reached the contact is repeated",
            "Scheduling/Outcomes/OutcomePolicy.cs",
            "Finish(slot, JobState.Unknown);",
            "Wait(slot, state.Now.Wall);"),
        new(
            "not sent spends the budget",
            "an attempt held back counts as a try",
            "Scheduling/Outcomes/OutcomePolicy.cs",
            "                GoBack(slot, outcome, comeback);",
            """
                            job.Cursor.Spend(job.Step, (short)(job.Tries + 1), job.LastOutcome);
                            GoBack(slot, outcome, comeback);
            """),
        new(
            "deadline never set",
            "an accepted attempt whose callback is lost stays live",
            "Scheduling/Outcomes/AttemptRecorder.cs",
            "keepers.Lingering.SetDeadline(live, keepers.Lingering.TimeoutOf(attempt));",
            "state.Live.ClearDeadline(live);"),
        new(
            "slot kept after the deadline",
            "an attempt that ends unknown keeps its slot in the campaign",
            "Scheduling/Outcomes/AttemptRecorder.cs",
            "        FreeSlots(live, campaign, wasSent && outcome != AttemptOutcome.NotSent, keepers.Lingering.TryKeep(live, outcome));",
            "        if (outcome == AttemptOutcome.Unknown)\n        {\n            campaign.TakeSlot();\n        }\n\n        FreeSlots(live, campaign, wasSent && outcome != AttemptOutcome.NotSent, keepers.Lingering.TryKeep(live, outcome));"),
        new(
            "row of a job that leaves memory not written",
            "a job that ends or goes back to the store is changed in memory and in no row",
            "Scheduling/State/JobTable.cs",
            "            Write(ref _jobs[slot]);\n            _jobs[slot].Lane",
            "            _jobs[slot].Lane"),
        new(
            "wish about a live job not marked",
            "what is to become of a job when its attempt ends is acknowledged and in no row",
            "Scheduling/Requests/JobRequests.cs",
            "            job.Pending.Request(action);\n            state.Jobs.Touch(slot);",
            "            job.Pending.Request(action);"),
        new(
            "row of a job that comes back left in the batch",
            "a job that left memory and changes again in the same step stands in the commit twice",
            "Storage/CommitBatch.cs",
            "            _jobs.RemoveAt(_jobs.Count - 1);",
            ""),
        new(
            "run again and ended for no reason",
            "a job that is run again goes on to an end that nothing leads to, in the same step",
            "Scheduling/Requests/JobRequests.cs",
            "sequencer.EndAnew(slot, JobState.Suppressed);",
            "sequencer.EndAnew(slot, JobState.Replied);"),
    ];
}
