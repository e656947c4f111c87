namespace Campaigns.CrashTest;

/// <summary>Tells a node that some contacts have replied, before, while and after they are contacted.</summary>
internal static class Replies
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Every third contact of the node's share replies, one after the other; each reply is noted before it is told, and when it is acknowledged.</summary>
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
