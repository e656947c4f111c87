using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// The life of an attempt after its decision: accepted, ended, revised; and what its outcome means for the job: next try, next step, end.
/// </summary>
internal sealed class Recorder(SchedulerState state, LaneKeeper lanes, CampaignLife life)
{
    /// <summary>Takes what a dispatch came to.</summary>
    public void Record(in Answer answer)
    {
        var live = Find(answer);
        if (live < 0)
        {
            return; // it was closed at its deadline; what comes now is evidence, and comes as a report
        }

        ref var attempt = ref state.Live[live];
        switch (answer.Kind)
        {
            case AnswerKind.Accepted:
                Accept(live, answer.Text);
                break;
            case AnswerKind.Ended:
                attempt.CallId = answer.Text ?? attempt.CallId;
                attempt.Provider.Succeeded();
                End(live, answer.Outcome, null);
                break;
            case AnswerKind.Throttled:
                attempt.Provider.Succeeded();
                Throttle(attempt.Provider, answer.RetryAt);
                End(live, Outcome.Throttled, null);
                break;
            case AnswerKind.NotPlaced:
                attempt.Provider.Failed(state.Now.Mono);
                WatchProvider(attempt.Provider);
                End(live, Outcome.NotPlaced, answer.Text);
                break;
            case AnswerKind.NotSent:
                attempt.Provider.NotTried();
                End(live, Outcome.NotSent, answer.Text);
                break;
            case AnswerKind.Failed:
                attempt.Provider.Failed(state.Now.Mono);
                WatchProvider(attempt.Provider);
                End(live, Outcome.Unknown, answer.Text);
                break;
            case AnswerKind.StillLive:
                attempt.Asked = false;
                state.Live.SetDeadline(live, StepOf(attempt).Timeout, state.Now.Mono);
                break;
            case AnswerKind.WasSent:
                attempt.Asked = false;
                break;
        }
    }

    /// <summary>Takes a report about an attempt, in any order and any number of times.</summary>
    /// <param name="slot">The attempt's job, in memory.</param>
    /// <param name="report">The report.</param>
    /// <param name="attempts">The job's attempts as stored.</param>
    public void Report(int slot, ProviderReport report, IReadOnlyList<AttemptRow> attempts)
    {
        ref var job = ref state.Jobs[slot];
        if (job.State == JobState.Live && state.Live.Holds(job.Live, job.Id, report.Attempt.Number))
        {
            ReportLive(job.Live, report);
        }
        else if (report.State == AttemptState.Ended
            && FindRow(report.Attempt, attempts) is { State: AttemptState.Ended } row && report.Outcome > row.Outcome)
        {
            Revise(slot, row, report.Outcome);
        }
    }

    /// <summary>Ends a live attempt: frees its slots and decides what follows for its job.</summary>
    public void End(int live, Outcome outcome, string? note)
    {
        ref var attempt = ref state.Live[live];
        var slot = attempt.Job;
        ref var job = ref state.Jobs[slot];
        var campaign = job.Lane.Campaign;
        attempt.State = AttemptState.Ended;
        state.Decisions.Batch.AttemptList.Add(attempt.Row(outcome, state.Now.Wall, note));
        state.Count(job.Lane, Counter.Of(outcome), 1);
        if (attempt.Try > 1 && outcome.Class() != OutcomeClass.Provider)
        {
            state.Count(job.Lane, Counter.Retries, 1);
        }

        PublishAttempt(CampaignEventKind.AttemptEnded, job, attempt.Number, outcome);
        job.LastOutcome = outcome;
        job.Avoid = (byte)(outcome == Outcome.NotPlaced ? Math.Min(attempt.Provider.Index + 1, byte.MaxValue) : 0);
        job.Live = -1;
        FreeSlots(live, campaign);
        Decide(slot, outcome);
        state.Tree.Refresh(campaign);
        life.CompleteIfDone(campaign);
    }

    /// <summary>Puts a job into a state, with its counters, its row and its event.</summary>
    public void Move(int slot, JobState to)
    {
        ref var job = ref state.Jobs[slot];
        var from = job.State;
        Transitions.Require(job.Id, from, to);
        job.State = to;
        state.Count(job.Lane, Counter.Of(from), -1);
        state.Count(job.Lane, Counter.Of(to), 1);
        var campaign = job.Lane.Campaign;
        campaign.Open += (from.IsTerminal() ? 1 : 0) - (to.IsTerminal() ? 1 : 0);
        state.Decisions.Batch.JobList.Add(job.Row);
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

    /// <summary>Wakes the scheduler when a provider may be used again.</summary>
    public void WatchProvider(ProviderEntry provider)
    {
        if (provider.ClosedUntil > state.Now.Mono)
        {
            state.MonoWakes.Set(provider.Wake, provider.ClosedUntil);
        }
    }

    /// <summary>Where the attempt stands now: after the store was read again, not where it stood when it was sent.</summary>
    private int Find(in Answer answer)
    {
        var id = answer.Attempt;
        if (state.Live.Holds(answer.Live, id.Job, id.Number))
        {
            return answer.Live;
        }

        return state.Jobs.TryFind(id.Job, out var slot) && state.Live.Holds(state.Jobs[slot].Live, id.Job, id.Number)
            ? state.Jobs[slot].Live
            : -1;
    }

    private void Accept(int live, string? callId)
    {
        ref var attempt = ref state.Live[live];
        ReleaseCredit(ref attempt);
        attempt.Provider.Succeeded();
        attempt.CallId = callId;
        attempt.State = attempt.State < AttemptState.Accepted ? AttemptState.Accepted : attempt.State;
        state.Live.SetDeadline(live, StepOf(attempt).Timeout, state.Now.Mono);
        state.Decisions.Batch.AttemptList.Add(attempt.Row(Outcome.None, 0, null));
    }

    private void ReportLive(int live, ProviderReport report)
    {
        ref var attempt = ref state.Live[live];
        if (report.State == AttemptState.Ended)
        {
            attempt.Provider.Succeeded();
            End(live, report.Outcome, null);
        }
        else if (report.State > attempt.State)
        {
            attempt.State = report.State;
            state.Decisions.Batch.AttemptList.Add(attempt.Row(Outcome.None, 0, null));
        }
    }

    /// <summary>A report outranks what is recorded: the attempt's outcome changes, and the job's end with it, unless it has moved on.</summary>
    private void Revise(int slot, AttemptRow row, Outcome outcome)
    {
        ref var job = ref state.Jobs[slot];
        state.Count(job.Lane, Counter.Of(row.Outcome), -1);
        state.Count(job.Lane, Counter.Of(outcome), 1);
        var was = row.Outcome;
        row.Outcome = outcome;
        state.Decisions.Batch.AttemptList.Add(row);
        PublishAttempt(CampaignEventKind.AttemptEnded, job, row.Number, outcome);
        var campaign = job.Lane.Campaign;
        if (row.Number != job.Number || job.Step != row.Step)
        {
            return;
        }

        job.LastOutcome = outcome;
        var mayGoOn = job.State == JobState.Completed && was == Outcome.Completed && campaign.EndedAs is null;
        if (job.State != JobState.Unknown && !mayGoOn)
        {
            return;
        }

        life.Reopen(campaign);
        if (mayGoOn)
        {
            DecideContact(slot, outcome);
        }
        else
        {
            Move(slot, outcome.IsSuccess() ? JobState.Completed : JobState.Failed);
        }

        life.CompleteIfDone(campaign);
    }

    /// <summary>The attempt as the commit under way will leave it.</summary>
    private AttemptRow? FindRow(AttemptId id, IReadOnlyList<AttemptRow> stored)
    {
        bool IsIt(AttemptRow row) => row.Job == id.Job && row.Number == id.Number;
        var changed = state.Decisions.Batch.AttemptList.FindLastIndex(IsIt);
        return changed >= 0 ? state.Decisions.Batch.AttemptList[changed] : stored.Where(IsIt).Select(row => (AttemptRow?)row).FirstOrDefault();
    }

    private void FreeSlots(int live, CampaignEntry campaign)
    {
        ref var attempt = ref state.Live[live];
        ReleaseCredit(ref attempt);
        attempt.Provider.ReleaseSlot();
        campaign.Live--;
        campaign.Tenant.Live--;
        state.Live.Free(live);
    }

    private static void ReleaseCredit(ref LiveAttempt attempt)
    {
        if (attempt.HoldsCredit)
        {
            attempt.HoldsCredit = false;
            attempt.Provider.ReleaseCredit();
        }
    }

    private void Throttle(ProviderEntry provider, long retryAt)
    {
        var pause = TimeSpan.FromTicks(Math.Clamp(retryAt - state.Now.Wall, TimeSpan.TicksPerSecond / 10, TimeSpan.TicksPerDay));
        provider.Throttle(state.Now.Mono, pause);
        WatchProvider(provider);
    }

    private void Decide(int slot, Outcome outcome)
    {
        ref var job = ref state.Jobs[slot];
        switch (outcome.Class())
        {
            case OutcomeClass.Contact:
                job.Tries++;
                job.Bounces = 0;
                DecideContact(slot, outcome);
                break;
            case OutcomeClass.Unknown when outcome == Outcome.Unknown:
                job.Tries++;
                Finish(slot, JobState.Unknown);
                break;
            case OutcomeClass.Unknown:
                job.Tries++;
                Finish(slot, job.Lane.Campaign.EndedAs ?? (job.Flags.HasFlag(JobFlags.Remove) ? JobState.Removed : JobState.Failed));
                break;
            default:
                GoBack(slot, outcome);
                break;
        }
    }

    private void DecideContact(int slot, Outcome outcome)
    {
        ref var job = ref state.Jobs[slot];
        var campaign = job.Lane.Campaign;
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

        var step = (ContactStep)campaign.Steps[job.Step];
        var delay = step.Retry.NextDelay(outcome, job.Tries, count, state.Settings.Random.NextDouble());
        if (job.Flags.HasFlag(JobFlags.Reschedule) && outcome != Outcome.OptedOut)
        {
            job.Flags &= ~JobFlags.Reschedule;
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

        job.Flags &= ~JobFlags.Reschedule;
        if (outcome == Outcome.NotPlaced)
        {
            var others = state.Tree.Route(job.Lane.Row.Channel).Providers.Count > 1 && job.Bounces == 0;
            var pause = TimeSpan.FromSeconds(Math.Min(300, Math.Pow(2, job.Bounces)));
            job.Bounces = (byte)Math.Min(job.Bounces + 1, 20);
            Wait(slot, others ? state.Now.Wall : Now.After(state.Now.Wall, pause));
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

    private void NextStep(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var campaign = job.Lane.Campaign;
        var pause = TimeSpan.Zero;
        var next = job.Step + 1;
        for (; next < campaign.Steps.Length && campaign.Steps[next] is DelayStep delay; next++)
        {
            pause += delay.Duration;
        }

        if (next >= campaign.Steps.Length)
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
        var campaign = job.Lane.Campaign;
        job.Step = (short)step;
        job.Tries = 0;
        job.OutcomeCounts = 0;
        job.Flags = JobFlags.None;
        var lane = state.Lane(campaign, job.Lane.Row.Zone, ((ContactStep)campaign.Steps[step]).Channel);
        if (lane != job.Lane)
        {
            state.Count(job.Lane, Counter.Of(job.State), -1);
            state.Count(lane, Counter.Of(job.State), 1);
            job.Lane = lane;
        }

        Wait(slot, due);
    }

    private void Finish(int slot, JobState end)
    {
        Move(slot, end);
        state.Jobs.Free(slot);
    }

    private static JobState? MustStop(in Job job) =>
        job.Lane.Campaign.EndedAs ?? (job.Flags.HasFlag(JobFlags.Remove) ? JobState.Removed : null);

    private ContactStep StepOf(in LiveAttempt attempt) =>
        (ContactStep)state.Jobs[attempt.Job].Lane.Campaign.Steps[attempt.Step];
}
