using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Corrects the outcome of an ended attempt when a report outranks it. Corrects record and statistics, and the job continues as if the
/// attempt had ended this way. The end result is therefore the same for any order of reports. Attempts already sent stand; a retry that has
/// not been sent is withdrawn.
/// </summary>
internal sealed class OutcomeCorrections(SchedulerState state, CampaignLifecycle lifecycle, JobTransitions moves, OutcomePolicy policy)
{
    /// <summary>The beginning of a note that says why a wish to be called back comes to nothing.</summary>
    private const string NobodyCalls = "nobody calls back: ";

    /// <summary>Corrects an attempt that has ended.</summary>
    /// <param name="slot">The job, in memory.</param>
    /// <param name="attempts">Its attempts, the oldest first.</param>
    /// <param name="index">The index of the attempt to correct.</param>
    /// <param name="report">The report that outranks the attempt's outcome.</param>
    public void Correct(int slot, List<AttemptRow> attempts, int index, ProviderReport report)
    {
        var row = attempts[index];
        var was = row.Outcome;
        row.Outcome = report.Outcome;
        row.Note = row.Note?.StartsWith(NobodyCalls, StringComparison.Ordinal) == true ? row.Note : null; // it explained the old outcome
        row.ProviderStatus = report.Raw ?? row.ProviderStatus;
        row.OccurredAt = report.OccurredAt?.UtcTicks ?? row.OccurredAt;
        attempts[index] = row;
        var told = RecordOutcome(slot, row, was);
        Follow(slot, attempts, row, was);
        ChangeNotes.Next(state, told, slot);
    }

    /// <summary>Decides how the job continues after the corrected outcome.</summary>
    private void Follow(int slot, List<AttemptRow> attempts, AttemptRow row, AttemptOutcome was)
    {
        var isLast = IsLast(attempts, row);
        if (isLast && state.Jobs[slot].State == JobState.Live)
        {
            CorrectWhileLive(slot, attempts, row, was);
        }
        else if (isLast)
        {
            CorrectJob(slot, attempts, row, was);
        }
        else if (row.Outcome == AttemptOutcome.OptedOut)
        {
            OptOut(slot);
        }
        else if (!state.Jobs[slot].State.IsTerminal() && state.Jobs[slot].Step == row.Step)
        {
            ref var job = ref state.Jobs[slot];
            job.Cursor.CountAnew(attempts, int.MaxValue, job.Pending.Has(PendingAction.Corrected) ? job.Tries : job.Tries + 1);
            state.Jobs.Touch(slot);
        }
    }

    /// <summary>Records the result of an attempt that is not live, and applies it before a correction of the outcome.</summary>
    /// <param name="slot">The job, in memory.</param>
    /// <param name="attempts">Its attempts, the oldest first.</param>
    /// <param name="index">The index of the attempt.</param>
    /// <param name="report">The report, with or without a result.</param>
    /// <param name="known">What is known of the attempt so far. Needed only for a wish to be called back.</param>
    /// <returns>Whether the job waits for another time now, because the person wants to be called back.</returns>
    public bool Record(int slot, List<AttemptRow> attempts, int index, ProviderReport report, ResultRow? known)
    {
        if (report.AttemptResult is not { } told)
        {
            return false;
        }

        var row = attempts[index];
        var note = told.Refusal;
        if (note is null)
        {
            var result = new ResultRow(row.Job, row.Number, told, report.OccurredAt?.UtcTicks ?? 0);
            ResultNotes.Write(state, state.Jobs[slot], result);
            if (told.OptOut is { } scope)
            {
                ref var job = ref state.Jobs[slot];
                HistoryNotes.OptOut(state, row.Contact is { } former ? job.As(former) : job, ChannelOf(job, row), scope);
            }
            else if (ResultNotes.IsNewWish(result, known))
            {
                note = RequestCallBack(slot, attempts, row, report);
                if (note is null)
                {
                    return true;
                }
            }
        }

        if (note is not null)
        {
            row.Note = note;
            attempts[index] = row;
            state.Decisions.Batch.Write(row);
        }

        return false;
    }

    /// <summary>
    /// Makes the job of an ended attempt wait until the person wants to be contacted again, as if the attempt had ended with this wish.
    /// </summary>
    /// <returns>Why nobody calls back; null if the job waits.</returns>
    private string? RequestCallBack(int slot, List<AttemptRow> attempts, in AttemptRow row, ProviderReport report)
    {
        ref var job = ref state.Jobs[slot];
        var at = report.AttemptResult!.CallBackAt!.Value;
        var outcome = report.State == AttemptState.Ended && report.Outcome > row.Outcome ? report.Outcome : row.Outcome;
        var isOver = job.State == JobState.Unknown || HasOtherEnd(job)
            || (job.State.IsTerminal() && job.Pending.Has(PendingAction.Revised));
        var isNewest = row.State == AttemptState.Ended && outcome.SpendsAttempt() && IsLast(attempts, row)
            && (job.State == JobState.Live ? at.UtcTicks > state.Now.Wall : StandsAfter(job, row, row.Outcome));
        var reason = job.Lane.Campaign.EndedAs is { } end ? $"the campaign has ended as {end}"
            : isOver ? $"the job has ended as {job.State}"
            : outcome == AttemptOutcome.OptedOut || SuppressionRequests.Ends(job) ? "the person must not be contacted"
            : !isNewest ? "the job has gone on since"
            : job.State == JobState.Live && state.Live[job.Live].HasWish ? "the person has asked again since" : null;
        if (reason is null)
        {
            ResultNotes.RequestCallBack(state, slot, at);
        }

        return reason is null ? null : NobodyCalls + reason;
    }

    /// <summary>Makes a job follow its last attempt again, because the person wants to be contacted at another time.</summary>
    public void FollowAgain(int slot, List<AttemptRow> attempts, in AttemptRow row)
    {
        ref var job = ref state.Jobs[slot];
        if (job.State == JobState.Live)
        {
            state.Withdraw(slot); // the next attempt is too early
            return;
        }

        lifecycle.Reopen(job.Lane.Campaign);
        SetCursor(ref job, attempts, row);
        policy.Follow(slot);
    }

    /// <summary>Whether no later attempt has ended that may have reached the contact.</summary>
    private static bool IsLast(List<AttemptRow> attempts, AttemptRow row) =>
        attempts.TrueForAll(other => other.Number <= row.Number || other.State != AttemptState.Ended || !other.Outcome.SpendsAttempt());

    private int RecordOutcome(int slot, in AttemptRow row, AttemptOutcome was)
    {
        ref var job = ref state.Jobs[slot];
        state.Count(job.Lane, Counter.Of(was), -1);
        state.Count(job.Lane, Counter.Of(row.Outcome), 1);
        job.Lane.Campaign.Tries.Count(row.Try, was, -1);
        job.Lane.Campaign.Tries.Count(row.Try, row.Outcome, 1);
        if (row.Try > 1 && !was.SpendsAttempt())
        {
            state.Count(job.Lane, Counter.Retries, 1);
        }

        state.Decisions.Batch.Write(row);
        moves.PublishAttempt(CampaignEventKind.AttemptEnded, job, row.Number, row.Outcome);
        var route = state.Route(ChannelOf(job, row));
        var asSent = row.Contact is { } former ? job.As(former) : default;
        ref var noted = ref row.Contact is null ? ref job : ref asSent;
        HistoryNotes.Correct(state, ref noted, route, row.CommittedAt, row.Outcome, isNew: !was.SpendsAttempt());
        return ChangeNotes.Attempt(state, job, row, was);
    }

    /// <summary>
    /// Corrects the previous attempt while the next one is live. The next attempt is withdrawn if it was not sent. If nothing was
    /// placed, the job follows the corrected outcome.
    /// </summary>
    private void CorrectWhileLive(int slot, List<AttemptRow> attempts, in AttemptRow row, AttemptOutcome was)
    {
        ref var job = ref state.Jobs[slot];
        if (row.Outcome == AttemptOutcome.OptedOut)
        {
            OptOut(slot);
        }
        else if (StandsAfter(job, row, was))
        {
            SetCursor(ref job, attempts, row);
            job.Pending.Request(PendingAction.Corrected);
            state.Jobs.Touch(slot);
            state.Withdraw(slot);
        }
    }

    private void CorrectJob(int slot, List<AttemptRow> attempts, in AttemptRow row, AttemptOutcome was)
    {
        ref var job = ref state.Jobs[slot];
        var campaign = job.Lane.Campaign;
        if (job.State == JobState.Unknown || job.Pending.Has(PendingAction.Revised))
        {
            lifecycle.Reopen(campaign);
            job.Cursor.Revise(row.Outcome);
            job.Pending.Request(PendingAction.Revised);
            moves.Finish(slot, row.Outcome.IsSuccess() ? JobState.Completed : JobState.Failed); // revised, never reopened
            return;
        }

        if (HasOtherEnd(job) || campaign.EndedAs is not null)
        {
            return;
        }

        if (!StandsAfter(job, row, was))
        {
            if (row.Outcome == AttemptOutcome.OptedOut)
            {
                OptOut(slot);
            }

            return;
        }

        lifecycle.Reopen(campaign);
        SetCursor(ref job, attempts, row);
        policy.Follow(slot);
    }

    /// <summary>Whether a job ended for another reason than its last attempt, or must not run again.</summary>
    private static bool HasOtherEnd(in Job job) =>
        job.State is JobState.Removed or JobState.Suppressed or JobState.Expired or JobState.Canceled
            // The contact may be running in another campaign.
            || ((job.Expires != 0 || job.Lane.Campaign.Exclusive is not null) && job.State.IsTerminal())
            || (job.State == JobState.Failed && job.Pending.Has(PendingAction.OptOut));

    /// <summary>Applies an opt-out. Later steps and retries of the job are not sent.</summary>
    private void OptOut(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var campaign = job.Lane.Campaign;
        job.Pending.Request(PendingAction.OptOut); // stays until the job is run again
        if (!job.State.IsTerminal() && job.State != JobState.Live && campaign.EndedAs is null)
        {
            moves.Finish(slot, JobState.Failed);
            return;
        }

        state.Jobs.Touch(slot);
        if (job.State == JobState.Live)
        {
            state.Withdraw(slot);
        }
    }

    /// <summary>Whether the job is still where the attempt left it. A rerun moves the job elsewhere.</summary>
    private static bool StandsAfter(in Job job, in AttemptRow row, AttemptOutcome was)
    {
        var tries = was.SpendsAttempt() ? row.Try : row.Try - 1;
        return (job.Step == row.Step && job.Tries == tries) || (job.Step > row.Step && job.Tries == 0);
    }

    /// <summary>Restores the cursor to its state at the end of the attempt, and recounts the earlier outcomes.</summary>
    private void SetCursor(ref Job job, List<AttemptRow> attempts, in AttemptRow row)
    {
        var plan = job.Plan;
        var hasLeft = !plan.IsContact(job.Step) || plan.GroupStart(job.Step) != plan.GroupStart(row.Step);
        if (hasLeft)
        {
            job.LeaveGroup();
        }
        else if (job.Step != row.Step && !job.Deferred.IsFirstPass)
        {
            job.Deferred.Defer(plan, job.Step); // the current step has its turn after the corrected step
        }

        job.Cursor.RestoreAfter(row, attempts);
        job.Deferred.Clear(plan, row.Step);
        if (job.State != JobState.Live)
        {
            var lane = policy.LaneOf(job, row.Step);
            var isReachable = job.Contact.HasAddressOn(lane.Row.Channel); // if not, the step became a manual task and fell back later
            moves.SetLane(ref job, isReachable ? lane : state.Lane(lane.Campaign, lane.Key with { Channel = ChannelOf(job, row) }));
        }
    }

    /// <summary>
    /// The channel that an attempt was sent on. The provider decides, because the attempt may have been a fallback or may belong to a step
    /// of another version.
    /// </summary>
    private string ChannelOf(in Job job, in AttemptRow row)
    {
        var (provider, plan) = (row.Provider, job.Plan);
        return state.Providers.Find(entry => entry.Name == provider)?.Channel
            ?? (plan.IsContact(row.Step) ? plan.Contact(row.Step).Channel : job.Lane.Row.Channel);
    }
}
