using Campaigns.Scheduling.Gates;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Jobs whose own gate is closed: a cap, or an address that is busy. Their lane goes on without them; nothing of their rows changes, so a
/// cap that is lifted touches no rows.
/// </summary>
internal sealed class AsideJobs(SchedulerState state, LaneKeeper lanes)
{
    /// <summary>Sets a job aside until an instant: a gate of its own is closed, and the lane goes on without it.</summary>
    public void Set(int slot, long until)
    {
        ref var job = ref state.Jobs[slot];
        job.Flags |= JobFlags.Aside;
        job.AsideUntil = until;
        job.Lane.AsideForTime++;
        state.Aside.Add(new DueKey(until, job.Id), slot);
    }

    /// <summary>Sets a job aside until an address is free.</summary>
    public void Set(int slot, AddressKey address)
    {
        ref var job = ref state.Jobs[slot];
        job.Flags |= JobFlags.Aside;
        job.Lane.AsideForAddress++;
        state.Addresses.Wait(address, slot, job.Id);
    }

    /// <summary>Puts the jobs whose time has come back into their lanes.</summary>
    /// <param name="until">Those set aside until this instant or earlier.</param>
    public void ReturnDue(long until)
    {
        while (state.Aside.Count > 0 && state.Aside.Peek().Key.Due <= until)
        {
            var (key, slot) = state.Aside.Take();
            if (state.Jobs[slot].AsideUntil == key.Due)
            {
                Return(slot, key.Job);
            }
        }
    }

    /// <summary>Puts a job that was set aside back into its lane, unless something else has become of it.</summary>
    public void Return(int slot, long id)
    {
        ref var job = ref state.Jobs[slot];
        if (job.Id != id || !job.Flags.HasFlag(JobFlags.Aside))
        {
            return;
        }

        Leave(ref job);
        if (job.Lane.Campaign.EndedAs is not null)
        {
            state.Jobs.Free(slot);
        }
        else if (job.State == JobState.New)
        {
            lanes.ReturnFresh(slot);
        }
        else
        {
            lanes.AddWaiting(slot);
        }
    }

    /// <summary>Notes that a job is set aside no more.</summary>
    public static void Leave(ref Job job)
    {
        if (!job.Flags.HasFlag(JobFlags.Aside))
        {
            return;
        }

        job.Flags &= ~JobFlags.Aside;
        if (job.AsideUntil > 0)
        {
            job.Lane.AsideForTime--;
        }
        else
        {
            job.Lane.AsideForAddress--;
        }

        job.AsideUntil = 0;
    }
}
