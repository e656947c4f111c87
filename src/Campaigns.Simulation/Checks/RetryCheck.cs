namespace Campaigns.Simulation;

/// <summary>
/// Judges what follows an attempt: another try of the step, the same try if nothing was placed, or nothing. Jobs that were rerun or
/// rescheduled are exempt from then on.
/// </summary>
internal sealed class RetryCheck(Judge judge)
{
    /// <summary>Judges a committed intent.</summary>
    public void Decided(AttemptFacts attempt)
    {
        var job = attempt.Job;
        if (job.IsRerun || job.Attempts.Count < 2)
        {
            return;
        }

        var mayHaveRung = job.Attempts.Find(other => other.WasUnknown || other.Row.Outcome == AttemptOutcome.Aborted);
        judge.Require(mayHaveRung is null, 1, () => $"{attempt} follows {mayHaveRung}, which was unknown");
        var last = LastThatCounts(attempt);
        var expected = last is not null && last.Row.Step == attempt.Row.Step ? last.Row.Try + 1 : 1;
        judge.Require(attempt.Row.Try == expected, 7, () => $"{attempt} is try {attempt.Row.Try}; expected {expected} after {last}");
    }

    /// <summary>Judges a send: acknowledged outcomes of earlier attempts must allow it.</summary>
    public void Sent(AttemptFacts attempt)
    {
        var job = attempt.Job;
        var optedOut = job.IsMovedByHost ? null : job.Attempts.Find(other => other.Acknowledged == AttemptOutcome.OptedOut);
        judge.Require(optedOut is null, 8, () => $"{attempt} was sent after the opt-out in {optedOut} was acknowledged");
        if (job.IsRerun)
        {
            return;
        }

        if (LastThatCounts(attempt) is { } last && last.Acknowledged == last.Row.Outcome && last.Row.Step == attempt.Row.Step)
        {
            judge.Require(LeavesRetry(last), 8, () => $"{attempt} was sent after {last} was acknowledged, which leaves no retry");
        }
    }

    private static AttemptFacts? LastThatCounts(AttemptFacts attempt) =>
        attempt.Job.Attempts.FindLast(
            other => other.Row.Number < attempt.Row.Number && other.IsEnded && LegalTransitions.Spends(other.Row.Outcome));

    /// <summary>Whether the step's policy allows another try after an attempt.</summary>
    public static bool LeavesRetry(AttemptFacts last)
    {
        var policy = last.Job.Step(last.Row.Step).Retry;
        var outcome = last.Row.Outcome;
        var mayRetry = policy.Rules.TryGetValue(outcome, out var rule) ? rule.Max != 0 : outcome != AttemptOutcome.Invalid;
        return mayRetry && outcome != AttemptOutcome.Completed && last.Row.Try < policy.Attempts;
    }
}
