using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Changes the state of a job, and updates its counters, its row and its events accordingly.</summary>
internal sealed class JobTransitions(SchedulerState state, LaneScheduler lanes)
{
    /// <summary>Makes a job wait in its lane until an instant, or until its expiry if the expiry comes first.</summary>
    public void Wait(int slot, long due)
    {
        ref var job = ref state.Jobs[slot];
        if (job.Expires != 0 && due >= job.Expires && job.Lane.Kind == WaitingFor.Turn)
        {
            SetLane(ref job, state.Lane(job.Lane.Campaign, new LaneKey(job.Lane.Row.Zone, "", WaitingFor.Time)));
            due = job.Expires;
        }

        WaitUntil(slot, due, isPause: false);
    }

    /// <summary>
    /// Makes a job wait for the pause after an attempt, or until its expiry if the expiry comes first. Setting the wall clock back does not
    /// make the pause longer.
    /// </summary>
    public void Pause(int slot, TimeSpan pause)
    {
        ref var job = ref state.Jobs[slot];
        var due = Now.After(state.Now.Wall, pause);
        if (job.Expires != 0 && due >= job.Expires)
        {
            Wait(slot, due);
        }
        else
        {
            WaitUntil(slot, Now.After(state.Now.Pauses, pause), isPause: true);
        }
    }

    private void WaitUntil(int slot, long due, bool isPause)
    {
        state.Jobs[slot].WaitUntil(due, isPause);
        Move(slot, JobState.Waiting);
        lanes.AddWaiting(slot);
    }

    /// <summary>Makes a job wait until an instant, in the lane of a key.</summary>
    public void Wait(int slot, in LaneKey key, long due)
    {
        ref var job = ref state.Jobs[slot];
        var from = job.Lane;
        if (from.Next?.Key != key) // most jobs go to the same lane as the job before
        {
            from.LeadTo(state.Lane(from.Campaign, key));
        }

        SetLane(ref job, from.Next!);
        Wait(slot, due);
    }

    /// <summary>Moves a job to another lane of its campaign.</summary>
    public void SetLane(ref Job job, Lane lane)
    {
        if (lane == job.Lane)
        {
            return;
        }

        ParkedJobs.Leave(ref job);
        state.Touched.Add(job.Lane);
        state.Count(job.Lane, Counter.Of(job.State), -1);
        state.Count(lane, Counter.Of(job.State), 1);
        job.MoveTo(lane);
        ExpiryWakes.Note(state, job);
    }

    /// <summary>Ends a job and frees its memory.</summary>
    public void Finish(int slot, JobState end)
    {
        ref var job = ref state.Jobs[slot];
        if (job.State == end)
        {
            state.Jobs.Touch(slot); // a report revised the last attempt, and the job ends in the same state
        }
        else
        {
            Move(slot, end);
        }

        state.Jobs.Free(slot);
    }

    public void Move(int slot, JobState to)
    {
        ref var job = ref state.Jobs[slot];
        var from = job.State;
        ParkedJobs.Leave(ref job);
        job.ChangeState(to);
        state.Count(job.Lane, Counter.Of(from), -1);
        state.Count(job.Lane, Counter.Of(to), 1);
        var campaign = job.Lane.Campaign;
        state.Jobs.Touch(slot);
        ExpiryWakes.Note(state, job);
        if (from is JobState.New or JobState.Waiting)
        {
            state.Touched.Add(job.Lane); // only new and waiting jobs are queued in a lane
        }

        if (from.IsTerminal() != to.IsTerminal())
        {
            campaign.CountOpen(to.IsTerminal() ? -1 : 1);
            state.Touched.Add(campaign);
        }

        if (to.IsTerminal())
        {
            NoteEnd(job, to);
        }
    }

    private void NoteEnd(in Job job, JobState end)
    {
        var campaign = job.Lane.Campaign;
        campaign.Finished.Add(state.Now.Mono);
        if (campaign.Exclusive is { Queued: > 0 } exclusive)
        {
            state.Release(exclusive, job.Contact.Key); // another job of the contact may be queued
        }

        ChangeNotes.Ended(state, job, end);
        if (state.WantsEvents)
        {
            state.Publish(new CampaignEvent(CampaignEventKind.JobEnded, state.Now.Instant, campaign.Id)
            {
                ContactKey = job.Contact.Key,
                JobState = end,
            });
        }
    }

    public void PublishAttempt(CampaignEventKind kind, in Job job, int number, AttemptOutcome outcome)
    {
        if (state.WantsEvents)
        {
            state.Publish(new CampaignEvent(kind, state.Now.Instant, job.Lane.Campaign.Id)
            {
                ContactKey = job.Contact.Key,
                Attempt = new AttemptId(state.Stamp, job.Id, number),
                Outcome = outcome,
            });
        }
    }

    /// <summary>Publishes that a job begins to wait, or that its step was skipped.</summary>
    public void PublishStep(CampaignEventKind kind, in Job job, int step, WaitingFor waits, string? reason)
    {
        ChangeNotes.Step(state, job, kind == CampaignEventKind.StepSkipped, step, waits, reason);
        if (state.WantsEvents)
        {
            state.Publish(new CampaignEvent(kind, state.Now.Instant, job.Lane.Campaign.Id)
            {
                ContactKey = job.Contact.Key,
                Step = step,
                WaitingFor = waits,
                Reason = reason,
            });
        }
    }
}
