using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>A job's course: what an outcome means for it, and every change of its state.</summary>
internal sealed class JobCourse(SchedulerState state, LaneKeeper lanes)
{
    /// <summary>Decides what the end of a live attempt means for its job.</summary>
    /// <param name="slot">The job.</param>
    /// <param name="outcome">How the attempt ended.</param>
    /// <param name="step">The attempt's step.</param>
    /// <param name="tries">Which try of the step it was.</param>
    public void Follow(int slot, Outcome outcome, short step, short tries)
    {
        ref var job = ref state.Jobs[slot];
        var wasCorrected = job.Flags.HasFlag(JobFlags.Corrected);
        job.Flags &= ~JobFlags.Corrected;
        if (outcome.Class() == OutcomeClass.Provider)
        {
            if (wasCorrected)
            {
                SetLane(ref job, LaneOf(job, job.Step));
                Follow(slot);
            }
            else
            {
                GoBack(slot, outcome);
            }

            return;
        }

        if (wasCorrected)
        {
            job.CountOutcome(job.LastOutcome); // it was to be followed, and this came after it
        }

        job.OutcomeCounts = job.Step == step ? job.OutcomeCounts : 0; // a correction had put the cursor elsewhere
        (job.Step, job.Tries, job.LastOutcome) = (step, tries, outcome);
        Follow(slot);
    }

    /// <summary>Decides what the newest outcome that counts means: success, retry, next step or end.</summary>
    public void Follow(int slot)
    {
        ref var job = ref state.Jobs[slot];
        (job.Bounces, job.Refused) = (0, 0);
        switch (job.LastOutcome)
        {
            case Outcome.Unknown:
                Finish(slot, JobState.Unknown);
                break;
            case Outcome.Aborted:
                Finish(slot, MustStop(job) ?? JobState.Failed);
                break;
            default:
                FollowContact(slot);
                break;
        }
    }

    private void FollowContact(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var (campaign, outcome) = (job.Lane.Campaign, job.LastOutcome);
        var count = job.CountOutcome(outcome);
        if (outcome.IsSuccess())
        {
            NextStep(slot);
            return;
        }

        if (MustStop(job) is { } end)
        {
            Finish(slot, end);
            return;
        }

        var step = campaign.PlanOf(job).Contact(job.Step);
        var delay = step.Retry.NextDelay(outcome, job.Tries, count, state.Settings.Random.NextDouble());
        if (job.Flags.HasFlag(JobFlags.Reschedule) && outcome != Outcome.OptedOut)
        {
            Wait(slot, job.Due);
        }
        else if (delay is { } pause)
        {
            Wait(slot, Now.After(state.Now.Wall, pause));
        }
        else if (step.OnFailure == StepFailure.NextStep && outcome != Outcome.OptedOut)
        {
            NextStep(slot);
        }
        else
        {
            Finish(slot, JobState.Failed);
        }
    }

    /// <summary>Nothing was placed: the job goes back to where it stood, and nothing is spent.</summary>
    private void GoBack(int slot, Outcome outcome)
    {
        ref var job = ref state.Jobs[slot];
        if (MustStop(job) is { } end)
        {
            Finish(slot, end);
            return;
        }

        if (job.Flags.HasFlag(JobFlags.Reschedule))
        {
            Wait(slot, job.Due);
        }
        else if (outcome == Outcome.NotPlaced)
        {
            Bounce(slot);
        }
        else if (job is { Tries: 0, Step: 0, Due: 0 })
        {
            Move(slot, JobState.New);
            lanes.ReturnFresh(slot);
        }
        else
        {
            Wait(slot, job.Due);
        }
    }

    /// <summary>A provider placed nothing, for certain: another one has its turn at once, and when all have refused, all have after a pause.</summary>
    private void Bounce(int slot)
    {
        ref var job = ref state.Jobs[slot];
        if (job.Lane.Route.IsOpen(state.Now.Mono, job.Refused))
        {
            Wait(slot, state.Now.Wall);
            return;
        }

        var pause = TimeSpan.FromSeconds(Math.Min(300, Math.Pow(2, job.Bounces)));
        job.Bounces = (byte)Math.Min(job.Bounces + 1, 20);
        job.Refused = 0;
        Wait(slot, Now.After(state.Now.Wall, pause));
    }

    private void NextStep(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var campaign = job.Lane.Campaign;
        var plan = campaign.PlanOf(job);
        var pause = TimeSpan.Zero;
        var next = job.Step + 1;
        for (; next < plan.Steps.Length && plan.Steps[next] is DelayStep delay; next++)
        {
            pause += delay.Duration;
        }

        if (next >= plan.Steps.Length)
        {
            Finish(slot, JobState.Completed);
        }
        else if (MustStop(job) is { } end)
        {
            Finish(slot, end);
        }
        else
        {
            Enter(slot, next, Now.After(state.Now.Wall, pause));
        }
    }

    /// <summary>Makes a job wait for a contact step, with the step's whole budget, in the lane of the step's channel.</summary>
    public void Enter(int slot, int step, long due)
    {
        ref var job = ref state.Jobs[slot];
        job.Step = (short)step;
        job.Tries = 0;
        job.OutcomeCounts = 0;
        job.Flags = JobFlags.None;
        SetLane(ref job, LaneOf(job, step));
        Wait(slot, due);
    }

    /// <summary>The lane of the channel on which a step contacts the job.</summary>
    public Lane LaneOf(in Job job, int step)
    {
        var campaign = job.Lane.Campaign;
        return state.Lane(campaign, new LaneKey(job.Lane.Row.Zone, campaign.PlanOf(job).Contact(step).Channel));
    }

    /// <summary>Puts a job into the lane of the channel it is to be contacted on.</summary>
    public void SetLane(ref Job job, Lane lane)
    {
        if (lane == job.Lane)
        {
            return;
        }

        AsideJobs.Leave(ref job);
        state.Count(job.Lane, Counter.Of(job.State), -1);
        state.Count(lane, Counter.Of(job.State), 1);
        (job.Lane, job.History, job.Cleared) = (lane, 0, 0);
    }

    /// <summary>Ends a job and gives its memory back.</summary>
    public void Finish(int slot, JobState end)
    {
        ref var job = ref state.Jobs[slot];
        if (job.State == end)
        {
            state.Decisions.Batch.JobList.Add(job.Row); // a report revised the last attempt, and the job ends as it had
        }
        else
        {
            Move(slot, end);
        }

        state.Jobs.Free(slot);
    }

    private static JobState? MustStop(in Job job) => job.Lane.Campaign.EndedAs ?? (job.Flags switch
    {
        var flags when flags.HasFlag(JobFlags.Suppress) => JobState.Suppressed,
        var flags when flags.HasFlag(JobFlags.Remove) => JobState.Removed,
        var flags when flags.HasFlag(JobFlags.OptOut) => JobState.Failed,
        _ => null,
    });

    /// <summary>Puts a job into a state, with its counters, its row and its event.</summary>
    public void Move(int slot, JobState to)
    {
        ref var job = ref state.Jobs[slot];
        var from = job.State;
        AsideJobs.Leave(ref job);
        Transitions.Require(job.Id, from, to);
        job.State = to;
        state.Count(job.Lane, Counter.Of(from), -1);
        state.Count(job.Lane, Counter.Of(to), 1);
        var campaign = job.Lane.Campaign;
        state.Decisions.Batch.JobList.Add(job.Row);
        if (from.IsTerminal() != to.IsTerminal())
        {
            campaign.Open += to.IsTerminal() ? -1 : 1;
            state.Tree.Rerank(campaign);
        }

        if (to.IsTerminal())
        {
            campaign.Finished.Add(state.Now.Mono);
            if (state.WantsEvents)
            {
                state.Publish(new CampaignEvent(CampaignEventKind.JobEnded, state.Now.Instant, campaign.Id)
                {
                    ContactKey = job.Contact.Key,
                    JobState = to,
                });
            }
        }
    }

    /// <summary>Makes a job wait until an instant, in the lane of its step.</summary>
    public void Wait(int slot, long due)
    {
        ref var job = ref state.Jobs[slot];
        job.Flags &= ~JobFlags.PutOff;
        job.Due = due;
        Move(slot, JobState.Waiting);
        lanes.AddWaiting(slot);
    }

    public void PublishAttempt(CampaignEventKind kind, in Job job, int number, Outcome outcome)
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
}
