namespace Campaigns.Scheduling;

/// <summary>
/// Moves a job through a group of consecutive contact steps. The first pass tries each step. A step that cannot be sent, and that must wait
/// or be handed over to a person, is deferred. After the first pass, deferred steps follow as soon as they can be sent.
/// </summary>
/// <remarks>
/// Each method returns where the job continues after the group, or null when the job waits or has ended. A step that is being retried
/// delays the steps after it. It also delays them when its channel becomes unavailable between two tries, because the step keeps its
/// budget.
/// </remarks>
internal sealed class StepGroups(SchedulerState state, JobTransitions moves, UnavailablePolicies policies)
{
    /// <summary>
    /// How long a job waits for one of several channels before it waits for the next. A job in memory is woken when another channel comes
    /// back. A job in the store, or of a paused campaign, is not. A channel that the providers found to be unavailable comes back only
    /// after a probe.
    /// </summary>
    private static readonly TimeSpan Rotation = TimeSpan.FromHours(1);

    /// <summary>Begins a group, or continues its first pass.</summary>
    /// <param name="slot">The job.</param>
    /// <param name="step">The step.</param>
    /// <param name="at">The instant at which the step is due.</param>
    public (int Step, long At)? Enter(int slot, int step, long at)
    {
        ref var job = ref state.Jobs[slot];
        var plan = job.Plan;
        for (; plan.IsContact(step); step++)
        {
            job.Cursor.StartStep(step);
            if (job.Contact.HasAddressOn(plan.Contact(step).Channel))
            {
                Send(slot, step, plan.Contact(step).Channel, at);
                return null;
            }

            if (!TryLeaveOut(slot, plan, plan.OnNoAddress(plan.Contact(step)) ?? UnavailablePolicy.Fail, at))
            {
                return null;
            }
        }

        job.Deferred.EndFirstPass();
        if (at > state.Now.Wall && job.Deferred.HasAny)
        {
            // Only deferred steps are left. The job goes through the group again when its time has come.
            job.Cursor.MoveTo(plan.GroupStart(job.Step));
            moves.Wait(slot, new LaneKey(job.Lane.Row.Zone, "", WaitingFor.Time), at);
            return null;
        }

        return Resume(slot, at);
    }

    /// <summary>Continues after the current step, which was done or skipped.</summary>
    public (int Step, long At)? Next(int slot, long at)
    {
        ref var job = ref state.Jobs[slot];
        job.Pending.Clear();
        return job.Deferred.IsFirstPass ? Enter(slot, job.Step + 1, at) : Resume(slot, at);
    }

    /// <summary>Handles that the channel of the job's current step is unavailable.</summary>
    public (int Step, long At)? Defer(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var plan = job.Plan;
        // In the first pass this wait belongs to the current step, not to a step deferred before.
        job.BeginWait(state.Now.Wall, isAnother: job.Deferred.IsFirstPass);
        var (own, current) = (plan.Contact(job.Step).Channel, job.Lane.Row.Channel);
        var policy = policies.Current(job, plan, job.Step, own == current ? null : current);
        // True if the step had fallen back to another channel and its own channel is back.
        var isOwnBack = own != current && policies.IsSendable(job, own);
        if (isOwnBack || policy is { Action: UnavailableAction.Fallback })
        {
            Send(slot, job.Step, isOwnBack ? own : policy!.Channel!, state.Now.Wall);
            return null;
        }

        if (job.Tries > 0 && policy is null or { Action: UnavailableAction.Wait })
        {
            Park(slot, plan, job.Step, UnavailablePolicies.DeadlineOf(policy, job.Since));
            return null;
        }

        if (job.Tries > 0 && policy is { Action: UnavailableAction.Task })
        {
            HandOver(slot, plan, job.Step);
            return null;
        }

        return TryLeaveOut(slot, plan, policy, state.Now.Wall) ? Next(slot, state.Now.Wall) : null;
    }

    /// <summary>Continues with the deferred steps.</summary>
    public (int Step, long At)? Resume(int slot) => Resume(slot, state.Now.Wall);

    private (int Step, long At)? Resume(int slot, long at)
    {
        ref var job = ref state.Jobs[slot];
        var plan = job.Plan;
        var (current, rest) = ((int)job.Step, LeftSteps.None);
        var (isFirstPass, isRetried) = (job.Deferred.IsFirstPass, job.Tries > 0 && job.Deferred.Has(plan, current));
        // The other steps have had their turn, or will have it.
        var left = isFirstPass || isRetried ? job.Deferred.Only(plan, current) : job.Deferred;
        while (left.TryTakeFirst(plan, current, out var step))
        {
            var (channel, policy) = (plan.Contact(step).Channel, policies.Current(job, plan, step, null));
            var isSendable = policies.IsSendable(job, channel);
            if (isSendable || policy is { Action: UnavailableAction.Fallback })
            {
                Send(slot, step, isSendable ? channel : policy!.Channel!, state.Now.Wall);
                return null;
            }

            if (policy is null or { Action: UnavailableAction.Wait or UnavailableAction.Task })
            {
                rest = rest.With(step, policy, job.Since, current);
                continue;
            }

            job.Cursor.MoveTo(step);
            job.Deferred.Clear(plan, step);
            if (!TryLeaveOut(slot, plan, policy, at))
            {
                return null;
            }
        }

        if (Wait(slot, plan, rest))
        {
            return null;
        }

        return isFirstPass ? Enter(slot, job.Step + 1, at) : isRetried ? Next(slot, at) : (plan.GroupEnd(job.Step), at);
    }

    /// <summary>Waits for the channels of the remaining steps, or else for a person.</summary>
    private bool Wait(int slot, Plan plan, in LeftSteps rest)
    {
        if (rest.Parked >= 0)
        {
            var due = rest.Waiting > 1 ? Math.Min(rest.Earliest, Now.After(state.Now.Wall, Rotation)) : rest.Earliest;
            Park(slot, plan, rest.Parked, due);
        }
        else if (rest.Task >= 0)
        {
            HandOver(slot, plan, rest.Task);
        }

        return rest.Parked >= 0 || rest.Task >= 0;
    }

    /// <summary>Ends a manual task that a person has not completed in time.</summary>
    public (int Step, long At)? GiveUpTask(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var plan = job.Plan;
        var policy = policies.AfterTask(job, plan);
        job.Deferred.Clear(plan, job.Step);
        if (policy.Action == UnavailableAction.Fallback)
        {
            Send(slot, job.Step, policy.Channel!, state.Now.Wall);
            return null;
        }

        return TryLeaveOut(slot, plan, policy, state.Now.Wall) ? Next(slot, state.Now.Wall) : null;
    }

    /// <summary>Moves a job that waits for a channel back to the lane of its turn, because the channel is open.</summary>
    public void Return(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var campaign = job.Lane.Campaign;
        var plan = job.Plan;
        if (job.Tries == 0)
        {
            job.Cursor.MoveTo(FirstOn(job, plan)); // several deferred steps may use this channel
        }

        job.Deferred.Clear(plan, job.Step);
        moves.SetLane(ref job, state.Lane(campaign, job.Lane.Key with { Kind = WaitingFor.Turn }));
        job.BecomeDue(state.Now.Wall); // the wait for the channel does not count as lateness
        state.Jobs.Touch(slot);
    }

    /// <summary>The first deferred step that can be sent in the job's lane.</summary>
    private static int FirstOn(in Job job, Plan plan)
    {
        var (left, lane) = (job.Deferred, job.Lane.Row);
        while (!job.Deferred.IsFirstPass && left.TryTakeFirst(plan, job.Step, out var step))
        {
            if (plan.Contact(step).Channel == lane.Channel && plan.Hours[step] == lane.Hours)
            {
                return step;
            }
        }

        return job.Step;
    }

    /// <summary>Whether a job has deferred a step that is sent on a channel.</summary>
    public static bool WaitsFor(in Job job, Plan plan, string channel)
    {
        var left = job.Deferred;
        while (left.TryTakeFirst(plan, job.Step, out var step))
        {
            if (plan.Contact(step).Channel == channel)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Skips a step, or defers it until the other steps have had their turn.</summary>
    /// <returns>False when the job has ended or is contacted on a fallback channel.</returns>
    private bool TryLeaveOut(int slot, Plan plan, UnavailablePolicy? policy, long at)
    {
        ref var job = ref state.Jobs[slot];
        for (; policy is { Action: UnavailableAction.Fallback }; policy = policy.Then ?? UnavailablePolicy.Skip)
        {
            if (job.Contact.HasAddressOn(policy.Channel!))
            {
                Send(slot, job.Step, policy.Channel!, at);
                return false;
            }
        }

        if (policy is null or { Action: UnavailableAction.Wait or UnavailableAction.Task })
        {
            job.Deferred.Defer(plan, job.Step);
            job.BeginWait(at);
            return true;
        }

        moves.PublishStep(
            CampaignEventKind.StepSkipped, job, job.Step, WaitingFor.Turn, policies.ReasonOf(job, plan.Contact(job.Step).Channel));
        if (policy.Action == UnavailableAction.Fail && plan.OnFailure(job.Step) == StepFailure.EndJob)
        {
            moves.Finish(slot, JobState.Failed);
            return false;
        }

        return true;
    }

    private void Send(int slot, int step, string channel, long at)
    {
        ref var job = ref state.Jobs[slot];
        var plan = job.Plan;
        job.Cursor.TurnTo(step);
        job.Deferred.Clear(plan, step);
        moves.Wait(slot, new LaneKey(job.Lane.Row.Zone, channel, WaitingFor.Turn, plan.Hours[step]), at);
    }

    private void Park(int slot, Plan plan, int step, long due)
    {
        ref var job = ref state.Jobs[slot];
        var channel = plan.Contact(step).Channel;
        job.Cursor.TurnTo(step);
        job.Deferred.Defer(plan, step);
        if (job.Lane.Kind != WaitingFor.Channel)
        {
            moves.PublishStep(CampaignEventKind.JobWaits, job, step, WaitingFor.Channel, policies.ReasonOf(job, channel));
        }

        moves.Wait(slot, new LaneKey(job.Lane.Row.Zone, channel, WaitingFor.Channel, plan.Hours[step]), job.AtMost(due));
    }

    private void HandOver(int slot, Plan plan, int step)
    {
        ref var job = ref state.Jobs[slot];
        var channel = plan.Contact(step).Channel;
        var policy = policies.Current(job, plan, step, null);
        var due = policy?.AtMost is { } most ? Now.After(state.Now.Wall, most) : Now.Never;
        if (job.Lane.Campaign.Tenant.Suppressions.Ends(plan, job.Contact, channel))
        {
            moves.Finish(slot, JobState.Suppressed); // a person must not contact a suppressed contact either
            return;
        }

        job.Cursor.TurnTo(step);
        moves.PublishStep(CampaignEventKind.JobWaits, job, step, WaitingFor.Task, policies.ReasonOf(job, channel));
        moves.Wait(slot, new LaneKey(job.Lane.Row.Zone, channel, WaitingFor.Task), job.AtMost(due));
    }
}
