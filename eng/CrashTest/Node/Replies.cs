namespace Campaigns.CrashTest;

/// <summary>Reports to a node that some contacts have replied: before, during and after the contact.</summary>
internal static class Replies
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Reports a reply of every third contact of the node's share, one by one. The journal records each reply before the report and after
    /// its acknowledgment.
    /// </summary>
    public static async Task TellAsync(ICampaignReports reports, SocketProvider provider, int node)
    {
        foreach (var contact in TestDrips.ContactsOf(node).Where((_, index) => index % 3 == 0))
        {
            await Task.Delay(Pause);
            provider.Note(Entry.Replying, contact.Key);
            try
            {
                if (await reports.ReportEventAsync(ContactEvent.OfContact("default", contact.Key)) > 0)
                {
                    provider.Note(Entry.Replied, contact.Key);
                }
            }
            catch (CampaignException refusal)
            {
                await Console.Error.WriteLineAsync($"a reply was refused: {refusal.Message}");
            }
        }
    }
}
