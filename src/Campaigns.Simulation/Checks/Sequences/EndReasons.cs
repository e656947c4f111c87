namespace Campaigns.Simulation;

/// <summary>Judges that each job ends for a reason that has occurred.</summary>
internal sealed class EndReasons(Judge judge)
{
    private readonly SkipCheck _skips = new(judge);

    /// <summary>Judges the end of a job.</summary>
    /// <param name="move">The change that ends the job.</param>
    /// <param name="now">The current time, in UTC ticks.</param>
    /// <param name="next">Where the job would have continued.</param>
    public void Judge(Move move, long now, Place? next)
    {
        var (job, before, after) = (move.Job, move.Before, move.After);
        judge.Require(
            Fits(move, now, next),
            9,
            () => $"{job} has ended as {after.State} without a reason: it was at step {before.Step}, {before.State}, {move.From.Kind}, "
                + $"expires {SequenceCheck.Text(before.Expires)}, next {next}");
    }

    /// <summary>Whether the end of a job has a reason, given the job's place before the commit.</summary>
    public bool Fits(in Move move, long now, Place? next)
    {
        var (job, before, after) = (move.Job, move.Before, move.After);
        return EndCheck.EndedWith(job.Campaign) is not null || after.State switch
        {
            JobState.Replied => IsTold(job),
            JobState.NoResponse => move.From.Kind == WaitingFor.Reply && before.Expires != 0 && now >= before.Expires,
            JobState.Expired => (after.Expires != 0 && now >= after.Expires && move.From.Kind != WaitingFor.Reply) || MaySkip(job),
            JobState.Completed or JobState.Failed => HasEnded(move, now, next),
            _ => true,
        };
    }

    /// <summary>
    /// Whether an exit event of the job was reported that may have occurred after the job began. Allows for a job that began a step before
    /// the judge saw it, and for a clock that was set back.
    /// </summary>
    private bool IsTold(JobFacts job) => job.Script.IsDrip
        && job.Campaign.Tenant.Events.Exists(told => job.Script.Exit!.Events.Contains(told.Happened.Name) && told.IsAbout(job)
            && told.OccurredSince(job.Since - (10 * TimeSpan.TicksPerMinute) - judge.Clock.MostLead));

    private static bool MaySkip(JobFacts job) =>
        job.Campaign.Row.Any(row => row.Settings.Lateness.Action == LatenessAction.Skip);

    private bool HasEnded(in Move move, long now, Place? next)
    {
        var (job, state) = (move.Job, move.After.State);
        if (next is null or { IsOpen: true }
            || next.Value.End == state
            || job.Attempts.Exists(attempt => attempt.Row.Outcome == AttemptOutcome.OptedOut))
        {
            return true;
        }

        var step = move.Before.Step;
        if (move.Before.State != JobState.Live)
        {
            var isByPerson = move.From.Kind == WaitingFor.Task && job.TaskRun == job.Run;
            return state == JobState.Failed
                ? (isByPerson && job.Script.EndsOnFailure(step)) || Fails(move, now)
                : isByPerson && state == JobState.Completed && job.Script.Exit?.Outcomes.Contains(AttemptOutcome.Completed) == true;
        }

        var outcome = move.After.LastOutcome;
        var isExit = job.Script.Exit?.Outcomes.Contains(outcome) == true;
        return state == JobState.Completed
            ? isExit && outcome == AttemptOutcome.Completed
            : isExit || outcome == AttemptOutcome.Aborted || job.Script.EndsOnFailure(step) || Fails(move, now);
    }

    /// <summary>Whether a step that cannot be sent must count as failed, so that the job ends.</summary>
    private bool Fails(in Move move, long now)
    {
        if (!IsAtContact(move))
        {
            return false;
        }

        var (start, end) = move.Job.Script.Group(move.Before.Step);
        for (var step = start; step < end; step++)
        {
            if (move.Job.Script.EndsOnFailure(step) && _skips.MayBeLeftOut(move, step, now, out var fails) && fails)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAtContact(in Move move) => move.Job.Script.IsContact(move.Before.Step);
}
