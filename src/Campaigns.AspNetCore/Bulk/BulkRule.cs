namespace Campaigns.AspNetCore.Bulk;

/// <summary>Which contacts an action may change. The same rule counts them, and changes them later.</summary>
internal static class BulkRule
{
    /// <summary>Whether an action may change a contact as it is now.</summary>
    /// <param name="action">The action.</param>
    /// <param name="filter">The filter; null for all contacts.</param>
    /// <param name="contact">The contact.</param>
    /// <param name="startedAt">
    /// When the action began; null while contacts are counted. A contact that was attempted since then is left alone: it ran again already,
    /// by this action before an interruption or for another reason.
    /// </param>
    public static bool Applies(BulkAction action, BulkFilterBody? filter, ContactStatus contact, DateTimeOffset? startedAt) => action switch
    {
        BulkAction.Remove => !contact.State.IsTerminal(),
        BulkAction.Reschedule => contact.State is JobState.New or JobState.Live
            || (contact.State == JobState.Waiting && contact.WaitingFor == WaitingFor.Turn),
        _ => MayRerun(contact, filter?.State)
            && !(contact.Timeline is [.., var last] && last.CommittedAt >= startedAt),
    };

    private static bool MayRerun(ContactStatus contact, JobState? named)
    {
        var last = contact.Timeline.LastOrDefault(attempt => attempt.Outcome != AttemptOutcome.None)?.Outcome;
        return contact.State.IsTerminal()
            && contact.State != JobState.Suppressed
            && last is not (AttemptOutcome.OptedOut or AttemptOutcome.Invalid)
            && (contact.State is JobState.Failed or JobState.NoResponse or JobState.Expired || contact.State == named);
    }
}
