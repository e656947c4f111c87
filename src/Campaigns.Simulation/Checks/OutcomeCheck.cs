namespace Campaigns.Simulation;

/// <summary>Judges that each outcome was reported, or follows from silence as documented. Nothing is made up or forgotten.</summary>
internal static class OutcomeCheck
{
    public static void Judge(Judge judge, AttemptFacts attempt, AttemptOutcome outcome)
    {
        judge.Require(outcome > attempt.Row.Outcome, 7, () => $"{attempt} was revised to {outcome}, which ranks lower");
        var isJustified = outcome switch
        {
            AttemptOutcome.NotSent => attempt.SentAt < 0,
            AttemptOutcome.Unknown => attempt.WasTold(AttemptOutcome.Unknown) || MayBeUnknown(judge, attempt),
            AttemptOutcome.Aborted => attempt.IsAborted,
            AttemptOutcome.Completed => attempt.WasTold(outcome) || MayBeTakenAsSent(judge, attempt),
            _ => attempt.WasTold(outcome),
        };
        var isAnswered = attempt.Answer > outcome && attempt.Process == judge.Process && !judge.IsStopping;
        judge.Require(!isAnswered, 7, () => $"{attempt} was recorded as {outcome}; the provider had answered {attempt.Answer}");
        judge.Require(isJustified, 7, () => $"{attempt} was recorded as {outcome}, which nothing reported");
    }

    /// <summary>Whether an accepted message may count as sent, because its provider cannot say more and may never report.</summary>
    private static bool MayBeTakenAsSent(Judge judge, AttemptFacts attempt) => attempt.Channel != Channels.Voice
        && attempt.CannotBeFound && (IsBeforeLostLeap(judge, attempt)
            || HasHadItsTime(judge, attempt, attempt.Job.Step(attempt.Row.Step).Timeout));

    /// <summary>
    /// Whether the sending process ended before it recorded a clock jump. The next process takes the jump for elapsed time.
    /// </summary>
    private static bool IsBeforeLostLeap(Judge judge, AttemptFacts attempt) =>
        attempt.Process != judge.Process && attempt.SentAt <= judge.Clock.LostAt;

    /// <summary>Whether silence may mean unknown: only after a crash, a failed dispatch, a stop, a long pause or a deadline.</summary>
    private static bool MayBeUnknown(Judge judge, AttemptFacts attempt)
    {
        if (attempt.IsAmbiguous || judge.IsStopping)
        {
            return true;
        }

        if (attempt.Process != judge.Process)
        {
            var full = attempt.Job.Step(attempt.Row.Step).Timeout;
            var hasHadItsTime =
                attempt.Row.State < AttemptState.Accepted || IsBeforeLostLeap(judge, attempt) || HasHadItsTime(judge, attempt, full);
            return hasHadItsTime && LookUpCheck.MayGiveUp(judge, attempt);
        }

        if (judge.Kernel.LastPauseEnd > attempt.DecidedAt - TimeSpan.TicksPerMinute)
        {
            return true; // the pause used up the attempt's time
        }

        var timeout = attempt.IsAccepted ? attempt.Job.Step(attempt.Row.Step).Timeout : judge.Plan.Sizes.DispatchTimeout;
        var wasLookedUp = !attempt.IsAccepted || LookUpCheck.MayGiveUp(judge, attempt);
        return attempt.SentAt >= 0 && HasHadItsTime(judge, attempt, timeout) && wasLookedUp;
    }

    /// <summary>
    /// Whether the deadline has passed. It counts from the decision, so the margin covers reads and the commit. Wall clock jumps do not
    /// shorten it.
    /// </summary>
    private static bool HasHadItsTime(Judge judge, AttemptFacts attempt, TimeSpan timeout) =>
        judge.Kernel.Mono - attempt.DecidedAt >= (timeout - (4 * judge.Plan.Sizes.StoreTimeout)).Ticks;
}
