using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Decides what the outcome of an attempt means for its job.</summary>
internal sealed class OutcomePolicy(
    SchedulerState state, LaneScheduler lanes, JobTransitions moves, StraightLine line, StepSequencer sequencer)
{
    /// <summary>The number of bounces after which the pause stays at five minutes. The contact is not at fault.</summary>
    private const int MostBounces = 9;

    private static readonly TimeSpan LongestPutOff = TimeSpan.FromDays(365);

    /// <summary>Decides how a job continues after the end of a live attempt.</summary>
    /// <param name="slot">The job.</param>
    /// <param name="outcome">The outcome of the attempt.</param>
    /// <param name="attempt">The attempt's step, and its number among the tries of the step.</param>
    /// <param name="constraint">The earliest time for the contact's next attempt, if nothing was placed.</param>
    public void Follow(int slot, AttemptOutcome outcome, (short Step, short Tries) attempt, in RetryConstraint constraint)
    {
        var (step, tries) = attempt;
        ref var job = ref state.Jobs[slot];
        var wasCorrected = job.Pending.TryRemove(PendingAction.Corrected);
        if (!outcome.SpendsAttempt())
        {
            if (wasCorrected)
            {
                moves.SetLane(ref job, LaneOf(job, job.Step));
                Follow(slot);
            }
            else
            {
                GoBack(slot, outcome, constraint);
            }

            return;
        }

        if (wasCorrected)
        {
            job.Cursor.CountOutcome(job.LastOutcome); // the corrected outcome is not counted yet, and this attempt follows it
        }

        job.Cursor.Spend(step, tries, outcome);
        if (wasCorrected)
        {
            job.Deferred.Clear(job.Plan, step); // the correction had deferred the step
        }

        Follow(slot);
    }

    /// <summary>Decides how a job continues after its last outcome that counts: success, retry, next step or end.</summary>
    public void Follow(int slot)
    {
        ref var job = ref state.Jobs[slot];
        job.ForgetRefusals();
        if (TryCallBack(slot))
        {
            return;
        }

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

    /// <summary>Makes the job wait for the time that the person asked for, whatever the outcome was.</summary>
    private bool TryCallBack(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var waits = job.Pending.Has(PendingAction.CallBack) && job.LastOutcome != AttemptOutcome.OptedOut && MustStop(job) is null;
        if (waits)
        {
            job.Cursor.CountOutcome(job.LastOutcome);
            moves.Wait(slot, job.DueAt(state.Now));
        }

        return waits;
    }

    private void FollowContact(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var (campaign, outcome) = (job.Lane.Campaign, job.LastOutcome);
        var count = job.Cursor.CountOutcome(outcome);
        var plan = job.Plan;
        if (outcome.IsSuccess() && plan.Exit is null && job.Step == plan.Steps.Length - 1)
        {
            moves.Finish(slot, JobState.Completed); // the job has succeeded, even if something else was about to end it
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

    /// <summary>Continues after a step that was done or skipped.</summary>
    private void StepDone(int slot)
    {
        if (!line.TryGoOn(slot))
        {
            sequencer.StepDone(slot);
        }
    }

    /// <summary>Handles a failed try: another try, the next step, or the end.</summary>
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

    /// <summary>Returns the job to its old place without spending a try, because nothing was placed.</summary>
    private void GoBack(int slot, AttemptOutcome outcome, in RetryConstraint constraint)
    {
        ref var job = ref state.Jobs[slot];
        if (MustStop(job) is { } end)
        {
            moves.Finish(slot, end);
            return;
        }

        var pause = outcome == AttemptOutcome.Throttled && constraint.NotBefore == 0 ? CountThrottle(ref job) : TimeSpan.Zero;
        if (job.Pending.Has(PendingAction.Reschedule))
        {
            moves.Wait(slot, job.DueAt(state.Now));
        }
        else if (constraint.NotBefore > 0)
        {
            PutOff(slot, constraint.NotBefore);
        }
        else if (constraint.IsCallerIds)
        {
            moves.Pause(slot, RetryConstraint.PauseAfterCallerIds(job.CountBounce()));
        }
        else if (outcome == AttemptOutcome.NotPlaced)
        {
            Bounce(slot, constraint.IsProviders);
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

    /// <summary>The lane for the turn of a step that the job had or returns to.</summary>
    public Lane LaneOf(in Job job, int step)
    {
        var campaign = job.Lane.Campaign;
        var plan = job.Plan;
        return state.Lane(
            campaign, new LaneKey(campaign.LaneZoneOf(job.Contact), plan.ChannelFor(job.Contact, step), WaitingFor.Turn, plan.Hours[step]));
    }

    /// <summary>
    /// Handles an attempt for which the provider certainly placed nothing. Another provider has its turn immediately. When all providers
    /// have refused the contact, all of them try again after a pause, up to the maximum number of refusals.
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
            moves.Wait(slot, state.Now.Wall); // the step's policy decides while the channel is unavailable
        }
        else
        {
            moves.Pause(slot, RetryConstraint.PauseAfter(before));
        }
    }

    /// <summary>Ends a step without a result, although its tries are not spent.</summary>
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

    /// <summary>Waits until the time that the provider names. If this time is too early, a growing pause applies instead.</summary>
    private void PutOff(int slot, long notBefore)
    {
        ref var job = ref state.Jobs[slot];
        var pause = RetryConstraint.PauseAfter(Math.Min(job.CountBounce(), MostBounces));
        var latest = Now.After(state.Now.Wall, LongestPutOff);
        moves.Wait(slot, Math.Min(latest, Math.Max(notBefore, Now.After(state.Now.Wall, pause))));
    }

    /// <summary>
    /// Counts throttles in a row while all providers throttle. From the second one, the contact lets others go first when the providers
    /// open, because the throttles may concern this contact alone.
    /// </summary>
    /// <returns>The pause of the job itself; zero at first.</returns>
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
