namespace Campaigns.Testing;

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
            _ => attempt.WasTold(outcome),
        };
        var isAnswered = attempt.Answer > outcome && attempt.Process == judge.Process && !judge.IsStopping;
        judge.Require(!isAnswered, 7, () => $"{attempt} was recorded as {outcome}; the provider had answered {attempt.Answer}");
        judge.Require(isJustified, 7, () => $"{attempt} was recorded as {outcome}, which nobody said");
    }

    /// <summary>Silence means unknown after a crash, a failed dispatch, a stop or a deadline, and at no other time.</summary>
    private static bool MayBeUnknown(Judge judge, AttemptFacts attempt)
    {
        if (attempt.IsAmbiguous || judge.IsStopping)
        {
            return true;
        }

        if (attempt.Process != judge.Process)
        {
            return LookUpCheck.MayGiveUp(judge, attempt);
        }

        if (judge.Kernel.LastPauseEnd > attempt.DecidedAt - TimeSpan.TicksPerMinute)
        {
            return true; // the pause took its time away
        }

        var timeout = attempt.IsAccepted ? attempt.Job.Step(attempt.Row.Step).Timeout : judge.Plan.Sizes.DispatchTimeout;
        var slack = 4 * judge.Plan.Sizes.StoreTimeout; // the deadline counts from the decision; reads and the commit lie between
        var wasLookedUp = !attempt.IsAccepted || LookUpCheck.MayGiveUp(judge, attempt);
        return attempt.SentAt >= 0 && TimeSince(judge, attempt) >= (timeout - slack).Ticks && wasLookedUp;
    }

    /// <summary>An engine that has read the store again knows the commit by the wall clock alone, which may have jumped.</summary>
    private static long TimeSince(Judge judge, AttemptFacts attempt)
    {
        var passed = judge.Kernel.Mono - attempt.DecidedAt;
        var (wall, mono) = judge.OpenedAt;
        return judge.Opens == attempt.Opens ? passed : Math.Max(passed, wall - attempt.Row.CommittedAt + judge.Kernel.Mono - mono);
    }
}
