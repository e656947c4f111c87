namespace Campaigns.Scheduling;

/// <summary>Actions to apply to a job, most of them when its live attempt ends.</summary>
[Flags]
internal enum PendingAction : ushort
{
    None = 0,

    /// <summary>Remove the job from the campaign.</summary>
    Remove = 1,

    /// <summary>
    /// Contact the person again at <see cref="Job.Due"/>, regardless of the retry policy. Kept while the job waits for that time.
    /// </summary>
    Reschedule = 2,

    /// <summary>End the job as replied.</summary>
    Reply = 4,

    /// <summary>
    /// The job waits, or has waited, for the pause after an attempt. Setting the wall clock back does not delay its due time.
    /// </summary>
    Pause = 8,

    /// <summary>End the job as suppressed.</summary>
    Suppress = 16,

    /// <summary>
    /// The attempt before the live one was corrected. If the live attempt comes to nothing, apply <see cref="Cursor.LastOutcome"/> again.
    /// </summary>
    Corrected = 32,

    /// <summary>End the job as failed, because a report about an earlier attempt says that the person opted out.</summary>
    OptOut = 64,

    /// <summary>
    /// The job ended as unknown and a report revised its outcome. Later reports may revise it again but never reopen the job.
    /// </summary>
    Revised = 128,

    /// <summary>
    /// Contact the person again at <see cref="Job.Due"/>, regardless of the outcome, because the person asked for it. Always together with
    /// <see cref="Reschedule"/>, and kept as long.
    /// </summary>
    CallBack = 256,

    /// <summary>The job is parked because one of its own gates is closed. Its lane continues without it.</summary>
    Parked = 512,

    /// <summary>The lateness policy has put the job off once.</summary>
    PutOff = 1024,

    /// <summary>The job was deferred several times in a row. Others go first at its next turn.</summary>
    LetsOthersGo = 2048,
}

/// <summary>The pending actions of one job.</summary>
internal struct PendingActions(ushort kept)
{
    private const PendingAction Stored = (PendingAction)((2 * (int)PendingAction.CallBack) - 1);

    private PendingAction _actions = (PendingAction)kept;

    /// <summary>
    /// The actions as stored in the row: only those that must survive a restart, up to <see cref="PendingAction.CallBack"/>.
    /// </summary>
    public readonly ushort Kept => (ushort)(_actions & Stored);

    /// <summary>The state to end the job in when its attempt ends; null for none.</summary>
    public readonly JobState? End => this switch
    {
        var pending when pending.Has(PendingAction.Suppress) => JobState.Suppressed,
        var pending when pending.Has(PendingAction.Remove) => JobState.Removed,
        var pending when pending.Has(PendingAction.OptOut) => JobState.Failed,
        var pending when pending.Has(PendingAction.Reply) => JobState.Replied,
        _ => null,
    };

    public readonly bool Has(PendingAction action) => (_actions & action) != 0;

    public void Request(PendingAction action) => _actions |= action;

    /// <summary>Removes an action that is done or no longer needed.</summary>
    /// <returns>Whether the action was requested.</returns>
    public bool TryRemove(PendingAction action)
    {
        var wasRequested = Has(action);
        _actions &= ~action;
        return wasRequested;
    }

    public void Clear() => _actions = PendingAction.None;
}
