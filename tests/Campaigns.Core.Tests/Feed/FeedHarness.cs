namespace Campaigns.Tests.Feed;

/// <summary>Reads the change feed in a harness.</summary>
internal static class FeedHarness
{
    /// <summary>Begins to read, and goes on whenever the harness runs.</summary>
    /// <returns>The list that the changes are added to.</returns>
    public static List<CampaignChange> Follow(this CampaignHarness harness, Func<ICampaignFeed, IAsyncEnumerable<CampaignChange>> read)
    {
        var told = new List<CampaignChange>();
        harness.Do((ICampaignFeed feed) =>
        {
            _ = ReadAsync(feed);
            return Task.CompletedTask;
        });
        return told;

        async Task ReadAsync(ICampaignFeed feed)
        {
            await foreach (var change in read(feed))
            {
                told.Add(change);
            }
        }
    }

    /// <summary>Everything after a position.</summary>
    public static List<CampaignChange> Read(this CampaignHarness harness, long after = 0, ChangeFilter? filter = null)
    {
        using var stop = new CancellationTokenSource();
        var told = harness.Follow(feed => feed.ReadAsync(after, filter ?? ChangeFilter.All, stop.Token));
        stop.Cancel();
        harness.Settle();
        return told;
    }

    public static void Subscribe(this CampaignHarness harness, string name, ChangeFilter? filter = null) =>
        harness.Do((ICampaignFeed feed) => feed.SubscribeAsync(name, filter ?? ChangeFilter.All));
}
