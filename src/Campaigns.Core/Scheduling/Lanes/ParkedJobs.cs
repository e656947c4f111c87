using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Parks jobs that have a closed gate of their own, such as a frequency cap or a busy address. The lane continues without these jobs.
/// Parking does not change rows, so lifting a cap touches no rows.
/// </summary>
internal sealed class ParkedJobs(SchedulerState state, LaneScheduler lanes)
{
    private const int MostPerStep = 2_000;
    private const int MostOfTenant = 500;

    /// <summary>Parks a job until an instant, and counts it for the gate of the host that is closed.</summary>
    public void Set(int slot, long until, HostGate gate)
    {
        Set(slot, until);
        ref var job = ref state.Jobs[slot];
        job.Lane.CountClosed(gate.Name, 1);
        job.Lane.Campaign.Tenant.Parked.Note(job.Id, gate.Name);
    }

    /// <summary>Parks a job until an instant. Its lane continues without it.</summary>
    public void Set(int slot, long until)
    {
        ref var job = ref state.Jobs[slot];
        job.Park(until);
        job.Lane.ParkForTime();
        var parked = job.Lane.Campaign.Tenant.Parked;
        parked.Park();
        Add(state, parked, new DueKey(until, job.Id), slot);
        if (!parked.NeedsWork && (!parked.Wake.IsQueued || until < parked.Wake.Key))
        {
            state.WakeAtWall(parked.Wake, until);
        }
    }

    /// <summary>Parks a job until an address is free.</summary>
    public void Set(int slot, AddressKey address)
    {
        ref var job = ref state.Jobs[slot];
        job.Park(0);
        job.Lane.ParkForAddress();
        state.Addresses.Wait(address, slot, job.Id);
    }

    /// <summary>Parks a job until the live attempt to a person with the given name ends.</summary>
    public void Await(int slot, in AddressKey name)
    {
        ref var job = ref state.Jobs[slot];
        job.Park(0);
        job.Lane.ParkForAddress();
        job.Lane.Campaign.Tenant.History.Waiters.Add(name, slot, job.Id);
    }

    /// <summary>Returns the jobs that wait for the end of an attempt to a person. Their gates judge again.</summary>
    public void Ended(TenantEntry tenant, Contact contact, in AddressKey address)
    {
        Return(tenant.History.Waiters.Remove(address));
        for (var i = PersonNames.CountOf(contact) - 1; i >= 0 && tenant.History.Waiters.HasAny; i--)
        {
            Return(tenant.History.Waiters.Remove(PersonNames.Of(tenant.Index, contact, i)));
        }
    }

    /// <summary>Returns due parked jobs to their lanes, at most a fixed number per step, one tenant after the other.</summary>
    public void Run()
    {
        for (var left = MostPerStep; left > 0 && state.TryTakeParked(out var parked);)
        {
            for (var share = Math.Min(left, MostOfTenant); share > 0 && parked.HasDue(state.Now.Wall); share--, left--)
            {
                var (key, slot) = parked.Dequeue();
                if (state.Jobs[slot].ParkedUntil == key.Due)
                {
                    Return(slot, key.Job);
                }
            }

            parked.StopAwaitingWork();
            if (parked.HasDue(state.Now.Wall))
            {
                Look(state, parked);
            }
            else if (parked.NextDue < Now.Never)
            {
                state.WakeAtWall(parked.Wake, parked.NextDue);
            }
        }
    }

    /// <summary>
    /// Judges the parked jobs of a tenant again, because the caps or the clock have changed. Jobs of other tenants are not touched.
    /// </summary>
    public static void JudgeAgain(SchedulerState state, TenantEntry tenant)
    {
        foreach (var (slot, job) in tenant.History.Waiters.TakeAll())
        {
            Add(state, tenant.Parked, new DueKey(0, job), slot);
        }

        tenant.Parked.ReturnAll();
        if (tenant.Parked.HasDue(long.MinValue))
        {
            Look(state, tenant.Parked);
        }
    }

    private static void Add(SchedulerState state, ParkedByTenant parked, in DueKey key, int slot)
    {
        if (parked.IsMostlyStale)
        {
            parked.Drop(entry => state.Jobs[entry.Slot].Id != entry.Key.Job || state.Jobs[entry.Slot].ParkedUntil != entry.Key.Due);
        }

        parked.Add(key, slot);
    }

    /// <summary>Queues a tenant to look for due parked jobs, in this step or a later one.</summary>
    public static void Look(SchedulerState state, ParkedByTenant parked)
    {
        if (!parked.NeedsWork)
        {
            state.CancelWallWake(parked.Wake);
            state.AskForReturn(parked);
        }
    }

    private void Return(List<(int Slot, long Job)>? waiters)
    {
        foreach (var (slot, job) in waiters ?? [])
        {
            Return(slot, job);
        }
    }

    /// <summary>Returns a parked job to its lane, unless the job has left its parked state meanwhile.</summary>
    public void Return(int slot, long id)
    {
        ref var job = ref state.Jobs[slot];
        if (job.Id != id || !job.Pending.Has(PendingAction.Parked))
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

    /// <summary>Clears the parked mark of a job and updates the counts of its lane and tenant.</summary>
    public static void Leave(ref Job job)
    {
        if (!job.Unpark(out var until))
        {
            return;
        }

        job.Lane.Unpark(wasForTime: until > 0);
        if (until > 0 && job.Lane.Campaign.Tenant.Parked.Unpark(job.Id) is { } gate)
        {
            job.Lane.CountClosed(gate, -1);
        }
    }
}
