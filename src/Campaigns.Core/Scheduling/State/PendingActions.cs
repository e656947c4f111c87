namespace Campaigns.Scheduling;

/// <summary>What still has to happen to a job, most of it when its live attempt ends.</summary>
[Flags]
internal enum PendingAction : ushort
{
    None = 0,

    /// <summary>Take it out of the campaign.</summary>
    Remove = 1,

    /// <summary>Contact it again at <see cref="Job.Due"/>, whatever the retry policy says; kept while it waits for that.</summary>
    Reschedule = 2,

    /// <summary>End it as replied.</summary>
    Reply = 4,

    /// <summary>It waits for the pause after an attempt, or has: its due time counts on when the wall clock is set back.</summary>
    Pause = 8,

    /// <summary>End it as suppressed.</summary>
    Suppress = 16,

    /// <summary>
    /// The attempt before the live one was corrected: if this one comes to nothing, follow <see cref="Cursor.LastOutcome"/> again.
    /// </summary>
    Corrected = 32,

    /// <summary>End it as failed: a report about an earlier attempt says that the person opted out.</summary>
    OptOut = 64,

    /// <summary>It ended as unknown and a report said what had happened: another one may revise it again, and never reopens it.</summary>
    Revised = 128,

    /// <summary>Not live but set aside: a gate of its own is closed, and its lane goes on without it.</summary>
    Aside = 256,

    /// <summary>Put off once already by the overdue policy.</summary>
    PutOff = 512,

    /// <summary>It was asked to be tried later several times in a row: others go first when it comes up.</summary>
    LetsOthersGo = 1024,
}

/// <summary>What is pending for one job.</summary>
internal struct PendingActions(byte kept)
{
    private PendingAction _actions = (PendingAction)kept;

    /// <summary>As a row keeps them: those that must outlive a restart, up to <see cref="PendingAction.Revised"/>.</summary>
    public readonly byte Kept => (byte)_actions;

    /// <summary>How the job is to end when its attempt does; null if nothing says so.</summary>
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

    /// <summary>Takes an action out: it is done now, or not to be done any more.</summary>
    /// <returns>Whether it was requested.</returns>
    public bool Take(PendingAction action)
    {
        var wasRequested = Has(action);
        _actions &= ~action;
        return wasRequested;
    }

    public void Clear() => _actions = PendingAction.None;
}
