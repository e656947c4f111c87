namespace Campaigns.Simulation;

/// <summary>
/// Judges that no attempt reaches a person who is on the phone, as far as the engine could know. The engine cannot know of a call that
/// lasts longer than its timeout, whose end was misreported, or whose time was hidden by a clock jump that no engine saw.
/// </summary>
internal static class PhoneCheck
{
    public static void Judge(Judge judge, AttemptFacts attempt, List<AttemptFacts> person)
    {
        foreach (var other in person)
        {
            judge.Require(
                other == attempt || other.CallEndsAt <= judge.Kernel.Mono || !MustBeKnown(judge, other),
                1,
                () => $"{attempt} was sent while a person at its address is on the phone, until {TimeSpan.FromTicks(other.CallEndsAt)} in: {other}");
        }
    }

    private static bool MustBeKnown(Judge judge, AttemptFacts attempt)
    {
        var longest = attempt.Job.Step(attempt.Row.Step).Timeout - (4 * judge.Plan.Sizes.StoreTimeout);
        return attempt.Told == 0 && !attempt.Job.IsErased && attempt.SentAt > judge.Clock.LostAt
            && judge.Kernel.Mono < attempt.SentAt + longest.Ticks;
    }

    /// <summary>Whether the engine may assume that the person is still on the phone, because no report told how the call ended.</summary>
    public static bool MayBeOn(Judge judge, AttemptFacts attempt)
    {
        if (!attempt.IsEnded || (!attempt.WasUnknown && attempt.Row.Outcome != AttemptOutcome.Aborted))
        {
            return false;
        }

        var since = Math.Max(Math.Max(attempt.EndedAt, attempt.HeardAt), judge.OpenedAt);
        return judge.Kernel.Mono < since + attempt.Job.Step(attempt.Row.Step).Timeout.Ticks + TimeSpan.TicksPerMinute;
    }
}
