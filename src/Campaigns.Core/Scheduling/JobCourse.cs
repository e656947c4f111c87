using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>A job's course: what the outcome of an attempt means for it.</summary>
internal sealed class JobCourse(SchedulerState state, LaneKeeper lanes, JobMoves moves, Sequencer sequencer)
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
                moves.SetLane(ref job, LaneOf(job, job.Step));
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
        if (wasCorrected)
        {
            Groups.Take(ref job, job.Lane.Campaign.PlanOf(job)); // the correction had put it back
        }

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
                moves.Finish(slot, JobState.Unknown);
                break;
            case Outcome.Aborted:
                moves.Finish(slot, MustStop(job) ?? JobState.Failed);
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
        var plan = campaign.PlanOf(job);
        if (outcome.IsSuccess() && plan.Exit is null && job.Step == plan.Steps.Length - 1)
        {
            moves.Finish(slot, JobState.Completed); // it has done its work, whatever was to end it meanwhile
            return;
        }

        if (MustStop(job) is { } end)
        {
            moves.Finish(slot, end);
            return;
        }

        if (plan.Exit?.Outcomes.Contains(outcome) == true)
        {
            moves.Finish(slot, outcome.IsSuccess() ? JobState.Completed : JobState.Failed);
            return;
        }

        if (outcome.IsSuccess())
        {
            sequencer.StepDone(slot);
        }
        else
        {
            FollowFailure(slot, plan, count);
        }
    }

    /// <summary>The step has not done its work: another try, the next step, or the end.</summary>
    private void FollowFailure(int slot, Plan plan, int count)
    {
        ref var job = ref state.Jobs[slot];
        var outcome = job.LastOutcome;
        var delay = plan.Contact(job.Step).Retry.NextDelay(outcome, job.Tries, count, state.Settings.Random.NextDouble());
        if (job.Flags.HasFlag(JobFlags.Reschedule) && outcome != Outcome.OptedOut)
        {
            moves.Wait(slot, state.Now.DueOf(job));
        }
        else if (delay is { } pause)
        {
            moves.Pause(slot, pause);
        }
        else if (plan.OnFailure(job.Step) == StepFailure.NextStep && outcome != Outcome.OptedOut)
        {
            sequencer.StepDone(slot);
        }
        else
        {
            moves.Finish(slot, JobState.Failed);
        }
    }

    /// <summary>Nothing was placed: the job goes back to where it stood, and nothing is spent.</summary>
    private void GoBack(int slot, Outcome outcome)
    {
        ref var job = ref state.Jobs[slot];
        if (MustStop(job) is { } end)
        {
            moves.Finish(slot, end);
            return;
        }

        if (job.Flags.HasFlag(JobFlags.Reschedule))
        {
            moves.Wait(slot, state.Now.DueOf(job));
        }
        else if (outcome == Outcome.NotPlaced)
        {
            Bounce(slot);
        }
        else if (job is { Tries: 0, Step: 0, Due: 0 })
        {
            moves.Move(slot, JobState.New);
            lanes.ReturnFresh(slot);
        }
        else
        {
            moves.Wait(slot, state.Now.DueOf(job));
        }
    }

    /// <summary>The lane of the turn of a step that a job has taken or goes back to.</summary>
    public Lane LaneOf(in Job job, int step)
    {
        var campaign = job.Lane.Campaign;
        var plan = campaign.PlanOf(job);
        return state.Lane(campaign, new LaneKey(job.Lane.Row.Zone, plan.ChannelFor(job.Contact, step), WaitingFor.Turn, plan.Hours[step]));
    }

    /// <summary>A provider placed nothing, for certain: another one has its turn at once, and when all have refused, all have after a pause.</summary>
    private void Bounce(int slot)
    {
        ref var job = ref state.Jobs[slot];
        if (job.Lane.Route.IsOpen(state.Now.Mono, job.Refused) || state.IsUnavailable(job.Lane.Campaign.Tenant, job.Lane.Route))
        {
            moves.Wait(slot, state.Now.Wall);
            return;
        }

        var pause = TimeSpan.FromSeconds(Math.Min(300, Math.Pow(2, job.Bounces)));
        job.Bounces = (byte)Math.Min(job.Bounces + 1, 20);
        job.Refused = 0;
        moves.Pause(slot, pause);
    }

    private static JobState? MustStop(in Job job) => job.Lane.Campaign.EndedAs ?? (job.Flags switch
    {
        var flags when flags.HasFlag(JobFlags.Suppress) => JobState.Suppressed,
        var flags when flags.HasFlag(JobFlags.Remove) => JobState.Removed,
        var flags when flags.HasFlag(JobFlags.OptOut) => JobState.Failed,
        var flags when flags.HasFlag(JobFlags.Reply) => JobState.Replied,
        _ => null,
    });
}
