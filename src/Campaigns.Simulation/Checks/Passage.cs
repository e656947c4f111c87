using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>
/// What a job went through in a commit, which tells its end alone: the legal changes that lead there, each with its cause in the same
/// commit or in a request under way.
/// </summary>
/// <param name="job">The job, as it was before the commit.</param>
/// <param name="after">Its row after.</param>
/// <param name="to">The lane it stands in after.</param>
/// <param name="causes">What the commit tells of its attempts.</param>
/// <param name="now">When it was decided, in UTC ticks.</param>
internal readonly struct Passage(JobFacts job, JobRow after, LaneRow to, Causes causes, long now)
{
    private const int Pause = 8;
    private const int Stops = 1 | 4 | 16;
    private readonly JobRow _before = job.Row;
    private readonly LaneRow _from = job.Lane;

    /// <summary>Whether another attempt of it began.</summary>
    public bool IsTaken => after.State == JobState.Live && (_before.State != JobState.Live || after.Number != _before.Number);

    /// <summary>Whether it went on after it had ended, because a report has corrected its last attempt.</summary>
    public bool IsReopened => Course.IsEnd(_before.State) && causes.IsCorrected && after.LastOutcome != AttemptOutcome.None
        && !(Course.IsEnd(after.State) && Course.Allows(_before.State, after.State));

    /// <summary>
    /// Whether it began its protocol anew: it had ended, or ended in the commit, or another job of its contact had. Only that makes a job
    /// forget its last outcome, and its expiry.
    /// </summary>
    public bool IsAnew => !IsReopened && (Course.IsEnd(_before.State)
        ? !Course.IsEnd(after.State) || !Course.Allows(_before.State, after.State)
        : _from.Kind == WaitingFor.Predecessor
            ? to.Kind != WaitingFor.Predecessor && after.State is not (JobState.Removed or JobState.Suppressed or JobState.Canceled)
            : HasForgotten);

    /// <summary>Whether the changes that lead there are legal, and have a cause.</summary>
    public bool IsLegal
    {
        get
        {
            if (!IsAnew && !IsReopened)
            {
                return Course.Allows(_before.State, after.State);
            }

            var isCaused = IsReopened || (_from.Kind == WaitingFor.Predecessor && !Course.IsEnd(_before.State))
                || (job.Campaign.Reruns.Has(job.Contact.Key) && (_before.State != JobState.Live || causes.HasEnded));
            return isCaused && Course.Allows(_before.State, JobState.Waiting)
                && (after.State == JobState.Waiting || Course.Allows(JobState.Waiting, after.State));
        }
    }

    /// <summary>Whether it was to end with its attempt, and went on.</summary>
    public bool HasOutlivedStop
    {
        get
        {
            var wasLive = _before.State == JobState.Live && (_before.PendingActions & Stops) != 0;
            var goesOn = !Course.IsEnd(after.State) && (after.State != JobState.Live || IsTaken);
            // what was asked for in the same commit is still noted
            return goesOn && ((wasLive && !IsAnew) || (after.PendingActions & Stops) != 0);
        }
    }

    /// <summary>
    /// Whether somebody has put off the attempt after this one, which is granted beyond the budget. A job that was taken again in the same
    /// commit does not tell it any more.
    /// </summary>
    public bool IsExtra
    {
        get
        {
            var isFollowed = _before.State == JobState.Live || Course.IsEnd(_before.State); // the latter when its last outcome is corrected
            var wish = _before.PendingActions | (_before.State == JobState.Live ? after.PendingActions : 0);
            return isFollowed && !IsAnew && (after.State == JobState.Waiting || IsTaken)
                && ((wish & 2) != 0 || (IsTaken && job.Campaign.Reschedules.Has(job.Contact.Key)));
        }
    }

    /// <summary>Its row as it waited before it was taken. A live job still tells when it was due, and of what kind its wait was.</summary>
    public JobRow Waited
    {
        get
        {
            var isSeen = !IsAnew && (_before.State == JobState.New
                ? after.Due == 0 || after.Lane == _before.Lane
                : _before.State == JobState.Waiting && (_before.Due == after.Due || !MayBePutOff));
            return isSeen ? _before : after with
            {
                State = after.Due == 0 ? JobState.New : JobState.Waiting,
                Number = after.Number - 1,
                PendingActions = (byte)((after.PendingActions & Pause) != 0 ? 0 : 2),
            };
        }
    }

    /// <summary>Whether it stands where its protocol begins.</summary>
    public bool IsAtStart =>
        after is { State: JobState.Waiting, Expires: 0, DeferredSteps: 0, Tries: 0 }
            && after.Step == job.Script.First(job.Contact)
            && to.Kind == WaitingFor.Turn;

    /// <summary>Whether its time, if it has begun again, began in the commit.</summary>
    public bool BeganNow => after.Expires == 0
        ? Course.IsEnd(after.State) || !job.Script.IsDrip
        : after.Expires - (job.Script.Exit?.After.Ticks ?? 0) == now;

    /// <summary>What it did after it had begun anew.</summary>
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

    /// <summary>Whether there may be a reason why it became due at another time.</summary>
    private bool MayBePutOff =>
        after.Lane != _before.Lane || after.Step != _before.Step || after.Protocol != _before.Protocol || causes.IsCorrected
        || job.Campaign.Reschedules.Has(job.Contact.Key) || job.Campaign.Reruns.Has(job.Contact.Key);
}
