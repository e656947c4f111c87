using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Leads a job from step to step of its protocol. Delays and branches are passed at once; where something is to be waited for, the job is
/// put into the lane that waits for it.
/// </summary>
internal sealed class StepSequencer(SchedulerState state, JobTransitions moves, StepGroups groups)
{
    /// <summary>A job's turn has come: the first one begins its time, and leads it to where it really begins.</summary>
    /// <returns>Whether it may be contacted now, in the lane it stands in.</returns>
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
    /// Keeps a job that never expires in its lane if that is one of its step; one that has no address for it is led to where it begins.
    /// </summary>
    /// <returns>Whether it was kept.</returns>
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
    /// A contact that has changed may have no address left on the channel that its job waits for: then what the step says is done.
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

    /// <summary>Ends a job whose time is over.</summary>
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

    /// <summary>Makes a job begin its protocol anew.</summary>
    public void Restart(int slot) => moves.Wait(slot, Reset(slot), state.Now.Wall);

    /// <summary>Makes a job that has ended begin its protocol anew and end at once.</summary>
    public void EndAnew(int slot, JobState end)
    {
        var key = Reset(slot);
        ref var job = ref state.Jobs[slot];
        moves.SetLane(ref job, state.Lane(job.Lane.Campaign, key));
        job.BecomeDue(state.Now.Wall);
        moves.Move(slot, JobState.Waiting);
        moves.Finish(slot, end);
    }

    /// <summary>Puts a job back to where its protocol begins.</summary>
    /// <returns>The lane of its first turn.</returns>
    private LaneKey Reset(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var (campaign, plan) = (job.Lane.Campaign, job.Plan);
        var entry = plan.EntryOf(job.Contact);
        ParkedJobs.Leave(ref job);
        job.Restart(entry.Step, began: plan.MindsEvents ? state.Now.Wall : 0);
        return new LaneKey(campaign.LaneZoneOf(job.Contact), entry.Channel, WaitingFor.Turn, entry.Hours);
    }

    /// <summary>A contact step has done its work, or was left behind.</summary>
    /// <param name="slot">The job.</param>
    public void StepDone(int slot) => Go(slot, groups.Next(slot, state.Now.Wall));

    /// <summary>
    /// The channel of the step a job stands at is unavailable, or it has waited for it long enough: does what the step says.
    /// </summary>
    public void HandleUnavailable(int slot)
    {
        state.Jobs[slot].StartTime(state.Now.Wall);
        Go(slot, groups.SetAside(slot));
    }

    /// <summary>What a job has waited for in a lane that contacts nobody has come, or is over.</summary>
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

    /// <summary>Goes on after an event that a job has waited for.</summary>
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

    /// <summary>Goes on with a step at an instant, and past all that needs no waiting.</summary>
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
                    job.Early.Clear(); // what happened before is about an earlier message
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

    /// <summary>A step at which a job stops: an event to wait for, or its exit. Before its time it waits for that.</summary>
    private void Stop(int slot, int step, long at)
    {
        ref var job = ref state.Jobs[slot];
        Clear(ref job, step);
        var zone = job.Lane.Row.Zone;
        if (at > state.Now.Wall)
        {
            moves.Wait(slot, new LaneKey(zone, "", WaitingFor.Time), job.AtMost(at));
        }
        else if (job.Early.Take(job.Plan, step))
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

    /// <summary>All steps are done: a drip goes on being monitored for a reply.</summary>
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

    /// <summary>Puts the cursor on a step, with the step's whole budget.</summary>
    private static void Clear(ref Job job, int step)
    {
        ParkedJobs.Leave(ref job); // one that is moved to another version may stand aside for a cap
        job.StartStep(step);
    }
}
