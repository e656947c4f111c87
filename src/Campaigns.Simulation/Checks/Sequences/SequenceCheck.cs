using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>
/// Judges how jobs move from step to step of their protocols. A step that a job leaves was sent, has failed or may be skipped. The next
/// step begins at the right time. Each job ends for a reason that has occurred.
/// </summary>
internal sealed class SequenceCheck(Judge judge)
{
    private readonly EndReasons _ends = new(judge);
    private readonly SkipCheck _skips = new(judge);

    public void Judge(in Move move, long now, bool isCorrected)
    {
        var (job, before, after) = (move.Job, move.Before, move.After);
        if (isCorrected || (before.PendingActions & 32) != 0)
        {
            return; // a correction moved the job
        }

        if (LegalTransitions.IsEnd(before.State) || move.From.Kind == WaitingFor.Predecessor)
        {
            Begins(move, now);
            return;
        }

        Time(move, now);
        if (LegalTransitions.IsEnd(after.State))
        {
            End(move, now);
        }
        else if (before.Expires == 0 && after.Expires != 0)
        {
            Started(move, now);
        }
        else if (IsInGroup(move))
        {
            _skips.Judge(move, now);
        }
        else if (move.From.Kind == WaitingFor.Event && job.Script.Steps[before.Step] is EventStep wait)
        {
            GoesOn(move, wait, now);
        }
        else if (before.Step != after.Step || move.From.Kind != move.To.Kind)
        {
            _skips.Judge(move, now);
            Stands(move, Next(move, now), now, Next(move, now, step => MayHavePassed(job, step)));
        }

        Waits(move, now);
    }

    /// <summary>Judges a job's first turn: the job is at its first step, unless that step cannot be sent.</summary>
    private void Started(in Move move, long now)
    {
        var (job, script) = (move.Job, move.Job.Script);
        var place = new Walk(script, job, AttemptOutcome.None, move.After.Expires, now).From(0, now);
        if (!script.IsContact(place.Step)
            || !script.IsContact(move.After.Step)
            || script.Group(place.Step) != script.Group(move.After.Step))
        {
            return; // the job left its first step immediately
        }

        var first = move.Before;
        (first.Step, first.DeferredSteps) = ((short)place.Entry, 0);
        _skips.Judge(move with { Before = first, From = move.From with { Kind = WaitingFor.Turn } }, now);
        var isPutOff = job.Campaign.Row.Any(row => row.Settings.Lateness.Action != LatenessAction.SendNow);
        if (move.To.Kind == WaitingFor.Turn && move.After.Step == place.Step && !isPutOff)
        {
            Stands(move, place, now);
        }
    }

    /// <summary>Judges that a rerun job, or a job whose predecessor has ended, starts at the beginning.</summary>
    private void Begins(in Move move, long now)
    {
        var (job, after, to) = (move.Job, move.After, move.To);
        if (LegalTransitions.IsEnd(after.State) || to.Kind == WaitingFor.Predecessor)
        {
            if (!LegalTransitions.IsEnd(move.Before.State) && LegalTransitions.IsEnd(after.State))
            {
                _ends.Judge(move, now, null);
            }

            return;
        }

        judge.Violate(9, $"{job} restarts as {after.State} at step {after.Step}, {to.Kind}, due {Text(after.Due)}");
    }

    /// <summary>Judges that the expiry of a job is set once, at its first turn.</summary>
    private void Time(in Move move, long now)
    {
        var (job, before, after) = (move.Job, move.Before, move.After);
        if (before.Expires != 0 || after.Expires == 0)
        {
            judge.Require(
                before.Expires == after.Expires, 8,
                () => $"the expiry of {job} was {Text(before.Expires)} and became {Text(after.Expires)}");
            judge.Require(
                after.State != JobState.Live
                    || (before.State == JobState.Live && before.Number == after.Number)
                    || !job.Script.IsDrip
                    || (after.Expires != 0 && now < after.Expires),
                8,
                () => $"{job} was taken; its expiry is {Text(after.Expires)}");
            return;
        }

        var begun = after.Expires - (job.Script.Exit?.After.Ticks ?? 0);
        judge.Require(
            job.Script.IsDrip && begun <= now && begun >= Math.Min(job.Since, now) - TimeSpan.TicksPerHour * 3,
            8,
            () => $"{job} expires at {Text(after.Expires)}; its turn came at {Text(now)}");
    }

    private static bool IsInGroup(in Move move)
    {
        var script = move.Job.Script;
        return script.IsContact(move.Before.Step) && script.IsContact(move.After.Step)
            && script.Group(move.Before.Step) == script.Group(move.After.Step);
    }

    /// <summary>Where a job continues when it leaves its current place.</summary>
    private static Place? Next(in Move move, long now, Func<int, bool>? mayPass = null)
    {
        var (job, step) = (move.Job, (int)move.Before.Step);
        var script = job.Script;
        var walk = new Walk(script, job, move.After.LastOutcome, move.After.Expires, now) { MayPass = mayPass };
        return move.From.Kind switch
        {
            WaitingFor.Turn or WaitingFor.Channel or WaitingFor.Task when script.IsContact(step) => walk.From(script.Group(step).End, now),
            WaitingFor.Time when !script.IsContact(step) => walk.From(step, now),
            _ => null,
        };
    }

    /// <summary>Judges a job that continues after an event it waited for, or after the timeout of the wait.</summary>
    private void GoesOn(Move move, EventStep wait, long now)
    {
        if (move.Before.EarlyEvents != move.After.EarlyEvents
            && (move.Before with { EarlyEvents = move.After.EarlyEvents }).Equals(move.After))
        {
            Notes(move);
            return;
        }

        var (job, step) = (move.Job, (int)move.Before.Step);
        var walk = new Walk(job.Script, job, move.After.LastOutcome, move.After.Expires, now);
        var (hasHappened, isOver) = (HasHappened(move), now >= move.Before.Due);
        judge.Require(
            hasHappened || isOver, 7, () => $"{job} continues after {wait.Event}, which did not happen since {Text(move.Before.Since)}");
        var (after, late) = (walk.From(job.Script.Lead(wait.OnEvent, step), now), walk.From(job.Script.Lead(wait.OnTimeout, step), now));
        if (!(isOver && IsAt(move, late, now)))
        {
            var early = new Walk(
                job.Script, job, move.After.LastOutcome, move.After.Expires, now) { MayPass = next => MayHavePassed(job, next) };
            Stands(move, hasHappened ? after : late, now, early.From(
                job.Script.Lead(hasHappened ? wait.OnEvent : wait.OnTimeout, step), now));
        }
    }

    /// <summary>Judges a job that stays at its wait and records an event for a later wait.</summary>
    private void Notes(in Move move)
    {
        var (job, step) = (move.Job, (int)move.Before.Step);
        var hasAhead = Enumerable.Range(step + 1, job.Script.Steps.Count - step - 1).Any(
            next => job.Script.Steps[next] is EventStep && MayHavePassed(job, next));
        judge.Require(hasAhead, 7, () => $"{job} recorded an event for a later wait, but no later wait has such an event");
    }

    /// <summary>Whether the event of a wait may have happened after the message before the wait.</summary>
    private static bool MayHavePassed(JobFacts job, int step)
    {
        var name = ((EventStep)job.Script.Steps[step]).Event;
        return ToldEvent.FirstSend(job) is var since and < long.MaxValue
            && job.Campaign.Tenant.Events.Exists(told => told.Happened.Name == name && told.IsAbout(job) && told.OccurredSince(since));
    }

    /// <summary>Judges that a job does not enter a wait whose event was acknowledged since its message was sent.</summary>
    private void IsNotLate(in Move move)
    {
        var (job, step) = (move.Job, move.After.Step);
        if (move.To.Kind != WaitingFor.Event || move.From.Kind == WaitingFor.Event || judge.Clock.MostLead > 0
            || job.IsAskedBack) // the event may belong to the message before the call back
        {
            return;
        }

        var name = ((EventStep)job.Script.Steps[step]).Event;
        var isFirst = !job.Script.Steps.Take(step).Any(other => other is EventStep wait && wait.Event == name);
        var since = ToldEvent.FirstSend(job) is var first and < long.MaxValue
            ? Math.Max(first + TimeSpan.TicksPerMinute, job.Since)
            : long.MaxValue;
        judge.Require(
            !isFirst
                || !job.Campaign.Tenant.Events.Exists(told => told.Happened.Name == name && told.IsAbout(job) && told.AnsweredAt <= judge.Events
                && told.Happened.OccurredAt?.UtcTicks >= since),
            7,
            () => $"{job} waits for {name}, which has happened since {Text(since)}");
    }

    /// <summary>Judges that a job is where its protocol puts it, and is due at the right time.</summary>
    private void Stands(Move move, Place? expected, long now, Place? otherwise = null)
    {
        if (otherwise is { } early && IsAt(move, early, now))
        {
            return;
        }

        var (job, after, to) = (move.Job, move.After, move.To);
        // its delay may have ended by the closed dates before
        var mayDiffer = job.Campaign.Row.CameAt(judge.Events) || job.Campaign.Tenant.Row.CameAt(judge.Events);
        var stands = expected is not { } place || IsAt(move, mayDiffer ? place with { Due = after.Due } : place, now);
        if (!stands && (TryPass(move, expected, now) || TryPass(move, otherwise, now)))
        {
            return;
        }

        IsNotLate(move);
        judge.Require(
            stands,
            9,
            () => $"{job} came to step {after.Step}, {after.State}, {to.Kind}, due {Text(after.Due)}, but belongs to step {expected!.Value.Step}, {expected.Value.Kind}, due {Text(expected.Value.Due)}, {expected.Value.End}");
    }

    /// <summary>Judges the end of a job, at its place before the commit or at a place that it passed within the commit.</summary>
    private void End(in Move move, long now)
    {
        var next = Next(move, now);
        if (_ends.Fits(move, now, next) || !TryPass(move, next, now))
        {
            _ends.Judge(move, now, next);
        }
    }

    /// <summary>
    /// Judges a job that may have passed its expected place within the commit. Judges the rest of the move as if the job had been seen at
    /// that place.
    /// </summary>
    /// <returns>Whether the job can pass the place.</returns>
    private bool TryPass(in Move move, Place? expected, long now)
    {
        var script = move.Job.Script;
        if (expected is not { End: null, IsOpen: false } place || place.Step <= move.Before.Step
            || !(place.Kind is WaitingFor.Event or WaitingFor.Reply || (place.Kind == WaitingFor.Turn && script.IsContact(place.Step))))
        {
            return false;
        }

        var step = place.Kind == WaitingFor.Turn ? place.Entry : place.Step;
        var passed = move.Before with
        {
            State = JobState.Waiting, Step = (short)step, Tries = 0, Due = place.Due, DeferredSteps = 0,
            LastOutcome = move.After.LastOutcome,
            Since = place.Kind == WaitingFor.Event ? now : 0,
        };
        var lane = move.From with { Kind = place.Kind, Channel = place.Kind == WaitingFor.Turn ? script.Contact(step).Channel : "" };
        Judge(move with { Before = passed, From = lane, WaitedSince = judge.Events, IsPassage = true }, now, isCorrected: false);
        return true;
    }

    private static bool IsAt(in Move move, Place place, long now)
    {
        var after = move.After;
        var isTaken = after.State == JobState.Live && place.Kind == WaitingFor.Turn && place.Due <= now;
        return place.IsOpen
            || (after.Step == place.Step && place.End is null && (isTaken || (move.To.Kind == place.Kind && after.Due == place.Due)));
    }

    /// <summary>Whether an event was reported that may end the job's wait.</summary>
    private static bool HasHappened(Move move)
    {
        var name = ((EventStep)move.Job.Script.Steps[move.Before.Step]).Event;
        return move.Job.Campaign.Tenant.Events.Exists(told => told.Happened.Name == name && told.IsAbout(move.Job) && told.MayLead(move));
    }

    /// <summary>Judges that a job waits for a channel or a person no longer than its step allows.</summary>
    private void Waits(in Move move, long now)
    {
        var (job, after, to) = (move.Job, move.After, move.To);
        if (after.State != JobState.Waiting || to.Kind is not (WaitingFor.Channel or WaitingFor.Task))
        {
            return;
        }

        judge.Require(job.Script.IsContact(after.Step), 9, () => $"{job} waits for {to.Kind} at a step that is not a contact step");
        var most = _skips.Longest(job, after, to.Kind, now);
        judge.Require(
            after.Due <= most || after.Due <= now,
            5,
            () => $"{job} waits for {to.Kind} until {Text(after.Due)}, since {Text(after.Since)}; its policy allows it until {Text(most)}");
    }

    public static string Text(long ticks) => ticks == 0 ? "never" : new DateTimeOffset(ticks, TimeSpan.Zero).ToString("O");
}
