namespace Campaigns.Scheduling;

/// <summary>
/// Advances jobs of protocols whose contact steps simply follow one another. When a step is done, the next step has its turn immediately,
/// and after the last step the job completes. <see cref="StepSequencer"/> handles all other protocols.
/// </summary>
internal sealed class StraightLine(SchedulerState state, JobTransitions moves)
{
    /// <summary>Continues after the current step, which was done or skipped.</summary>
    /// <returns>False if <see cref="StepSequencer"/> must continue the job.</returns>
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
