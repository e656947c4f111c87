namespace Campaigns.Simulation;

/// <summary>Judges why jobs end: for something that has happened.</summary>
internal sealed class EndReasons(Judge judge)
{
    private readonly SkipCheck _skips = new(judge);

    /// <summary>A job has ended.</summary>
    /// <param name="move">How.</param>
    /// <param name="now">When.</param>
    /// <param name="next">Where it would have gone on.</param>
    public void Judge(Move move, long now, Place? next)
    {
        var (job, before, after) = (move.Job, move.Before, move.After);
        judge.Require(Fits(move, now, next), 9, () => $"{job} has ended as {after.State} without a reason: it stood at step {before.Step}, {before.State}, {move.From.Kind}, expires {SequenceCheck.Text(before.Expires)}, next {next}");
    }

    /// <summary>Whether a job may end so where it stood.</summary>
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
    /// An event of its exit rules was told that is not from before it began. It began in the step before the judge heard of it; clocks that
    /// were set back make that uncertain.
    /// </summary>
    private bool IsTold(JobFacts job) => job.Script.IsDrip
        && job.Campaign.Tenant.Events.Exists(told => job.Script.Exit!.Events.Contains(told.Happened.Name) && told.IsAbout(job)
            && told.OccurredSince(job.Since - (10 * TimeSpan.TicksPerMinute) - judge.Clock.MostLead));

    private static bool MaySkip(JobFacts job) =>
        job.Campaign.Row.Any(row => row.Settings.Overdue.Action == OverdueAction.Skip);

    private bool HasEnded(in Move move, long now, Place? next)
    {
        var (job, state) = (move.Job, move.After.State);
        if (next is null or { IsOpen: true } || next.Value.End == state || job.Attempts.Exists(attempt => attempt.Row.Outcome == Outcome.OptedOut))
        {
            return true;
        }

        var step = move.Before.Step;
        if (move.Before.State != JobState.Live)
        {
            var isByPerson = move.From.Kind == WaitingFor.Task && job.TaskRun == job.Run;
            return state == JobState.Failed
                ? (isByPerson && job.Script.EndsOnFailure(step)) || Fails(move, now)
                : isByPerson && state == JobState.Completed && job.Script.Exit?.Outcomes.Contains(Outcome.Completed) == true;
        }

        var outcome = move.After.LastOutcome;
        var isExit = job.Script.Exit?.Outcomes.Contains(outcome) == true;
        return state == JobState.Completed
            ? isExit && outcome == Outcome.Completed
            : isExit || outcome == Outcome.Aborted || job.Script.EndsOnFailure(step) || Fails(move, now);
    }

    /// <summary>A step that cannot be sent is to count as failed, and its failure to end the job.</summary>
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
