namespace Campaigns.Dashboard.Pages.Bulk;

/// <summary>What is done to all contacts that a filter finds.</summary>
internal enum BulkAction
{
    /// <summary>Removes contacts that have not ended.</summary>
    Remove,

    /// <summary>Contacts those that wait for their turn now.</summary>
    ContactNow,

    /// <summary>
    /// Runs contacts again that were not reached. Those that were reached or removed only if the filter names their state; those that opted
    /// out or are on the do-not-contact list never.
    /// </summary>
    Rerun,
}

/// <summary>The words and the rule of each action.</summary>
internal static class BulkActions
{
    /// <summary>The action as a verb before "n contacts".</summary>
    public static string Verb(BulkAction action) => action switch
    {
        BulkAction.Remove => "Remove",
        BulkAction.ContactNow => "Contact now",
        _ => "Contact again",
    };

    /// <summary>Whether an action applies to a contact. The engine decides again when it is done.</summary>
    public static bool Applies(BulkAction action, ContactFilter filter, ContactStatus contact) => action switch
    {
        BulkAction.Remove => !contact.State.IsTerminal(),
        BulkAction.ContactNow => contact.State is JobState.New or JobState.Waiting && contact.WaitingFor == WaitingFor.Turn,
        _ => MayRerun(contact, filter.State),
    };

    private static bool MayRerun(ContactStatus contact, JobState? named)
    {
        var last = contact.Timeline.LastOrDefault(entry => entry.Outcome != AttemptOutcome.None)?.Outcome;
        return contact.State.IsTerminal()
            && contact.State != JobState.Suppressed
            && last is not (AttemptOutcome.OptedOut or AttemptOutcome.Invalid)
            && (contact.State is JobState.Failed or JobState.NoResponse or JobState.Expired || contact.State == named);
    }
}
