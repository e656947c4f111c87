namespace Campaigns.Tests;

/// <summary>For tests of engines that run by themselves: they wait for an event, not for time.</summary>
internal static class CampaignEnd
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5); // for what hangs, not for what is slow

    /// <summary>Starts a campaign, with a reader of its events in place.</summary>
    /// <returns>Completes with the event that ends the campaign; fails if that never comes.</returns>
    public static async Task<Task> BeginAsync(this ICampaignClient client, CampaignId campaign)
    {
        var ended = EndAsync(client, campaign);
        await client.StartAsync(campaign, TestContext.Current.CancellationToken);
        return ended.WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    private static async Task EndAsync(ICampaignClient client, CampaignId campaign)
    {
        await foreach (var happened in client.ReadEventsAsync(campaign, TestContext.Current.CancellationToken))
        {
            if (happened.CampaignState is { } state && state.IsTerminal())
            {
                return;
            }
        }
    }
}
