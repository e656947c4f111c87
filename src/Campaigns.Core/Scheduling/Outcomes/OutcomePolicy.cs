using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>A job's course: what the outcome of an attempt means for it.</summary>
internal sealed class OutcomePolicy(
    SchedulerState state, LaneScheduler lanes, JobTransitions moves, StraightLine line, StepSequencer sequencer)
{
    /// <summary>After so many the pause is five minutes, and stays so: whoever is at fault, it is not the contact.</summary>
    private const int MostBounces = 9;

    private static readonly TimeSpan LongestPutOff = TimeSpan.FromDays(365);

    /// <summary>Decides what the end of a live attempt means for its job.</summary>
    /// <param name="slot">The job.</param>
    /// <param name="outcome">How the attempt ended.</param>
    /// <param name="attempt">The attempt's step, and which try of the step it was.</param>
    /// <param name="comeback">When the contact may be tried again, if nothing was placed.</param>
    public void Follow(int slot, AttemptOutcome outcome, (short Step, short Tries) attempt, in RetryConstraint comeback)
    {
        var (step, tries) = attempt;
        ref var job = ref state.Jobs[slot];
        var wasCorrected = job.Pending.Take(PendingAction.Corrected);
        if (!outcome.SpendsAttempt())
        {
            if (wasCorrected)
            {
                moves.SetLane(ref job, LaneOf(job, job.Step));
                Follow(slot);
            }
            else
            {
                GoBack(slot, outcome, comeback);
            }

            return;
        }

        if (wasCorrected)
        {
            job.Cursor.CountOutcome(job.LastOutcome); // it was to be followed, and this came after it
        }

        job.Cursor.Spend(step, tries, outcome);
        if (wasCorrected)
        {
            job.Deferred.Take(job.Plan, step); // the correction had put it back
        }

        Follow(slot);
    }

    /// <summary>Decides what the newest outcome that counts means: success, retry, next step or end.</summary>
    public void Follow(int slot)
    {
        ref var job = ref state.Jobs[slot];
        job.ForgetRefusals();
        switch (job.LastOutcome)
        {
            case AttemptOutcome.Unknown:
                moves.Finish(slot, JobState.Unknown);
                break;
            case AttemptOutcome.Aborted:
                moves.Finish(slot, MustStop(job) ?? JobState.Failed);
                break;
            default:
                FollowContact(slot);
                break;
        }
    }

    private void FollowContact(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var (campaign, outcome) = (job.Lane.Campaign, job.LastOutcome);
        var count = job.Cursor.CountOutcome(outcome);
        var plan = job.Plan;
        if (outcome.IsSuccess() && plan.Exit is null && job.Step == plan.Steps.Length - 1)
        {
            moves.Finish(slot, JobState.Completed); // it has done its work, whatever was to end it meanwhile
            return;
        }

        if (MustStop(job) is { } end)
        {
            moves.Finish(slot, end);
            return;
        }

        if (plan.Exit?.Outcomes.Contains(outcome) == true)
        {
            moves.Finish(slot, outcome.IsSuccess() ? JobState.Completed : JobState.Failed);
            return;
        }

        if (outcome.IsSuccess())
        {
            StepDone(slot);
        }
        else
        {
            FollowFailure(slot, plan, count);
        }
    }

    /// <summary>The step has done its work, or is left behind.</summary>
    private void StepDone(int slot)
    {
        if (!line.TryGoOn(slot))
        {
            sequencer.StepDone(slot);
        }
    }

    /// <summary>The step has not done its work: another try, the next step, or the end.</summary>
    private void FollowFailure(int slot, Plan plan, int count)
    {
        ref var job = ref state.Jobs[slot];
        var outcome = job.LastOutcome;
        var delay = plan.Contact(job.Step).Retry.NextDelay(outcome, job.Tries, count, state.Settings.Random.NextDouble());
        if (job.Pending.Has(PendingAction.Reschedule) && outcome != AttemptOutcome.OptedOut)
        {
            moves.Wait(slot, job.DueAt(state.Now));
        }
        else if (delay is { } pause)
        {
            moves.Pause(slot, pause);
        }
        else if (plan.OnFailure(job.Step) == StepFailure.NextStep && outcome != AttemptOutcome.OptedOut)
        {
            StepDone(slot);
        }
        else
        {
            moves.Finish(slot, JobState.Failed);
        }
    }

    /// <summary>Nothing was placed: the job goes back to where it stood, and nothing is spent.</summary>
    private void GoBack(int slot, AttemptOutcome outcome, in RetryConstraint comeback)
    {
        ref var job = ref state.Jobs[slot];
        if (MustStop(job) is { } end)
        {
            moves.Finish(slot, end);
            return;
        }

        var pause = outcome == AttemptOutcome.Throttled && comeback.NotBefore == 0 ? CountThrottle(ref job) : TimeSpan.Zero;
        if (job.Pending.Has(PendingAction.Reschedule))
        {
            moves.Wait(slot, job.DueAt(state.Now));
        }
        else if (comeback.NotBefore > 0)
        {
            PutOff(slot, comeback.NotBefore);
        }
        else if (outcome == AttemptOutcome.NotPlaced)
        {
            Bounce(slot, comeback.IsProviders);
        }
        else if (pause > TimeSpan.Zero)
        {
            moves.Pause(slot, pause);
        }
        else if (job is { Tries: 0, Step: 0, Due: 0 })
        {
            moves.Move(slot, JobState.New);
            lanes.ReturnFresh(slot);
        }
        else
        {
            moves.Wait(slot, job.DueAt(state.Now));
        }
    }

    /// <summary>The lane of the turn of a step that a job has taken or goes back to.</summary>
    public Lane LaneOf(in Job job, int step)
    {
        var campaign = job.Lane.Campaign;
        var plan = job.Plan;
        return state.Lane(
            campaign, new LaneKey(campaign.LaneZoneOf(job.Contact), plan.ChannelFor(job.Contact, step), WaitingFor.Turn, plan.Hours[step]));
    }

    /// <summary>
    /// A provider placed nothing, for certain: another one has its turn at once. When all have refused the contact, all have after a pause,
    /// until it was refused too often.
    /// </summary>
    private void Bounce(int slot, bool isProviders)
    {
        ref var job = ref state.Jobs[slot];
        var (tenant, route) = (job.Lane.Campaign.Tenant, job.Lane.Route);
        if (route.IsOpen(state.Now.Mono, job.Refused, tenant.FindChannel(route)))
        {
            moves.Wait(slot, state.Now.Wall);
            return;
        }

        job.ForgetRefused();
        var before = isProviders ? Math.Min(job.CountBounce(), MostBounces) : job.Cursor.CountRefusal() - 1;
        if (before + 1 >= state.Settings.MaxRefusals && !isProviders)
        {
            GiveUp(slot);
        }
        else if (job.Lane.Campaign.MayLeave && state.IsUnavailable(tenant, route))
        {
            moves.Wait(slot, state.Now.Wall); // its step says what is to be done while the channel is not there
        }
        else
        {
            moves.Pause(slot, RetryConstraint.PauseAfter(before));
        }
    }

    /// <summary>The step has come to nothing without having spent its attempts.</summary>
    private void GiveUp(int slot)
    {
        ref var job = ref state.Jobs[slot];
        job.ForgetRefusals();
        if (job.Plan.OnFailure(job.Step) == StepFailure.NextStep)
        {
            StepDone(slot);
        }
        else
        {
            moves.Finish(slot, JobState.Failed);
        }
    }

    /// <summary>Its provider puts the contact off: until then, and ever longer if that is no time worth waiting for.</summary>
    private void PutOff(int slot, long notBefore)
    {
        ref var job = ref state.Jobs[slot];
        var pause = RetryConstraint.PauseAfter(Math.Min(job.CountBounce(), MostBounces));
        var latest = Now.After(state.Now.Wall, LongestPutOff);
        moves.Wait(slot, Math.Min(latest, Math.Max(notBefore, Now.After(state.Now.Wall, pause))));
    }

    /// <summary>
    /// All providers ask to be tried later. A contact that this happens to several times in a row lets others go first when they open:
    /// perhaps it is this contact alone that is not to be tried.
    /// </summary>
    /// <returns>How long it waits itself; nothing, at first.</returns>
    private TimeSpan CountThrottle(ref Job job)
    {
        var (tenant, route) = (job.Lane.Campaign.Tenant, job.Lane.Route);
        if (route.IsOpen(state.Now.Mono, tenant: tenant.FindChannel(route)) || job.CountBounce() == 0)
        {
            return TimeSpan.Zero;
        }

        job.Pending.Request(PendingAction.LetsOthersGo);
        return RetryConstraint.PauseAfterThrottles(job.Bounces);
    }

    private static JobState? MustStop(in Job job) => job.Lane.Campaign.EndedAs ?? job.Pending.End;
}
