using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Adds jobs to lanes and takes jobs from lanes. Keeps the place of each lane in the ready tree up to date.</summary>
internal sealed class LaneScheduler(SchedulerState state, ReadyTree tree)
{
    /// <summary>Makes a job wait in its lane. Jobs beyond the lane's watermark leave memory.</summary>
    public void AddWaiting(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var lane = job.Lane;
        if (job.DueKey.CompareTo(lane.Watermark) > 0)
        {
            state.Jobs.Free(slot);
        }
        else
        {
            lane.Waiting.Add(job.DueKey, slot);
            LimitWaiting(lane);
        }

        state.Touched.Add(lane);
    }

    /// <summary>Puts a job that was not tried back at the front of its lane.</summary>
    public void ReturnFresh(int slot)
    {
        var lane = state.Jobs[slot].Lane;
        lane.ReturnFresh(slot);
        state.Touched.Add(lane);
    }

    /// <summary>Takes the lane's next job: a job that is due again, or else a job never tried.</summary>
    public bool TryTake(Lane lane, out int slot)
    {
        slot = -1;
        if (FindDue(lane) || (lane.Kind == WaitingFor.Channel && lane.Waiting.Count > 0))
        {
            slot = lane.Waiting.Dequeue().Slot;
            FetchAhead(lane);
        }
        else if (FindFresh(lane) && !MayHaveUnreadDue(lane))
        {
            slot = lane.TakeFresh();
        }

        return slot >= 0;
    }

    /// <summary>Takes the lane's next due job that must leave the lane.</summary>
    public bool TryTakeForWork(Lane lane, out int slot)
    {
        slot = -1;
        var hasDue = FindDue(lane);
        return (hasDue || lane.Kind == WaitingFor.Turn) && MustLeave(lane, lane.PhaseAt(state.Now.Wall)) && TryTake(lane, out slot);
    }

    /// <summary>Prefetches the data of the lane's next two jobs. Other lanes take their turn first, so the data arrives in time.</summary>
    private void FetchAhead(Lane lane)
    {
        if (lane.Waiting.TryLookAhead(1, out var later))
        {
            state.Jobs.Fetch(later);
        }

        if (lane.Waiting.TryLookAhead(0, out var next))
        {
            ref var job = ref state.Jobs[next];
            job.Contact?.Fetch();
            lane.Campaign.Tenant.History.Fetch(job.History);
        }
    }

    /// <summary>Updates the lane's places in the ready tree and in the wake queue. Requests a page if the lane runs low.</summary>
    public void Refresh(Lane lane)
    {
        var queue = lane.Queue;
        var phase = lane.PhaseAt(state.Now.Wall);
        var hasDue = FindDue(lane);
        var hasFresh = FindFresh(lane) && !MayHaveUnreadDue(lane);
        Place(lane, phase.IsOpen && HasWork(lane, hasDue), phase.IsOpen && hasFresh);
        SetWake(lane, phase, hasDue);
        if (!lane.NeedsWork && (hasDue || hasFresh) && MustLeave(lane, phase))
        {
            state.AskForWork(lane);
        }

        if (queue.Node.IsQueued != queue.Retries.Count + queue.Fresh.Count > 0)
        {
            tree.Refresh(queue); // any other change comes from a gate, and opening or closing a gate touches its owner
        }

        if (!lane.NeedsPage && (lane.WantsFresh || lane.WantsWaiting) && lane.Campaign.State == CampaignState.Running)
        {
            state.AskForPage(lane);
        }
    }

    private static bool HasWork(Lane lane, bool hasDue) => lane.Kind switch
    {
        WaitingFor.Turn => hasDue,
        WaitingFor.Channel => lane.Waiting.Count > 0, // all of these jobs are ready when the channel is back
        _ => false,
    };

    private void Place(Lane lane, bool hasWork, bool hasFresh)
    {
        if (hasWork)
        {
            lane.Queue.OfferRetry(lane, lane.Waiting.Peek().Key.Due);
        }
        else
        {
            lane.Queue.WithdrawRetry(lane);
        }

        if (hasFresh)
        {
            lane.Queue.OfferFresh(lane, state.Jobs[lane.Fresh.First].Id);
        }
        else
        {
            lane.Queue.WithdrawFresh(lane);
        }
    }

    /// <summary>
    /// Whether due jobs must leave the lane, because their channel is unavailable or because the lane does not contact anybody.
    /// </summary>
    private bool MustLeave(Lane lane, WindowPhase phase) => lane.Campaign.State == CampaignState.Running
        && (lane.Kind != WaitingFor.Turn
            || (phase.IsOpen && lane.Campaign.MayLeave && state.IsUnavailable(lane.Campaign.Tenant, lane.Route)));

    /// <summary>Wakes the lane when its window opens or when its next job is due.</summary>
    private void SetWake(Lane lane, WindowPhase phase, bool hasDue)
    {
        var wake = Now.Never;
        var waitsForWindow = lane.Kind is WaitingFor.Turn or WaitingFor.Channel && !phase.IsOpen;
        if (!hasDue && lane.Waiting.Count > 0 && !(waitsForWindow && lane.Kind == WaitingFor.Turn))
        {
            wake = lane.Waiting.Peek().Key.Due - (Clock(lane) - state.Now.Wall);
        }

        wake = waitsForWindow ? Math.Min(wake, phase.Until) : wake;

        if (wake < Now.Never)
        {
            state.WakeAtWall(lane.DueWake, wake);
        }
        else
        {
            state.CancelWallWake(lane.DueWake);
        }
    }

    /// <summary>Adds the jobs of a page that was read for a lane.</summary>
    public void Fill(Lane lane, List<JobRecord> fresh, List<JobRecord> waiting)
    {
        lane.StopAwaitingPage();
        if (lane.WantsFresh)
        {
            foreach (var record in fresh)
            {
                var slot = state.Jobs.Load(record, lane, out var isNew);
                if (isNew)
                {
                    lane.AddFresh(slot);
                }
            }

            lane.NoteFresh(fresh);
        }

        if (lane.WantsWaiting)
        {
            foreach (var record in waiting)
            {
                var slot = state.Jobs.Load(record, lane, out var isNew);
                if (isNew)
                {
                    lane.Waiting.Add(state.Jobs[slot].DueKey, slot);
                }
            }

            lane.NoteWaiting(waiting);
        }

        lane.GrowPage();
        state.Touched.Add(lane);
    }

    private void LimitWaiting(Lane lane)
    {
        var left = LaneEviction.RemoveLaterHalf(lane, Clock(lane), state.Settings.WaitingInMemory);
        if (left.Length == 0)
        {
            return;
        }

        foreach (var entry in left)
        {
            if (IsWaiting(entry, lane))
            {
                state.Jobs.Free(entry.Slot);
            }
        }

        lane.LeaveFrom(left[0].Key);
    }

    /// <summary>Drops entries of jobs that no longer wait, up to the next job that does.</summary>
    /// <returns>Whether the next job is due.</returns>
    private bool FindDue(Lane lane)
    {
        while (lane.Waiting.Count > 0 && !IsWaiting(lane.Waiting.Peek(), lane))
        {
            lane.Waiting.Dequeue();
        }

        return lane.Waiting.Count > 0 && lane.Waiting.Peek().Key.Due <= Clock(lane);
    }

    /// <summary>Whether the store may hold a due job beyond the watermark. Such a job goes before the jobs never tried.</summary>
    private bool MayHaveUnreadDue(Lane lane) => lane.Watermark.Due <= Clock(lane);

    /// <summary>
    /// The clock for the due times of a lane. Lanes of jobs that wait for their turn use the pause clock, so a job with a wall-clock due
    /// time may be taken early. The due gate then parks the job.
    /// </summary>
    private long Clock(Lane lane) => lane.Kind == WaitingFor.Turn ? state.Now.Pauses : state.Now.Wall;

    /// <summary>Drops entries of jobs that are no longer new, up to the next new job.</summary>
    /// <returns>Whether there is a new job.</returns>
    private bool FindFresh(Lane lane)
    {
        while (lane.Fresh.Count > 0 && !IsFresh(lane.Fresh.First, lane))
        {
            lane.TakeFresh();
        }

        return lane.Fresh.Count > 0;
    }

    public bool IsWaiting(WaitingJobs.Entry entry, Lane lane)
    {
        ref var job = ref state.Jobs[entry.Slot];
        return job.State == JobState.Waiting && job.Lane == lane && job.DueKey == entry.Key && !job.Pending.Has(PendingAction.Parked);
    }

    private bool IsFresh(int slot, Lane lane)
    {
        ref var job = ref state.Jobs[slot];
        return job.Id != 0 && job.State == JobState.New && job.Lane == lane && !job.Pending.Has(PendingAction.Parked);
    }
}
