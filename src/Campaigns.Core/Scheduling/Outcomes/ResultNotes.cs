using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Records what attempts told besides their outcomes, and applies it: an opt-out enters the do-not-contact list, and a job waits until the
/// person wants to be contacted again.
/// </summary>
internal static class ResultNotes
{
    /// <summary>Records the result of a live attempt. A wish to be called back applies when the attempt ends.</summary>
    /// <param name="state">The scheduler's state.</param>
    /// <param name="live">The attempt.</param>
    /// <param name="told">The result; null for none.</param>
    /// <param name="occurredAt">When it occurred according to the provider; null if unknown.</param>
    /// <param name="known">What is known of the attempt so far. Needed only for a wish that may be a repetition.</param>
    public static void Record(
        SchedulerState state, int live, AttemptResult? told, DateTimeOffset? occurredAt = null, ResultRow? known = null)
    {
        if (told is not { Refusal: null })
        {
            return;
        }

        ref var attempt = ref state.Live[live];
        var row = new ResultRow(attempt.JobId, attempt.Number, told, occurredAt?.UtcTicks ?? 0);
        Write(state, state.Jobs[attempt.Job], row);
        ref var job = ref state.Jobs[attempt.Job];
        if (told.OptOut is { } scope)
        {
            HistoryNotes.OptOut(state, attempt.Former is { } former ? job.As(former) : job, job.Lane.Route.Channel, scope);
        }
        else if (IsNewWish(row, known))
        {
            attempt.NoteWish();
            RequestCallBack(state, attempt.Job, told.CallBackAt!.Value);
        }
    }

    /// <summary>Writes a result, and tells the change feed.</summary>
    public static void Write(SchedulerState state, in Job job, ResultRow row)
    {
        state.Decisions.Batch.Write(row);
        ChangeNotes.Result(state, job, row);
    }

    /// <summary>Whether a result asks to be called back at a time that the earlier results do not outrank or already contain.</summary>
    public static bool IsNewWish(ResultRow told, ResultRow? known) =>
        told.AttemptResult.CallBackAt is { } at && (known?.AttemptResult.CallBackAt is not { } before
            || (before != at && (told.OccurredAt == 0 || told.OccurredAt >= known.OccurredAt)));

    /// <summary>Makes a job wait until an instant when its last attempt has ended. An instant in the past means now.</summary>
    public static void RequestCallBack(SchedulerState state, int slot, DateTimeOffset at)
    {
        ref var job = ref state.Jobs[slot];
        job.Pending.TryRemove(PendingAction.Pause); // the instant is one of the wall clock
        job.Pending.Request(PendingAction.Reschedule | PendingAction.CallBack);
        job.BecomeDue(Math.Max(at.UtcTicks, state.Now.Wall));
        state.Jobs.Touch(slot);
    }
}
