namespace Campaigns.CrashTest;

/// <summary>
/// A durable reader of the change feed in the node. It prints what it gets and what it acknowledges, for the driver to judge.
/// </summary>
internal static class FeedReader
{
    /// <summary>The first word of the line about a change: its sequence follows.</summary>
    public const string Got = "got";

    /// <summary>The first word of the line before an acknowledgment.</summary>
    public const string Acknowledging = "acknowledging";

    /// <summary>The first word of the line after an acknowledgment.</summary>
    public const string Acknowledged = "acknowledged";

    private const string Name = "crash-test";
    private const int MostUnacknowledged = 40;

    /// <summary>Subscribes before anything can happen.</summary>
    public static Task SubscribeAsync(ICampaignFeed feed) => feed.SubscribeAsync(Name, ChangeFilter.All);

    /// <summary>Reads until the node ends.</summary>
    public static async Task ReadAsync(ICampaignFeed feed)
    {
        var unacknowledged = 0;
        await foreach (var change in feed.ReadAsync(Name))
        {
            Console.WriteLine($"{Got} {change.Sequence}");
            if (++unacknowledged == MostUnacknowledged)
            {
                unacknowledged = 0;
                Console.WriteLine($"{Acknowledging} {change.Sequence}");
                await feed.AcknowledgeAsync(Name, change.Sequence);
                Console.WriteLine($"{Acknowledged} {change.Sequence}");
            }
        }
    }
}
