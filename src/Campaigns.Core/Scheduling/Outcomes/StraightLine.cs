namespace Campaigns.Scheduling;

/// <summary>
/// The way of calls and messages that simply follow one another: when a step has done its work, the next one has its turn at once, and
/// after the last the job is done. Where there is more to a protocol, <see cref="StepSequencer"/> knows the way.
/// </summary>
internal sealed class StraightLine(SchedulerState state, JobTransitions moves)
{
    /// <summary>The step a job stands at has done its work, or was left behind.</summary>
    /// <returns>False where its way is no straight line.</returns>
    public bool TryGoOn(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var (plan, step) = (job.Plan, job.Step + 1);
        if (!plan.IsStraight || job.Deferred.Bits != 0 || (plan.IsContact(step) && !job.Contact.HasAddressOn(plan.Contact(step).Channel)))
        {
            return false;
        }

        job.Pending.Clear();
        if (step == plan.Steps.Length)
        {
            job.Deferred.EndFirstPass();
            moves.Finish(slot, JobState.Completed);
        }
        else
        {
            job.Cursor.StartStep(step);
            moves.Wait(slot, new LaneKey(job.Lane.Row.Zone, plan.Contact(step).Channel, WaitingFor.Turn, plan.Hours[step]), state.Now.Wall);
        }

        return true;
    }
}
