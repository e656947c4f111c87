namespace Campaigns.Scheduling;

/// <summary>
/// Leads a job through contact steps in a row. In a first pass each has its turn; one that cannot be sent and is to wait, or to be handed
/// to
/// a person, is set aside. When the pass is over, those set aside follow as they can be sent.
/// </summary>
/// <remarks>
/// Each method returns where the job goes on when the group is done, and null when it waits, or has ended. A step that is being retried
/// holds up those after it, and so it does when its channel becomes unavailable between two tries: it keeps its budget.
/// </remarks>
internal sealed class StepGroups(SchedulerState state, JobTransitions moves, UnavailablePolicies policies)
{
    /// <summary>
    /// How long a job waits for one of several channels before it waits for the next. It is told when another one is back, but not while
    /// the
    /// store holds it or its campaign is paused; and a channel that was found to be unavailable is back only when somebody has tried it.
    /// </summary>
    private static readonly TimeSpan Rotation = TimeSpan.FromHours(1);

    /// <summary>Begins a group, or goes on with its first pass.</summary>
    /// <param name="slot">The job.</param>
    /// <param name="step">The step.</param>
    /// <param name="at">When.</param>
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
            // nobody to contact but by a person: it is gone through again when its time has come
            job.Cursor.MoveTo(plan.GroupStart(job.Step));
            moves.Wait(slot, new LaneKey(job.Lane.Row.Zone, "", WaitingFor.Time), at);
            return null;
        }

        return Resume(slot, at);
    }

    /// <summary>The step a job stands at has done its work, or was left behind.</summary>
    public (int Step, long At)? Next(int slot, long at)
    {
        ref var job = ref state.Jobs[slot];
        job.Pending.Clear();
        return job.Deferred.IsFirstPass ? Enter(slot, job.Step + 1, at) : Resume(slot, at);
    }

    /// <summary>The channel that a job is to be contacted on now is unavailable.</summary>
    public (int Step, long At)? SetAside(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var plan = job.Plan;
        // then it is this step's own wait, not one of those set aside before
        job.BeginWait(state.Now.Wall, isAnother: job.Deferred.IsFirstPass);
        var (own, current) = (plan.Contact(job.Step).Channel, job.Lane.Row.Channel);
        var policy = policies.Current(job, plan, job.Step, own == current ? null : current);
        var isOwnBack = own != current && policies.IsSendable(job, own); // it had fallen back, and may return
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

    /// <summary>Goes on with the steps that were set aside.</summary>
    public (int Step, long At)? Resume(int slot) => Resume(slot, state.Now.Wall);

    private (int Step, long At)? Resume(int slot, long at)
    {
        ref var job = ref state.Jobs[slot];
        var plan = job.Plan;
        var (current, rest) = ((int)job.Step, LeftSteps.None);
        var (isFirstPass, isRetried) = (job.Deferred.IsFirstPass, job.Tries > 0 && job.Deferred.Has(plan, current));
        // the others have, or still have, their own turn
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
            job.Deferred.Take(plan, step);
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

    /// <summary>Waits for the channels of what is left, or else for a person.</summary>
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

    /// <summary>A person has had a task for long enough.</summary>
    public (int Step, long At)? GiveUpTask(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var plan = job.Plan;
        var policy = policies.AfterTask(job, plan);
        job.Deferred.Take(plan, job.Step);
        if (policy.Action == UnavailableAction.Fallback)
        {
            Send(slot, job.Step, policy.Channel!, state.Now.Wall);
            return null;
        }

        return TryLeaveOut(slot, plan, policy, state.Now.Wall) ? Next(slot, state.Now.Wall) : null;
    }

    /// <summary>Takes a job that waits for a channel back into the lane of its turn: the channel is open.</summary>
    public void Return(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var campaign = job.Lane.Campaign;
        var plan = job.Plan;
        if (job.Tries == 0)
        {
            job.Cursor.MoveTo(FirstOn(job, plan)); // it may have several on the channel
        }

        job.Deferred.Take(plan, job.Step);
        moves.SetLane(ref job, state.Lane(campaign, job.Lane.Key with { Kind = WaitingFor.Turn }));
        job.BecomeDue(state.Now.Wall); // it is not overdue: there was nothing to be late for
        state.Jobs.Touch(slot);
    }

    /// <summary>The first step set aside that can be sent in the lane the job stands in.</summary>
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

    /// <summary>Whether a job has set a step aside that is sent on a channel.</summary>
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

    /// <summary>Leaves a step out, for good or until the others have had their turn.</summary>
    /// <returns>False when the job has ended, or is contacted otherwise.</returns>
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
        job.Deferred.Take(plan, step);
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
            moves.Finish(slot, JobState.Suppressed); // nor by a person
            return;
        }

        job.Cursor.TurnTo(step);
        moves.PublishStep(CampaignEventKind.JobWaits, job, step, WaitingFor.Task, policies.ReasonOf(job, channel));
        moves.Wait(slot, new LaneKey(job.Lane.Row.Zone, channel, WaitingFor.Task), job.AtMost(due));
    }
}
