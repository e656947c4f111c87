using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Jobs whose own gate is closed: a cap, or an address that is busy. Their lane goes on without them; nothing of their rows changes, so a
/// cap that is lifted touches no rows.
/// </summary>
internal sealed class ParkedJobs(SchedulerState state, LaneScheduler lanes)
{
    private const int MostPerStep = 2_000;
    private const int MostOfTenant = 500;

    /// <summary>Sets a job aside until an instant: a gate of its own is closed, and the lane goes on without it.</summary>
    public void Set(int slot, long until)
    {
        ref var job = ref state.Jobs[slot];
        job.StandAside(until);
        job.Lane.ParkForTime();
        var aside = job.Lane.Campaign.Tenant.Aside;
        aside.Park();
        Add(state, aside, new DueKey(until, job.Id), slot);
        if (!aside.NeedsWork && (!aside.Wake.IsQueued || until < aside.Wake.Key))
        {
            state.WakeAtWall(aside.Wake, until);
        }
    }

    /// <summary>Sets a job aside until an address is free.</summary>
    public void Set(int slot, AddressKey address)
    {
        ref var job = ref state.Jobs[slot];
        job.StandAside(0);
        job.Lane.ParkForAddress();
        state.Addresses.Wait(address, slot, job.Id);
    }

    /// <summary>Sets a job aside until an attempt ends that is live, to a person of that name.</summary>
    public void Await(int slot, in AddressKey name)
    {
        ref var job = ref state.Jobs[slot];
        job.StandAside(0);
        job.Lane.ParkForAddress();
        job.Lane.Campaign.Tenant.History.Waiters.Add(name, slot, job.Id);
    }

    /// <summary>An attempt to a person has ended: who waited for that is judged again.</summary>
    public void Ended(TenantEntry tenant, Contact contact, in AddressKey address)
    {
        Return(tenant.History.Waiters.Take(address));
        for (var i = PersonNames.CountOf(contact) - 1; i >= 0 && tenant.History.Waiters.HasAny; i--)
        {
            Return(tenant.History.Waiters.Take(PersonNames.Of(tenant.Index, contact, i)));
        }
    }

    /// <summary>Puts jobs whose time has come back into their lanes: a share in each step, tenants in turn.</summary>
    public void Run()
    {
        for (var left = MostPerStep; left > 0 && state.TryTakeParked(out var aside);)
        {
            for (var share = Math.Min(left, MostOfTenant); share > 0 && aside.HasDue(state.Now.Wall); share--, left--)
            {
                var (key, slot) = aside.Take();
                if (state.Jobs[slot].AsideUntil == key.Due)
                {
                    Return(slot, key.Job);
                }
            }

            aside.StopAwaitingWork();
            if (aside.HasDue(state.Now.Wall))
            {
                Look(state, aside);
            }
            else if (aside.NextDue < Now.Never)
            {
                state.WakeAtWall(aside.Wake, aside.NextDue);
            }
        }
    }

    /// <summary>
    /// The caps of a tenant, or the clock, have changed: whom they hold back is judged again. Nobody of another tenant is looked at.
    /// </summary>
    public static void JudgeAgain(SchedulerState state, TenantEntry tenant)
    {
        foreach (var (slot, job) in tenant.History.Waiters.TakeAll())
        {
            Add(state, tenant.Aside, new DueKey(0, job), slot);
        }

        tenant.Aside.ReturnAll();
        if (tenant.Aside.HasDue(long.MinValue))
        {
            Look(state, tenant.Aside);
        }
    }

    private static void Add(SchedulerState state, ParkedByTenant aside, in DueKey key, int slot)
    {
        if (aside.IsMostlyStale)
        {
            aside.Drop(entry => state.Jobs[entry.Slot].Id != entry.Key.Job || state.Jobs[entry.Slot].AsideUntil != entry.Key.Due);
        }

        aside.Add(key, slot);
    }

    /// <summary>Looks at a tenant's jobs, in this step or one of the next.</summary>
    public static void Look(SchedulerState state, ParkedByTenant aside)
    {
        if (!aside.NeedsWork)
        {
            state.CancelWallWake(aside.Wake);
            state.AskForReturn(aside);
        }
    }

    private void Return(List<(int Slot, long Job)>? waiters)
    {
        foreach (var (slot, job) in waiters ?? [])
        {
            Return(slot, job);
        }
    }

    /// <summary>Puts a job that was set aside back into its lane, unless something else has become of it.</summary>
    public void Return(int slot, long id)
    {
        ref var job = ref state.Jobs[slot];
        if (job.Id != id || !job.Pending.Has(PendingAction.Aside))
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
        if (!job.ComeBack(out var until))
        {
            return;
        }

        job.Lane.Unpark(wasForTime: until > 0);
        if (until > 0)
        {
            job.Lane.Campaign.Tenant.Aside.Unpark();
        }
    }
}
