using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>
/// Infers how a job got from its row before a commit to its row after the commit. The commit holds only the last row. All changes in
/// between must be legal, and each must have a cause in the same commit or in an open request.
/// </summary>
/// <param name="job">The job as it was before the commit.</param>
/// <param name="after">The job's row after the commit.</param>
/// <param name="to">The job's lane after the commit.</param>
/// <param name="causes">The causes found in the commit's attempt rows.</param>
/// <param name="now">When the commit was decided, in UTC ticks.</param>
internal readonly struct Passage(JobFacts job, JobRow after, LaneRow to, Causes causes, long now)
{
    private const int Pause = 8;
    private const int Stops = 1 | 4 | 16;
    private readonly JobRow _before = job.Row;
    private readonly LaneRow _from = job.Lane;

    /// <summary>Whether the commit started another attempt of the job.</summary>
    public bool IsTaken => after.State == JobState.Live && (_before.State != JobState.Live || after.Number != _before.Number);

    /// <summary>Whether the job had ended and continues, because a report corrected the outcome of its last attempt.</summary>
    public bool IsReopened => LegalTransitions.IsEnd(_before.State) && causes.IsCorrected && after.LastOutcome != AttemptOutcome.None
        && !(LegalTransitions.IsEnd(after.State) && LegalTransitions.Allows(_before.State, after.State));

    /// <summary>
    /// Whether the job restarted its protocol: after it had ended, after it ended within the commit, or after its predecessor ended. Only a
    /// restart clears the job's last outcome and its expiry.
    /// </summary>
    public bool IsAnew => !IsReopened && (LegalTransitions.IsEnd(_before.State)
        ? !LegalTransitions.IsEnd(after.State) || !LegalTransitions.Allows(_before.State, after.State)
        : _from.Kind == WaitingFor.Predecessor
            ? to.Kind != WaitingFor.Predecessor && after.State is not (JobState.Removed or JobState.Suppressed or JobState.Canceled)
            : HasForgotten);

    /// <summary>Whether the job's changes are legal and have a cause.</summary>
    public bool IsLegal
    {
        get
        {
            if (!IsAnew && !IsReopened)
            {
                return LegalTransitions.Allows(_before.State, after.State);
            }

            var isCaused = IsReopened || (_from.Kind == WaitingFor.Predecessor && !LegalTransitions.IsEnd(_before.State))
                || ((job.Campaign.Reruns.Has(job.Contact.Key) || causes.IsTriggered)
                    && (_before.State != JobState.Live || causes.HasEnded));
            return isCaused && LegalTransitions.Allows(_before.State, JobState.Waiting)
                && (after.State == JobState.Waiting || LegalTransitions.Allows(JobState.Waiting, after.State));
        }
    }

    /// <summary>Whether the job had to end with its attempt, but continues.</summary>
    public bool HasOutlivedStop
    {
        get
        {
            var wasLive = _before.State == JobState.Live && (_before.PendingActions & Stops) != 0;
            var goesOn = !LegalTransitions.IsEnd(after.State) && (after.State != JobState.Live || IsTaken);
            // a stop requested in the same commit is still among the pending actions
            return goesOn && ((wasLive && !IsAnew) || (after.PendingActions & Stops) != 0);
        }
    }

    /// <summary>
    /// Whether a reschedule grants an attempt beyond the budget. If the commit also starts that attempt, the row no longer shows the
    /// reschedule, and an open request counts instead.
    /// </summary>
    public bool IsExtra
    {
        get
        {
            // ended: a report corrects its last outcome; waiting: the person wants to be called back
            var isFollowed = _before.State == JobState.Live || LegalTransitions.IsEnd(_before.State)
                || (causes.HasWish && _before.State == JobState.Waiting);
            var wish = _before.PendingActions | (_before.State == JobState.Live ? after.PendingActions : 0);
            return isFollowed && !IsAnew && (after.State == JobState.Waiting || IsTaken)
                && ((wish & 2) != 0 || causes.HasWish || (IsTaken && job.Campaign.Reschedules.Has(job.Contact.Key)));
        }
    }

    /// <summary>The job's row while it waited for its attempt. A live row keeps the due time and whether the wait was a pause.</summary>
    public JobRow Waited
    {
        get
        {
            var isSeen = !IsAnew && (_before.State == JobState.New
                ? after.Due == 0 || after.Lane == _before.Lane
                : _before.State == JobState.Waiting && (_before.Due == after.Due || !MayBePutOff));
            return isSeen ? _before : after with
            {
                // what was not sent and goes again in the same step is new again only in the first step
                State = after.Due == 0 && (_before.State != JobState.Live || after.Step == 0) ? JobState.New : JobState.Waiting,
                Number = after.Number - 1,
                PendingActions = (byte)((after.PendingActions & Pause) != 0 ? 0 : 2),
            };
        }
    }

    /// <summary>Whether the job is at the start of its protocol.</summary>
    public bool IsAtStart =>
        after is { State: JobState.Waiting, Expires: 0, DeferredSteps: 0, Tries: 0 }
            && after.Step == job.Script.First(job.Contact)
            && to.Kind == WaitingFor.Turn;

    /// <summary>Whether the job's expiry counts from this commit, or the job needs no expiry: it has ended, or is not a drip.</summary>
    public bool BeganNow => after.Expires == 0
        ? LegalTransitions.IsEnd(after.State) || !job.Script.IsDrip
        : after.Expires - (job.Script.Exit?.After.Ticks ?? 0) == now;

    /// <summary>The move of a restarted job, from the start of its protocol to its row after the commit.</summary>
    public Move SinceStart(long events)
    {
        var first = job.Script.First(job.Contact);
        var lane =
            to with { Kind = WaitingFor.Turn, Channel = job.Script.IsContact(first) ? job.Script.Contact(first).Channel : to.Channel };
        var begun = new JobRow
        {
            Id = after.Id, Lane = after.Lane, Protocol = after.Protocol, State = JobState.Waiting, Number = _before.Number,
            Step = (short)first, Due = now, Began = after.Began,
        };
        return new Move(job, begun, lane, after, to) { WaitedSince = events };
    }

    private bool HasForgotten
    {
        get
        {
            var last = causes.Newest != AttemptOutcome.None ? causes.Newest : _before.LastOutcome;
            return (last != AttemptOutcome.None && after.LastOutcome == AttemptOutcome.None)
                || (_before.Expires != 0 && after.Expires != _before.Expires);
        }
    }

    /// <summary>Whether the due time may have changed for a legitimate reason.</summary>
    private bool MayBePutOff =>
        after.Lane != _before.Lane || after.Step != _before.Step || after.Protocol != _before.Protocol || causes.IsCorrected
        || job.Campaign.Reschedules.Has(job.Contact.Key) || job.Campaign.Reruns.Has(job.Contact.Key) || causes.IsTriggered;
}
