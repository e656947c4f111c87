using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Handles requests about drips: events of a person and manual tasks.</summary>
internal sealed class DripRequests(SchedulerState state, JobRequests jobRequests, JobTransitions moves, StepSequencer sequencer)
{
    /// <summary>The provider name under which a person's own actions are recorded.</summary>
    public const string Person = "person";

    /// <summary>Records something that a person did.</summary>
    /// <param name="contactEvent">The event.</param>
    /// <param name="slots">The person's open jobs, in memory.</param>
    /// <param name="attempts">The jobs' attempts, only for jobs where <see cref="NeedsAttempts"/> is true.</param>
    /// <param name="affected">
    /// Receives the slots of the jobs that the event ended or continued, or will continue at a later wait for the event.
    /// </param>
    public void Happen(
        ContactEvent contactEvent, IReadOnlyList<int> slots, IReadOnlyList<IReadOnlyList<AttemptRow>> attempts, HashSet<int> affected)
    {
        for (var i = 0; i < slots.Count; i++)
        {
            ref var job = ref state.Jobs[slots[i]];
            if (job.Id == 0)
            {
                continue; // an earlier iteration may have evicted this job from memory
            }

            var campaign = job.Lane.Campaign;
            var isOpen = !job.State.IsTerminal() && campaign.EndedAs is null && job.Lane.Kind != WaitingFor.Predecessor;
            if (isOpen
                && (contactEvent.Campaign is null || contactEvent.Campaign == campaign.Id)
                && Happen(contactEvent, slots[i], attempts[i]))
            {
                affected.Add(slots[i]);
            }
        }
    }

    /// <summary>Whether the meaning of an event depends on the job's attempts: the job waits for the event, now or later.</summary>
    public bool NeedsAttempts(int slot, string name)
    {
        ref var job = ref state.Jobs[slot];
        if (job.Id == 0 || job.State.IsTerminal())
        {
            return false;
        }

        var plan = job.Plan;
        return plan.Exit?.Events.Contains(name) != true
            && Array.FindLastIndex(plan.Steps, step => step is EventStep wait && wait.Event == name) >= job.Step;
    }

    private bool Happen(ContactEvent contactEvent, int slot, IReadOnlyList<AttemptRow> attempts)
    {
        ref var job = ref state.Jobs[slot];
        var plan = job.Plan;
        var occurred = contactEvent.OccurredAt?.UtcTicks ?? long.MaxValue;
        if (occurred < job.Began - state.Now.Lead)
        {
            return false; // the event happened before the job began; the lead allows for a clock that was ahead when the job began
        }

        if (plan.Exit?.Events.Contains(contactEvent.Name) == true)
        {
            if (job.Pending.Has(PendingAction.Reply))
            {
                return false;
            }

            jobRequests.EndOpen(slot, JobState.Replied, PendingAction.Reply);
            return true;
        }

        return HappenForWait(contactEvent.Name, occurred, slot, attempts);
    }

    /// <summary>Handles an event that does not end the job: the job may wait for it, now or later.</summary>
    private bool HappenForWait(string name, long occurred, int slot, IReadOnlyList<AttemptRow> attempts)
    {
        ref var job = ref state.Jobs[slot];
        var plan = job.Plan;
        var since = EarlyEvents.Since(job, plan, attempts);
        var waits = job.State == JobState.Waiting && job.Lane.Kind == WaitingFor.Event;
        if (waits && ((EventStep)plan.Steps[job.Step]).Event == name)
        {
            var isAwaited = occurred >= (EarlyEvents.IsSecond(job, plan) ? job.Since : Math.Min(since, job.Since));
            if (isAwaited)
            {
                sequencer.Happened(slot);
            }

            return isAwaited;
        }

        if (since == long.MaxValue || occurred < since || !job.Early.Note(plan, waits ? job.Step + 1 : job.Step, name))
        {
            return false;
        }

        state.Jobs.Touch(slot);
        return true;
    }

    /// <summary>The lanes of a campaign whose jobs wait for a manual task.</summary>
    public IReadOnlyList<int> TaskLanes(CampaignId campaign) =>
        [.. state.Campaign(campaign).Lanes.Values.Where(
            lane => lane.Kind == WaitingFor.Task && lane.Totals[Counter.Of(JobState.Waiting)] > 0).Select(lane => lane.Id)];

    public ManualTask TaskOf(in JobRecord record)
    {
        var campaign = state.Lanes[record.Row.Lane].Campaign;
        var step = campaign.PlanOf(record.Row.Protocol, record.Contact).Contact(record.Row.Step);
        DateTimeOffset? until = record.Row.Due < Now.Never ? new DateTimeOffset(record.Row.Due, TimeSpan.Zero) : null;
        return new ManualTask(
            campaign.Id, record.Contact, record.Row.Step, step, new DateTimeOffset(record.Row.Since, TimeSpan.Zero), until);
    }

    /// <summary>The content of a job's step.</summary>
    public StepContent? ContentOf(in JobRecord record) =>
        state.Lanes[record.Row.Lane].Campaign.PlanOf(record.Row.Protocol, record.Contact).Contents[record.Row.Step];

    /// <summary>Completes a manual task. A task that was done is recorded as an attempt.</summary>
    public void CompleteTask(int slot, ManualTaskResult result)
    {
        ref var job = ref state.Jobs[slot];
        var campaign = job.Lane.Campaign;
        if (job.State != JobState.Waiting || job.Lane.Kind != WaitingFor.Task || campaign.EndedAs is not null)
        {
            throw new CampaignException(
                CampaignError.IllegalTransition, $"Job {job.Id} has no manual task: it is {campaign.EndedAs ?? job.State}.");
        }

        var plan = job.Plan;
        job.Deferred.Clear(plan, job.Step);
        var told = result == ManualTaskResult.Done ? Record(ref job) : -1;
        JobState? end = result switch
        {
            ManualTaskResult.Done when plan.Exit?.Outcomes.Contains(AttemptOutcome.Completed) == true => JobState.Completed,
            ManualTaskResult.Failed when plan.OnFailure(job.Step) == StepFailure.EndJob => JobState.Failed,
            _ => null,
        };
        if (end is { } ended)
        {
            moves.Finish(slot, ended);
        }
        else
        {
            sequencer.StepDone(slot);
        }

        ChangeNotes.Next(state, told, slot);
    }

    /// <returns>The note of the change feed; below 0 if nobody wants it.</returns>
    private int Record(ref Job job)
    {
        job.CountAttempt();
        job.Cursor.Revise(AttemptOutcome.Completed);
        var row = new AttemptRow
        {
            Job = job.Id,
            Number = job.Number,
            Step = job.Step,
            Try = 1,
            State = AttemptState.Ended,
            Outcome = AttemptOutcome.Completed,
            Epoch = state.Epoch,
            CommittedAt = state.Now.Wall,
            EndedAt = state.Now.Wall,
            Provider = Person,
        };
        state.Decisions.Batch.Write(row);
        state.Count(job.Lane, Counter.Of(AttemptOutcome.Completed), 1);
        moves.PublishAttempt(CampaignEventKind.AttemptEnded, job, job.Number, AttemptOutcome.Completed);
        var tenant = job.Lane.Campaign.Tenant;
        if (tenant.NeedsHistory)
        {
            HistoryNotes.Note(state, ref job, job.Lane.Route.KeyOf(tenant.Index, job.Contact), state.Now.Wall, state.Now.Wall, isNew: true);
        }

        return ChangeNotes.Attempt(state, job, row);
    }
}
