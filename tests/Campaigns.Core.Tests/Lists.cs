namespace Campaigns.Tests;

/// <summary>Whole lists, read in small pages, for tests that are not about pages.</summary>
internal static class Lists
{
    private const int Limit = 7;

    /// <summary>The campaigns, in order of creation.</summary>
    public static List<CampaignStatistics> Campaigns(this CampaignHarness harness, string? tenant = null)
    {
        var filter = new CampaignFilter { Tenant = tenant };
        var list = Walk(harness, (ICampaignClient client, string? after) => client.ListAsync(filter, after, Limit));
        list.Reverse();
        return list;
    }

    public static List<ManualTask> Tasks(this CampaignHarness harness, CampaignId campaign) =>
        Walk(harness, (ICampaignOperations operations, string? after) => operations.ListTasksAsync(campaign, after, Limit));

    public static List<UnmatchedReport> Unmatched(this CampaignHarness harness) =>
        Walk(harness, (ICampaignOperations operations, string? after) => operations.ListUnmatchedReportsAsync(after, Limit));

    public static List<ChannelStatus> UnavailableChannels(this CampaignHarness harness, string? tenant = null) =>
        Walk(harness, (ICampaignOperations operations, string? after) => operations.ListChannelsAsync(tenant, after, Limit));

    public static List<LoggedEvent> EventLog(this CampaignHarness harness, string? tenant = null, EventState? state = null)
    {
        var filter = new EventLogFilter { Tenant = tenant, State = state };
        return Walk(harness, (ICampaignOperations operations, string? after) => operations.ListLoggedEventsAsync(filter, after, Limit));
    }

    public static List<CampaignTrigger> Triggers(this CampaignHarness harness, string tenant) =>
        Walk(harness, (ICampaignOperations operations, string? after) => operations.ListTriggersAsync(tenant, after, Limit));

    private static List<T> Walk<T>(CampaignHarness harness, Func<ICampaignClient, string?, Task<CampaignPage<T>>> read)
    {
        var all = new List<T>();
        harness.Do((ICampaignClient client) => ReadAsync(after => read(client, after), all));
        return all;
    }

    private static List<T> Walk<T>(CampaignHarness harness, Func<ICampaignOperations, string?, Task<CampaignPage<T>>> read)
    {
        var all = new List<T>();
        harness.Do((ICampaignOperations operations) => ReadAsync(after => read(operations, after), all));
        return all;
    }

    private static async Task ReadAsync<T>(Func<string?, Task<CampaignPage<T>>> read, List<T> into)
    {
        await foreach (var item in CampaignPages.ReadAllAsync(read))
        {
            into.Add(item);
        }
    }
}
