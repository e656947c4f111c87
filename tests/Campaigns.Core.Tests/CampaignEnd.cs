namespace Campaigns.Tests;

/// <summary>Helpers for tests of engines that run by themselves. They wait for an event instead of a time.</summary>
internal static class CampaignEnd
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5); // catches hangs, not slowness

    /// <summary>Starts a campaign after subscribing to its events.</summary>
    /// <returns>A task that completes with the event that ends the campaign, and fails if the event never arrives.</returns>
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
