using System.Numerics;

namespace Campaigns.Scheduling;

/// <summary>
/// Leads a job through contact steps in a row. In a first pass each has its turn; one that cannot be sent and is to wait, or to be handed to
/// a person, is set aside. When the pass is over, those set aside follow as they can be sent.
/// </summary>
/// <remarks>
/// Each method returns where the job goes on when the group is done, and null when it waits, or has ended. A step that is being retried
/// holds up those after it, and so it does when its channel becomes unavailable between two tries: it keeps its budget.
/// </remarks>
internal sealed class Groups(SchedulerState state, JobMoves moves)
{
    /// <summary>In <see cref="Job.Aside"/>: the first pass is over.</summary>
    public const ushort SecondPass = 0x8000;

    /// <summary>How long a job waits for one of several channels before it waits for the next.</summary>
    private static readonly TimeSpan Rotation = TimeSpan.FromMinutes(15);

    /// <summary>Begins a group, or goes on with its first pass.</summary>
    /// <param name="slot">The job.</param>
    /// <param name="step">The step.</param>
    /// <param name="at">When.</param>
    public (int Step, long At)? Enter(int slot, int step, long at)
    {
        ref var job = ref state.Jobs[slot];
        var plan = job.Lane.Campaign.PlanOf(job);
        for (; plan.IsContact(step); step++)
        {
            (job.Step, job.Tries, job.OutcomeCounts) = ((short)step, 0, 0);
            if (job.Contact.HasAddressOn(plan.Contact(step).Channel))
            {
                Send(slot, step, plan.Contact(step).Channel, at);
                return null;
            }

            if (!IsLeftOut(slot, plan, plan.OnNoAddress(plan.Contact(step)) ?? Unavailable.Fail, at))
            {
                return null;
            }
        }

        job.Aside |= SecondPass;
        if (at > state.Now.Wall && (job.Aside & ~SecondPass) != 0)
        {
            job.Step = (short)plan.GroupStart(job.Step); // nobody to contact but by a person: it is gone through again when its time has come
            moves.Wait(slot, new LaneKey(job.Lane.Row.Zone, "", WaitingFor.Time), at);
            return null;
        }

        return Resume(slot, at);
    }

    /// <summary>The step a job stands at has done its work, or was left behind.</summary>
    public (int Step, long At)? Next(int slot, long at)
    {
        ref var job = ref state.Jobs[slot];
        job.Flags = JobFlags.None;
        return (job.Aside & SecondPass) == 0 ? Enter(slot, job.Step + 1, at) : Resume(slot, at);
    }

    /// <summary>The channel that a job is to be contacted on now is unavailable.</summary>
    public (int Step, long At)? SetAside(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var plan = job.Lane.Campaign.PlanOf(job);
        job.Since = job.Since == 0 ? state.Now.Wall : job.Since;
        var policy = Current(job, plan, job.Step, plan.Contact(job.Step).Channel == job.Lane.Row.Channel ? null : job.Lane.Row.Channel);
        if (policy is { Action: UnavailableAction.Fallback })
        {
            Send(slot, job.Step, policy.Channel!, state.Now.Wall);
            return null;
        }

        if (job.Tries > 0 && policy is null or { Action: UnavailableAction.Wait })
        {
            Park(slot, plan, job.Step, DeadlineOf(policy, job.Since));
            return null;
        }

        return IsLeftOut(slot, plan, policy, state.Now.Wall) ? Next(slot, state.Now.Wall) : null;
    }

    /// <summary>Goes on with the steps that were set aside.</summary>
    public (int Step, long At)? Resume(int slot) => Resume(slot, state.Now.Wall);

    private (int Step, long At)? Resume(int slot, long at)
    {
        ref var job = ref state.Jobs[slot];
        var plan = job.Lane.Campaign.PlanOf(job);
        var (start, current) = (plan.GroupStart(job.Step), (int)job.Step);
        var (parked, task, earliest, waiting) = (-1, -1, Now.Never, 0);
        var mask = (job.Aside & SecondPass) != 0 ? ~SecondPass : Bit(plan, current); // in the first pass others still have their turn
        for (var left = job.Aside & mask; left != 0; left &= left - 1)
        {
            var step = start + BitOperations.TrailingZeroCount(left);
            var channel = plan.Contact(step).Channel;
            if (job.Contact.HasAddressOn(channel) && !state.IsUnavailable(job.Lane.Campaign.Tenant, channel))
            {
                Send(slot, step, channel, state.Now.Wall);
                return null;
            }

            switch (Current(job, plan, step, null))
            {
                case null or { Action: UnavailableAction.Wait }:
                    parked = parked < 0 || (parked <= current && step > current) ? step : parked;
                    earliest = Math.Min(earliest, DeadlineOf(Current(job, plan, step, null), job.Since));
                    waiting++;
                    break;
                case { Action: UnavailableAction.Task }:
                    task = task < 0 ? step : task;
                    break;
                case { Action: UnavailableAction.Fallback } policy:
                    Send(slot, step, policy.Channel!, state.Now.Wall);
                    return null;
                case var policy:
                    (job.Step, job.Aside) = ((short)step, (ushort)(job.Aside & ~(1 << (step - start))));
                    if (!IsLeftOut(slot, plan, policy, at))
                    {
                        return null;
                    }

                    break;
            }
        }

        if (parked >= 0)
        {
            Park(slot, plan, parked, waiting > 1 ? Math.Min(earliest, Now.After(state.Now.Wall, Rotation)) : earliest);
            return null;
        }

        if (task >= 0)
        {
            HandOver(slot, plan, task);
            return null;
        }

        return (job.Aside & SecondPass) == 0 ? Enter(slot, job.Step + 1, at) : (plan.GroupEnd(job.Step), at);
    }

    /// <summary>A person has had a task for long enough.</summary>
    public (int Step, long At)? GiveUpTask(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var plan = job.Lane.Campaign.PlanOf(job);
        var policy = Root(job, plan, job.Step);
        while (policy is not null && policy.Action != UnavailableAction.Task)
        {
            policy = policy.Then;
        }

        policy = Passable(job, policy?.Then ?? Unavailable.Skip);
        Take(ref job, plan);
        if (policy.Action == UnavailableAction.Fallback)
        {
            Send(slot, job.Step, policy.Channel!, state.Now.Wall);
            return null;
        }

        return IsLeftOut(slot, plan, policy, state.Now.Wall) ? Next(slot, state.Now.Wall) : null;
    }

    /// <summary>Takes a job that waits for a channel back into the lane of its turn: the channel is open.</summary>
    public void Return(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var campaign = job.Lane.Campaign;
        var plan = campaign.PlanOf(job);
        if (job.Tries == 0)
        {
            job.Step = (short)FirstOn(job, plan); // it may have several on the channel
        }

        Take(ref job, plan);
        moves.SetLane(ref job, state.Lane(campaign, job.Lane.Key with { Kind = WaitingFor.Turn }));
        job.Due = job.Since;
        state.Decisions.Batch.JobList.Add(job.Row);
    }

    /// <summary>The first step set aside that can be sent in the lane the job stands in.</summary>
    private static int FirstOn(in Job job, Plan plan)
    {
        var start = plan.GroupStart(job.Step);
        for (var left = job.Aside & ~SecondPass; left != 0; left &= left - 1)
        {
            var step = start + BitOperations.TrailingZeroCount(left);
            if (plan.Contact(step).Channel == job.Lane.Row.Channel && plan.Hours[step] == job.Lane.Row.Hours && (job.Aside & SecondPass) != 0)
            {
                return step;
            }
        }

        return job.Step;
    }

    /// <summary>Whether a job has set a step aside that is sent on a channel.</summary>
    public static bool WaitsFor(in Job job, Plan plan, string channel)
    {
        var start = plan.GroupStart(job.Step);
        for (var left = job.Aside & ~SecondPass; left != 0; left &= left - 1)
        {
            if (plan.Contact(start + BitOperations.TrailingZeroCount(left)).Channel == channel)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The step a job stands at is set aside no more.</summary>
    public static void Take(ref Job job, Plan plan) => job.Aside = (ushort)(job.Aside & ~Bit(plan, job.Step));

    private static int Bit(Plan plan, int step) => 1 << (step - plan.GroupStart(step));

    /// <summary>Leaves a step out, for good or until the others have had their turn.</summary>
    /// <returns>False when the job has ended, or is contacted otherwise.</returns>
    private bool IsLeftOut(int slot, Plan plan, Unavailable? policy, long at)
    {
        ref var job = ref state.Jobs[slot];
        for (; policy is { Action: UnavailableAction.Fallback }; policy = policy.Then ?? Unavailable.Skip)
        {
            if (job.Contact.HasAddressOn(policy.Channel!))
            {
                Send(slot, job.Step, policy.Channel!, at);
                return false;
            }
        }

        if (policy is null or { Action: UnavailableAction.Wait or UnavailableAction.Task })
        {
            job.Aside |= (ushort)Bit(plan, job.Step);
            job.Since = job.Since == 0 ? at : job.Since;
            return true;
        }

        moves.PublishStep(CampaignEventKind.StepSkipped, job, job.Step, WaitingFor.Turn, ReasonOf(job, plan.Contact(job.Step).Channel));
        if (policy.Action == UnavailableAction.Fail && plan.OnFailure(job.Step) == StepFailure.EndJob)
        {
            moves.Finish(slot, JobState.Failed);
            return false;
        }

        return true;
    }

    /// <summary>What a step's policy says now, with what has been waited for and tried behind it. Null: wait however long.</summary>
    /// <param name="job">The job.</param>
    /// <param name="plan">Its protocol.</param>
    /// <param name="step">The step.</param>
    /// <param name="after">The channel it has fallen back on already, and that is unavailable too; null for none.</param>
    private Unavailable? Current(in Job job, Plan plan, int step, string? after)
    {
        var policy = Root(job, plan, step);
        if (after is not null)
        {
            while (policy is not null && policy.Channel != after)
            {
                policy = policy.Then;
            }

            policy = policy?.Then ?? Unavailable.Skip;
        }

        return policy is null ? null : Passable(job, policy);
    }

    /// <summary>The first policy of a chain that has something to do: no wait that is over, no fallback that cannot be used.</summary>
    private Unavailable Passable(in Job job, Unavailable policy)
    {
        while (policy.Action switch
        {
            UnavailableAction.Wait => DeadlineOf(policy, job.Since) <= state.Now.Wall,
            UnavailableAction.Fallback => !job.Contact.HasAddressOn(policy.Channel!) || state.IsUnavailable(job.Lane.Campaign.Tenant, policy.Channel!),
            _ => false,
        })
        {
            policy = policy.Then ?? Unavailable.Skip;
        }

        return policy;
    }

    private static Unavailable? Root(in Job job, Plan plan, int step)
    {
        var contact = plan.Contact(step);
        return job.Contact.HasAddressOn(contact.Channel) ? plan.OnUnavailable(step) : plan.OnNoAddress(contact);
    }

    private static long DeadlineOf(Unavailable? policy, long since)
    {
        var deadline = policy?.AtMost is { } most ? Now.After(since, most) : Now.Never;
        return policy?.Until is { } until ? Math.Min(deadline, until.UtcTicks) : deadline;
    }

    private void Send(int slot, int step, string channel, long at)
    {
        ref var job = ref state.Jobs[slot];
        var plan = job.Lane.Campaign.PlanOf(job);
        (job.Tries, job.OutcomeCounts) = job.Step == step ? (job.Tries, job.OutcomeCounts) : ((short)0, 0);
        job.Step = (short)step;
        Take(ref job, plan);
        moves.Wait(slot, new LaneKey(job.Lane.Row.Zone, channel, WaitingFor.Turn, plan.Hours[step]), at);
    }

    private void Park(int slot, Plan plan, int step, long due)
    {
        ref var job = ref state.Jobs[slot];
        var channel = plan.Contact(step).Channel;
        (job.Tries, job.OutcomeCounts) = job.Step == step ? (job.Tries, job.OutcomeCounts) : ((short)0, 0);
        job.Step = (short)step;
        job.Aside |= (ushort)Bit(plan, step);
        moves.PublishStep(CampaignEventKind.JobWaits, job, step, WaitingFor.Channel, ReasonOf(job, channel));
        moves.Wait(slot, new LaneKey(job.Lane.Row.Zone, channel, WaitingFor.Channel, plan.Hours[step]), AtMost(job, due));
    }

    private void HandOver(int slot, Plan plan, int step)
    {
        ref var job = ref state.Jobs[slot];
        var channel = plan.Contact(step).Channel;
        var policy = Current(job, plan, step, null);
        var due = policy?.AtMost is { } most ? Now.After(state.Now.Wall, most) : Now.Never;
        if (job.Lane.Campaign.Tenant.Suppressions.Covers(job.Contact, channel))
        {
            moves.Finish(slot, JobState.Suppressed); // nor by a person
            return;
        }

        (job.Step, job.Tries, job.OutcomeCounts) = ((short)step, 0, 0);
        moves.PublishStep(CampaignEventKind.JobWaits, job, step, WaitingFor.Task, ReasonOf(job, channel));
        moves.Wait(slot, new LaneKey(job.Lane.Row.Zone, channel, WaitingFor.Task), AtMost(job, due));
    }

    private string? ReasonOf(in Job job, string channel) => job.Contact.HasAddressOn(channel)
        ? state.ReasonFor(job.Lane.Campaign.Tenant, channel)
        : "the contact has no address on the channel";

    private static long AtMost(in Job job, long at) => job.Expires == 0 ? at : Math.Min(at, job.Expires);
}
