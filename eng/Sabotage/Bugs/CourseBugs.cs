namespace Campaigns.Sabotages;

/// <summary>What can go wrong with numbers, outcomes and ends.</summary>
internal static class CourseBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "attempt without a number",
            "a retry has the number of the attempt before",
            "Scheduling/Dispatcher.cs",
            "job.Number++;",
            "job.Number = Math.Max(1, job.Number);"),
        new(
            "one retry too many",
            "the retry budget is off by one",
            "Definition/RetryPolicy.cs",
            "if (tried >= Attempts ||",
            "if (tried > Attempts ||"),
        new(
            "opt-out retried",
            "who opted out is tried again",
            "Definition/RetryPolicy.cs",
            " || outcome == Outcome.OptedOut)",
            ")"),
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
            "                GoBack(slot, outcome);",
            """
                            job.Tries++;
                            GoBack(slot, outcome);
            """),
        new(
            "counted twice",
            "a doubled callback counts again",
            "Scheduling/Reports.cs",
            """
            is { State: AttemptState.Ended } row && report.Outcome > row.Outcome)
                    {
                        Revise(slot, row, report.Outcome);
            """,
            """
            is { State: AttemptState.Ended } row)
                    {
                        if (report.Outcome == row.Outcome)
                        {
                            state.Count(job.Lane, Counter.Of(row.Outcome), 1);
                        }
                        else if (report.Outcome > row.Outcome)
                        {
                            Revise(slot, row, report.Outcome);
                        }
            """),
        new(
            "lower status wins",
            "a late report that ranks lower overwrites a higher one",
            "Scheduling/Reports.cs",
            "report.Outcome > row.Outcome)",
            "report.Outcome != row.Outcome)"),
        new(
            "late report dropped",
            "what comes after the end of an attempt changes nothing",
            "Scheduling/Reports.cs",
            "            Revise(slot, row, report.Outcome);",
            "            _ = row;"),
        new(
            "revised without its counter",
            "a revised outcome leaves the counter of the old one",
            "Scheduling/Reports.cs",
            """
                    state.Count(job.Lane, Counter.Of(row.Outcome), -1);

            """,
            ""),
        new(
            "deadline never set",
            "an accepted attempt whose callback is lost stays live",
            "Scheduling/Recorder.cs",
            """
                    attempt.State = attempt.State < AttemptState.Accepted ? AttemptState.Accepted : attempt.State;
                    state.Live.SetDeadline(live, StepOf(attempt).Timeout, state.Now.Mono);
            """,
            """
                    attempt.State = attempt.State < AttemptState.Accepted ? AttemptState.Accepted : attempt.State;
                    state.Live.ClearDeadline(live);
            """),
        new(
            "slot kept after the deadline",
            "an attempt that ends unknown keeps its slots",
            "Scheduling/Recorder.cs",
            "        FreeSlots(live, campaign, wasSent: outcome != Outcome.NotSent);",
            """
                    if (outcome != Outcome.Unknown)
                    {
                        FreeSlots(live, campaign, wasSent: outcome != Outcome.NotSent);
                    }
            """),
        new(
            "deadline too early",
            "a dispatch that hangs is given up in no time",
            "Scheduling/Dispatcher.cs",
            "state.Live.SetDeadline(job.Live, provider.DispatchTimeout, now.Mono);",
            "state.Live.SetDeadline(job.Live, TimeSpan.FromMilliseconds(1), now.Mono);"),
    ];
}
