using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Moves a job from step to step of its protocol. Passes delays and branches immediately. When a step must wait, puts the job into the lane
/// for this wait.
/// </summary>
internal sealed class StepSequencer(SchedulerState state, JobTransitions moves, StepGroups groups)
{
    /// <summary>Handles the turn of a job. The first turn starts the expiry clock and moves the job to its first step.</summary>
    /// <returns>Whether the job may be contacted now, in its current lane.</returns>
    public bool Begin(int slot)
    {
        ref var job = ref state.Jobs[slot];
        if (job.Expires != 0)
        {
            return !EndIfExpired(slot) && TryKeepChannel(slot);
        }

        var (campaign, lane) = (job.Lane.Campaign, job.Lane);
        var plan = job.Plan;
        if (plan.Exit is null)
        {
            return (job is { Number: 0, Deferred.Bits: 0 } || TryKeepChannel(slot)) && TryKeepPlace(slot, plan);
        }

        if (plan.IsContact(job.Step) && plan.Contact(job.Step).Channel == lane.Row.Channel && plan.Hours[job.Step] == lane.Row.Hours
            && job.Contact.HasAddressOn(lane.Row.Channel) && plan.FirstStep(job.Contact) == job.Step)
        {
            return true;
        }

        job.StartTime(state.Now.Wall);
        GoTo(slot, 0, state.Now.Wall);
        return false;
    }

    /// <summary>
    /// Keeps a job that never expires in its lane if the lane fits its step. A job without an address for the lane moves to the lane of its
    /// step.
    /// </summary>
    /// <returns>Whether the job was kept.</returns>
    private bool TryKeepPlace(int slot, Plan plan)
    {
        ref var job = ref state.Jobs[slot];
        var (step, lane) = (plan.Contact(job.Step), job.Lane.Row);
        if (job.Contact.HasAddressOn(lane.Channel) && lane.Hours == plan.Hours[job.Step]
            && (job.Contact.HasAddressOn(step.Channel) || plan.ChannelFor(job.Contact, job.Step) == lane.Channel))
        {
            return true;
        }

        GoTo(slot, job.Step, state.Now.Wall);
        return false;
    }

    /// <summary>
    /// Keeps a job in its lane if its contact has an address on the lane's channel. A changed contact may have lost this address, and then
    /// the step's policy applies.
    /// </summary>
    private bool TryKeepChannel(int slot)
    {
        var isKept = state.Jobs[slot].Contact.HasAddressOn(state.Jobs[slot].Lane.Row.Channel);
        if (!isKept)
        {
            HandleUnavailable(slot);
        }

        return isKept;
    }

    /// <summary>Ends a job that has expired.</summary>
    public bool EndIfExpired(int slot)
    {
        ref var job = ref state.Jobs[slot];
        if (job.Expires == 0 || job.Expires > state.Now.Wall)
        {
            return false;
        }

        moves.Finish(slot, job.Lane.Kind == WaitingFor.Reply ? JobState.NoResponse : JobState.Expired);
        return true;
    }

    /// <summary>Restarts a job at the beginning of its protocol.</summary>
    public void Restart(int slot) => moves.Wait(slot, Reset(slot), state.Now.Wall);

    /// <summary>Restarts a job that has ended and ends it immediately.</summary>
    public void EndAnew(int slot, JobState end)
    {
        var key = Reset(slot);
        ref var job = ref state.Jobs[slot];
        moves.SetLane(ref job, state.Lane(job.Lane.Campaign, key));
        job.BecomeDue(state.Now.Wall);
        moves.Move(slot, JobState.Waiting);
        moves.Finish(slot, end);
    }

    /// <summary>Resets a job to the beginning of its protocol.</summary>
    /// <returns>The lane of the job's first turn.</returns>
    private LaneKey Reset(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var (campaign, plan) = (job.Lane.Campaign, job.Plan);
        var entry = plan.EntryOf(job.Contact);
        ParkedJobs.Leave(ref job);
        job.Restart(entry.Step, began: plan.MindsEvents ? state.Now.Wall : 0);
        return new LaneKey(campaign.LaneZoneOf(job.Contact), entry.Channel, WaitingFor.Turn, entry.Hours);
    }

    /// <summary>Continues after a contact step that was done or skipped.</summary>
    /// <param name="slot">The job.</param>
    public void StepDone(int slot) => Go(slot, groups.Next(slot, state.Now.Wall));

    /// <summary>
    /// Applies the policy of the job's current step, because its channel is unavailable or the wait for the channel is over.
    /// </summary>
    public void HandleUnavailable(int slot)
    {
        state.Jobs[slot].StartTime(state.Now.Wall);
        Go(slot, groups.Defer(slot));
    }

    /// <summary>Continues a job whose wait is over, in a lane that does not contact anybody.</summary>
    public void Wake(int slot)
    {
        if (EndIfExpired(slot))
        {
            return;
        }

        ref var job = ref state.Jobs[slot];
        var plan = job.Plan;
        switch (job.Lane.Kind)
        {
            case WaitingFor.Channel:
                Go(slot, groups.Resume(slot));
                break;
            case WaitingFor.Task:
                Go(slot, groups.GiveUpTask(slot));
                break;
            case WaitingFor.Event:
                GoTo(slot, plan.IndexOf(((EventStep)plan.Steps[job.Step]).OnTimeout, job.Step), state.Now.Wall);
                break;
            default:
                GoTo(slot, job.Step, state.Now.Wall);
                break;
        }
    }

    /// <summary>Continues after the event that a job has waited for.</summary>
    public void Happened(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var plan = job.Plan;
        GoTo(slot, plan.IndexOf(((EventStep)plan.Steps[job.Step]).OnEvent, job.Step), state.Now.Wall);
    }

    private void Go(int slot, (int Step, long At)? next)
    {
        if (next is { } to)
        {
            GoTo(slot, to.Step, to.At);
        }
    }

    /// <summary>Continues with a step at an instant, and passes all steps that need no wait.</summary>
    public void GoTo(int slot, int step, long at)
    {
        ref var job = ref state.Jobs[slot];
        var plan = job.Plan;
        while (step < plan.Steps.Length)
        {
            switch (plan.Steps[step])
            {
                case DelayStep delay:
                    at = EndOf(delay, job, at);
                    step++;
                    break;
                case BranchStep branch:
                    step = plan.IndexOf(branch.When.Holds(job.Contact, job.LastOutcome) ? branch.Then : branch.Otherwise, step);
                    break;
                case ContactStep:
                    job.Early.Clear(); // earlier events belong to an earlier message
                    Clear(ref job, step);
                    if (groups.Enter(slot, step, at) is not { } next)
                    {
                        return;
                    }

                    (step, at) = next;
                    break;
                default:
                    Stop(slot, step, at);
                    return;
            }
        }

        EndSteps(slot);
    }

    /// <summary>
    /// Handles a step at which a job stops: an event to wait for, or an exit. If the step is not due yet, the job waits for its due time.
    /// </summary>
    private void Stop(int slot, int step, long at)
    {
        ref var job = ref state.Jobs[slot];
        Clear(ref job, step);
        var zone = job.Lane.Row.Zone;
        if (at > state.Now.Wall)
        {
            moves.Wait(slot, new LaneKey(zone, "", WaitingFor.Time), job.AtMost(at));
        }
        else if (job.Early.TryRemove(job.Plan, step))
        {
            Happened(slot);
        }
        else if (job.Plan.Steps[step] is EventStep wait)
        {
            job.BeginWait(state.Now.Wall);
            moves.PublishStep(CampaignEventKind.JobWaits, job, step, WaitingFor.Event, wait.Event);
            moves.Wait(slot, new LaneKey(zone, "", WaitingFor.Event), job.AtMost(Now.After(state.Now.Wall, wait.Timeout)));
        }
        else
        {
            moves.Finish(slot, ((ExitStep)job.Plan.Steps[step]).End);
        }
    }

    /// <summary>Handles the end of all steps. A drip with monitoring waits for a reply.</summary>
    private void EndSteps(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var plan = job.Plan;
        if (plan.Exit is not { Monitor: true })
        {
            moves.Finish(slot, JobState.Completed);
            return;
        }

        Clear(ref job, plan.Steps.Length);
        moves.PublishStep(CampaignEventKind.JobWaits, job, plan.Steps.Length, WaitingFor.Reply, null);
        moves.Wait(slot, new LaneKey(job.Lane.Row.Zone, "", WaitingFor.Reply), job.Expires);
    }

    private long EndOf(DelayStep delay, in Job job, long at)
    {
        if (delay.Until is not { } until)
        {
            return Now.After(at, delay.Duration);
        }

        var campaign = job.Lane.Campaign;
        var zone = job.Lane.Zone;
        ContactWindow?[] kept = [campaign.Settings.Window, campaign.Tenant.Settings.Window, campaign.Tenant.Everything.Settings.Window];
        ContactWindow[] windows = [.. kept.OfType<ContactWindow>().Select(window => window.In(zone))];
        var weekends = windows.Where(window => window.Weekend is not null).SelectMany(window => window.Weekend!);
        return BusinessDays.At(
            zone, at, until, windows.SelectMany(window => window.ClosedDates),
            Array.Exists(windows, window => window.Weekend is not null) ? weekends : null);
    }

    /// <summary>Puts the cursor on a step, with the full budget of the step.</summary>
    private static void Clear(ref Job job, int step)
    {
        ParkedJobs.Leave(ref job); // a job that migrates to another version may be parked by a cap
        job.StartStep(step);
    }
}
