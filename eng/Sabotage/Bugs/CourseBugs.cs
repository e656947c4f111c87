namespace Campaigns.Sabotages;

/// <summary>Bugs in numbers, outcomes and ends.</summary>
internal static class CourseBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "attempt without a number",
            "a retry has the number of the attempt before",
            "Scheduling/Dispatcher.cs",
            "job.CountAttempt();",
            "_ = job.Number > 0 ? 0 : job.CountAttempt();"),
        new(
            "one retry too many",
            "the retry budget is off by one",
            "Definition/Protocols/RetryPolicy.cs",
            "if (tried >= Attempts ||",
            "if (tried > Attempts ||"),
        new(
            "unknown dialled again",
            "an attempt that may have reached the contact is repeated",
            "Scheduling/JobCourse.cs",
            "Finish(slot, JobState.Unknown);",
            "Wait(slot, state.Now.Wall);"),
        new(
            "not sent spends the budget",
            "an attempt held back counts as a try",
            "Scheduling/JobCourse.cs",
            "                GoBack(slot, outcome, comeback);",
            """
                            job.Cursor.Spend(job.Step, (short)(job.Tries + 1), job.LastOutcome);
                            GoBack(slot, outcome, comeback);
            """),
        new(
            "deadline never set",
            "an accepted attempt whose callback is lost stays live",
            "Scheduling/Recorder.cs",
            "keepers.Lingering.SetDeadline(live, keepers.Lingering.TimeoutOf(attempt));",
            "state.Live.ClearDeadline(live);"),
        new(
            "slot kept after the deadline",
            "an attempt that ends unknown keeps its slot in the campaign",
            "Scheduling/Recorder.cs",
            "        FreeSlots(live, campaign, wasSent && outcome != Outcome.NotSent, keepers.Lingering.TryKeep(live, outcome));",
            "        campaign.Live += outcome == Outcome.Unknown ? 1 : 0;\n        FreeSlots(live, campaign, wasSent && outcome != Outcome.NotSent, keepers.Lingering.TryKeep(live, outcome));"),
    ];
}
