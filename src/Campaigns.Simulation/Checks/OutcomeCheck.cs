namespace Campaigns.Simulation;

/// <summary>An attempt's outcome is one that somebody told, or one that the engine may conclude from silence. Nothing is made up, and nothing forgotten.</summary>
internal static class OutcomeCheck
{
    public static void Judge(Judge judge, AttemptFacts attempt, Outcome outcome)
    {
        judge.Require(outcome > attempt.Row.Outcome, 7, () => $"{attempt} was revised to {outcome}, which ranks lower");
        var isJustified = outcome switch
        {
            Outcome.NotSent => attempt.SentAt < 0,
            Outcome.Unknown => attempt.WasTold(Outcome.Unknown) || MayBeUnknown(judge, attempt),
            Outcome.Aborted => attempt.IsAborted,
            Outcome.Completed => attempt.WasTold(outcome) || MayBeTakenAsSent(judge, attempt),
            _ => attempt.WasTold(outcome),
        };
        var isAnswered = attempt.Answer > outcome && attempt.Process == judge.Process && !judge.IsStopping;
        judge.Require(!isAnswered, 7, () => $"{attempt} was recorded as {outcome}; the provider had answered {attempt.Answer}");
        judge.Require(isJustified, 7, () => $"{attempt} was recorded as {outcome}, which nobody said");
    }

    /// <summary>A message that was accepted, and of which its provider can say no more, may have come from one that never does.</summary>
    private static bool MayBeTakenAsSent(Judge judge, AttemptFacts attempt) => attempt.Channel != Channels.Voice
        && attempt.CannotBeFound && (IsBeforeLostLeap(judge, attempt) || HasHadItsTime(judge, attempt, attempt.Job.Step(attempt.Row.Step).Timeout));

    /// <summary>
    /// Whether the process ended before it had noted a leap of the clock: the next takes the leap for time that has passed.
    /// </summary>
    private static bool IsBeforeLostLeap(Judge judge, AttemptFacts attempt) =>
        attempt.Process != judge.Process && attempt.SentAt <= judge.Clock.LostAt;

    /// <summary>Silence means unknown after a crash, a failed dispatch, a stop or a deadline, and at no other time.</summary>
    private static bool MayBeUnknown(Judge judge, AttemptFacts attempt)
    {
        if (attempt.IsAmbiguous || judge.IsStopping)
        {
            return true;
        }

        if (attempt.Process != judge.Process)
        {
            var full = attempt.Job.Step(attempt.Row.Step).Timeout;
            var hasHadItsTime = attempt.Row.State < AttemptState.Accepted || IsBeforeLostLeap(judge, attempt) || HasHadItsTime(judge, attempt, full);
            return hasHadItsTime && LookUpCheck.MayGiveUp(judge, attempt);
        }

        if (judge.Kernel.LastPauseEnd > attempt.DecidedAt - TimeSpan.TicksPerMinute)
        {
            return true; // the pause took its time away
        }

        var timeout = attempt.IsAccepted ? attempt.Job.Step(attempt.Row.Step).Timeout : judge.Plan.Sizes.DispatchTimeout;
        var wasLookedUp = !attempt.IsAccepted || LookUpCheck.MayGiveUp(judge, attempt);
        return attempt.SentAt >= 0 && HasHadItsTime(judge, attempt, timeout) && wasLookedUp;
    }

    /// <summary>The deadline counts from the decision; reads and the commit lie between. No leap of the wall clock shortens it.</summary>
    private static bool HasHadItsTime(Judge judge, AttemptFacts attempt, TimeSpan timeout) =>
        judge.Kernel.Mono - attempt.DecidedAt >= (timeout - (4 * judge.Plan.Sizes.StoreTimeout)).Ticks;
}
