using Campaigns.AspNetCore.Bulk;

namespace Campaigns.Dashboard.Pages.Bulk;

/// <summary>What bulk actions are called.</summary>
internal static class BulkWords
{
    /// <summary>The action as a verb before "n contacts".</summary>
    public static string Verb(BulkAction action) => action switch
    {
        BulkAction.Remove => "Remove",
        BulkAction.Reschedule => "Contact now",
        _ => "Contact again",
    };

    /// <summary>How far an action is, in a sentence.</summary>
    public static string State(BulkBody action) => action.State switch
    {
        BulkState.Completed => "It is done.",
        BulkState.Canceled => "It was canceled; what was changed stays changed.",
        BulkState.Stopped => $"It stopped: {action.Reason} Look at the contacts before you repeat it for the rest.",
        _ => "",
    };
}
