using static Campaigns.Orleans.Client.Members.MemberTable;

namespace Campaigns.Orleans.Client.Members;

/// <summary>Lists, in pages of a shard.</summary>
internal static class ListMembers
{
    public static readonly ShardMember<ListAt<CampaignFilter?>, CampaignPage<CampaignStatistics>> Campaigns =
        Ask<ListAt<CampaignFilter?>, CampaignPage<CampaignStatistics>>(
            "ListCampaigns", isSafe: true,
            (side, at, token) => side.Engine.Client.ListAsync(at.Filter, at.Page.After, at.Page.Limit, token));

    public static readonly ShardMember<ContactListAt, CampaignPage<ContactStatus>> Contacts =
        Ask<ContactListAt, CampaignPage<ContactStatus>>(
            "ListContacts", isSafe: true,
            (side, at, token) => side.Engine.Client.ListContactsAsync(at.Campaign, at.Filter, at.Page.After, at.Page.Limit, token));

    public static readonly ShardMember<ListAt<AttemptFilter?>, CampaignPage<ContactAttempt>> Attempts =
        Ask<ListAt<AttemptFilter?>, CampaignPage<ContactAttempt>>(
            "ListAttempts", isSafe: true,
            (side, at, token) => side.Engine.Client.ListAttemptsAsync(at.Filter, at.Page.After, at.Page.Limit, token));

    public static readonly ShardMember<ListAt<EventLogFilter?>, CampaignPage<LoggedEvent>> LoggedEvents =
        Ask<ListAt<EventLogFilter?>, CampaignPage<LoggedEvent>>(
            "ListLoggedEvents", isSafe: true,
            (side, at, token) => side.Engine.Operations.ListLoggedEventsAsync(at.Filter, at.Page.After, at.Page.Limit, token));

    public static readonly ShardMember<TenantListAt, CampaignPage<CampaignTrigger>> Triggers =
        Ask<TenantListAt, CampaignPage<CampaignTrigger>>(
            "ListTriggers", isSafe: true,
            (side, at, token) => side.Engine.Operations.ListTriggersAsync(at.Tenant!, at.Page.After, at.Page.Limit, token));

    public static readonly ShardMember<TenantListAt, CampaignPage<SuppressionEntry>> Suppressions =
        Ask<TenantListAt, CampaignPage<SuppressionEntry>>(
            "ListSuppressions", isSafe: true,
            (side, at, token) => side.Engine.Operations.ListSuppressionsAsync(at.Tenant!, at.Page.After, at.Page.Limit, token));

    public static readonly ShardMember<TenantListAt, CampaignPage<ChannelStatus>> Channels =
        Ask<TenantListAt, CampaignPage<ChannelStatus>>(
            "ListChannels", isSafe: true,
            (side, at, token) => side.Engine.Operations.ListChannelsAsync(at.Tenant, at.Page.After, at.Page.Limit, token));

    public static readonly ShardMember<CampaignListAt, CampaignPage<ManualTask>> Tasks =
        Ask<CampaignListAt, CampaignPage<ManualTask>>(
            "ListTasks", isSafe: true,
            (side, at, token) => side.Engine.Operations.ListTasksAsync(at.Campaign, at.Page.After, at.Page.Limit, token));

    public static readonly ShardMember<PageAt, CampaignPage<UnmatchedReport>> UnmatchedReports =
        Ask<PageAt, CampaignPage<UnmatchedReport>>(
            "ListUnmatchedReports", isSafe: true,
            (side, page, token) => side.Engine.Operations.ListUnmatchedReportsAsync(page.After, page.Limit, token));

    public static readonly ShardMember<PageAt, CampaignPage<HoldStatus>> Holds = Ask<PageAt, CampaignPage<HoldStatus>>(
        "ListHolds", isSafe: true, (side, page, token) => side.Engine.Operations.ListHoldsAsync(page.After, page.Limit, token));
}
