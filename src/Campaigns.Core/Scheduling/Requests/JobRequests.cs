using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Handles requests about single contacts: enroll, remove, reschedule, rerun.</summary>
internal sealed class JobRequests(
    SchedulerState state, LaneScheduler lanes, CampaignLifecycle lifecycle, JobTransitions moves, StepSequencer sequencer)
{
    /// <summary>Adds contacts to the current commit. <see cref="Committed"/> counts the contacts that the store accepts.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="enrollment">The enrollment of the contacts; 0 for an enrollment that is open only in memory.</param>
    /// <param name="entries">The contacts, each with its first step.</param>
    /// <param name="isQueued">Whether the contacts wait for another of their jobs to end.</param>
    /// <param name="notBefore">The earliest instant of their first attempts.</param>
    /// <returns>The index of the first contact in <see cref="CommitBatch.NewJobs"/>.</returns>
    public int Enroll(
        CampaignEntry campaign, long enrollment, IReadOnlyList<(Contact Contact, PlanEntry Entry)> entries, bool isQueued = false,
        DateTimeOffset notBefore = default)
    {
        Enrollments.RequireOpen(campaign, enrollment);
        campaign.Expect(entries.Count);
        var first = state.Decisions.Batch.NewJobs.Length;
        Lane? lane = null;
        foreach (var (contact, entry) in entries)
        {
            var zone = campaign.LaneZoneOf(contact);
            var key =
                isQueued ? new LaneKey(zone, "", WaitingFor.Predecessor) : new LaneKey(zone, entry.Channel, WaitingFor.Turn, entry.Hours);
            lane = lane?.Key == key ? lane : state.Lane(campaign, key);
            var row = new JobRow { Id = state.NextJob(), Lane = lane.Id, Step = (short)entry.Step, Protocol = entry.Version };
            row.Began = campaign.PlanOf(entry.Version, contact).MindsEvents ? state.Now.Wall : 0;
            if (campaign.Tenant.Suppressions.Ends(campaign.PlanOf(entry.Version, contact), contact, entry.Channel))
            {
                row.State = JobState.Suppressed; // same end as for a contact suppressed after its enrollment
            }
            else if (isQueued)
            {
                (row.State, row.Since) = (JobState.Waiting, state.Now.Wall);
                row.Due = Now.After(state.Now.Wall, Exclusives.LookAgain);
            }
            else if (notBefore.UtcTicks > state.Now.Wall)
            {
                (row.State, row.Due) = (JobState.Waiting, notBefore.UtcTicks);
            }

            state.Decisions.Batch.Write(new JobRecord(row, contact));
        }

        return first;
    }

    /// <summary>Applies the counts that only the store knows: enrolled contacts and removed attempts.</summary>
    public void Committed(CommitBatch batch, CommitReceipt receipt)
    {
        foreach (var (lane, counter, delta) in receipt.Removed)
        {
            state.Lanes[lane].Add(counter, delta);
        }

        if (batch.NewJobs.Length > 0)
        {
            Enrolled(batch, receipt);
        }
    }

    private void Enrolled(CommitBatch batch, CommitReceipt receipt)
    {
        var refused = receipt.Refused();
        for (var i = 0; i < batch.NewJobs.Length; i++)
        {
            var row = batch.NewJobs[i].Row;
            var lane = state.Lanes[row.Lane];
            lane.Campaign.Arrive();
            if (refused.Contains(i))
            {
                continue;
            }

            lane.Add(Counter.Of(row.State), 1);
            if (TryEndOnArrival(lane, batch.NewJobs[i]))
            {
                continue;
            }

            lane.Campaign.CountOpen(1);
            if (row.State == JobState.New)
            {
                lane.ExpectUnread();
                state.Touched.Add(lane.Campaign);
                state.Touched.Add(lane);
            }
            else
            {
                lanes.AddWaiting(state.Jobs.Load(batch.NewJobs[i], lane, out _));
            }
        }
    }

    /// <summary>Counts and publishes the end of a contact that was enrolled as suppressed, or whose campaign has ended meanwhile.</summary>
    private bool TryEndOnArrival(Lane lane, in JobRecord record)
    {
        var own = record.Row.State;
        if (own.IsTerminal())
        {
            state.Publish(
                new CampaignEvent(
                    CampaignEventKind.JobEnded, state.Now.Instant, lane.Campaign.Id) { ContactKey = record.Contact.Key, JobState = own });
        }
        else if (lane.Campaign.EndedAs is { } ended)
        {
            state.Count(lane, Counter.Of(own), -1);
            state.Count(lane, Counter.Of(ended), 1);
        }

        return own.IsTerminal() || lane.Campaign.EndedAs is not null;
    }

    /// <summary>Loads a job into memory for a request, as the current commit will leave it.</summary>
    public int Load(in JobRecord record)
    {
        var id = record.Row.Id;
        if (state.Jobs.TryFind(id, out var slot))
        {
            return slot;
        }

        var hasChanged = state.Jobs.TryTakeRow(id, out var changed);
        var row = hasChanged ? changed : record.Row;
        var contact = state.Decisions.Batch.FindContact(id) ?? record.Contact;
        slot = state.Jobs.Load(new JobRecord(row, contact), state.Lanes[row.Lane], out _);
        if (hasChanged)
        {
            state.Jobs.Touch(slot);
        }

        return slot;
    }

    /// <summary>Loads jobs into memory for the duration of a request.</summary>
    public BorrowedJobs Borrow(IReadOnlyList<JobRecord> records) => new(state, this, records);

    /// <summary>Removes a job that was loaded for a request from memory, unless it is queued or live now.</summary>
    /// <param name="job">The job's id.</param>
    /// <param name="wasLoaded">Whether the job was in memory before the request.</param>
    public void Release(long job, bool wasLoaded)
    {
        if (!state.Jobs.TryFind(job, out var slot))
        {
            return;
        }

        ref var held = ref state.Jobs[slot];
        var isQueuedByRequest = held.State == JobState.Waiting && held.Lane.Campaign.EndedAs is null
            && held.DueKey.CompareTo(held.Lane.Watermark) <= 0;
        if (held.State.IsTerminal() || (!wasLoaded && !isQueuedByRequest && held.State != JobState.Live))
        {
            state.Jobs.Free(slot);
        }
    }

    public void Remove(int slot)
    {
        RequireOpen(state.Jobs[slot], "removed");
        EndOpen(slot, JobState.Removed, PendingAction.Remove);
    }

    /// <summary>Ends an open job. A live attempt is withdrawn if it was not sent; otherwise the job ends when the attempt does.</summary>
    /// <param name="slot">The job.</param>
    /// <param name="end">The end state of the job.</param>
    /// <param name="action">The action that marks a live job for this end.</param>
    public void EndOpen(int slot, JobState end, PendingAction action)
    {
        ref var job = ref state.Jobs[slot];
        if (job.State == JobState.Live)
        {
            job.Pending.Request(action);
            state.Jobs.Touch(slot);
            state.Withdraw(slot);
        }
        else
        {
            moves.Finish(slot, end);
        }
    }

    public void Reschedule(int slot, DateTimeOffset at)
    {
        ref var job = ref state.Jobs[slot];
        var due = Math.Max(at.UtcTicks, state.Now.Wall); // a time in the past means now, and does not count as late
        RequireOpen(job, "rescheduled");
        if (job.State == JobState.Waiting && job.Lane.Kind != WaitingFor.Turn)
        {
            throw new CampaignException(
                CampaignError.IllegalTransition,
                $"Job {job.Id} waits for {job.Lane.Kind}, not for its turn; there is no attempt to reschedule.");
        }

        job.Pending.Request(PendingAction.Reschedule);
        job.BecomeDue(due);
        if (job.State == JobState.Live)
        {
            state.Jobs.Touch(slot);
            state.Withdraw(slot);
        }
        else
        {
            moves.Wait(slot, due);
        }
    }

    /// <summary>
    /// Runs an ended job again. A job that was not requested by name is skipped instead of refused, and runs only if reruns need no
    /// explicit request for it.
    /// </summary>
    /// <param name="slot">The job.</param>
    /// <param name="others">The person's open jobs, if the campaign has an exclusivity key.</param>
    /// <param name="isAsked">Whether the job was requested by name.</param>
    /// <returns>False if the job was skipped.</returns>
    public bool Rerun(int slot, IReadOnlyList<int> others, bool isAsked)
    {
        ref var job = ref state.Jobs[slot];
        var campaign = job.Lane.Campaign;
        if (!isAsked && !MayRunAgain(job))
        {
            return false;
        }

        if (!job.State.IsTerminal() || campaign.EndedAs is not null)
        {
            throw new CampaignException(
                CampaignError.IllegalTransition,
                $"Job {job.Id} is {campaign.EndedAs ?? job.State}; only a contact that has ended, in a campaign that was not canceled and has not expired, can be run again.");
        }

        if (Exclusives.RunningIn(state, campaign, others) is { } elsewhere)
        {
            return isAsked
                ? throw new CampaignException(
                    CampaignError.Conflict,
                    $"The contact is running in campaign {elsewhere.Id} under the same exclusivity; wait until it has ended.")
                : false;
        }

        var plan = job.Plan;
        if (!campaign.Tenant.Suppressions.Ends(plan, job.Contact, plan.EntryOf(job.Contact).Channel))
        {
            lifecycle.Reopen(campaign);
            sequencer.Restart(slot);
        }
        else if (job.State != JobState.Suppressed)
        {
            lifecycle.Reopen(campaign);
            sequencer.EndAnew(slot, JobState.Suppressed); // a suppressed person's job ends like the person's other jobs
        }

        return true;
    }

    /// <summary>
    /// Whether a job may run again without a request by name. Jobs of unreachable, opted-out or suppressed contacts may not.
    /// </summary>
    private static bool MayRunAgain(in Job job) =>
        job.State == JobState.Failed && job.LastOutcome is not (AttemptOutcome.OptedOut or AttemptOutcome.Invalid) && !job.Pending.Has(
            PendingAction.OptOut)
        && !SuppressionRequests.Ends(job);

    private static void RequireOpen(in Job job, string verb)
    {
        var end = job.State.IsTerminal() ? job.State : job.State == JobState.Live ? null : job.Lane.Campaign.EndedAs;
        if (end is not null)
        {
            throw new CampaignException(
                CampaignError.IllegalTransition, $"Job {job.Id} is {end}; it has ended and cannot be {verb}. Run it again.");
        }
    }
}
