using Campaigns.Orleans.Client.Members;
using Campaigns.Orleans.Client.Paging;

namespace Campaigns.Orleans.Client;

/// <content>Lists. A list of one tenant or campaign is one shard's. Other lists go over all shards.</content>
internal sealed partial class ClusterClient
{
    public Task<CampaignPage<CampaignStatistics>> ListAsync(
        CampaignFilter? filter, string? after, int limit, CancellationToken cancellationToken)
    {
        filter?.ThrowIfInvalid();
        PageCursor.Limit(limit);
        return filter?.Tenant is { } tenant
            ? OfTenantAsync(tenant, ListMembers.Campaigns, new ListAt<CampaignFilter?>(filter, new PageAt(after, limit)), cancellationToken)
            : new CampaignMerge(_shards, filter).ReadAsync(after, limit, cancellationToken);
    }

    public Task<CampaignStatistics?> FindAsync(string tenant, string key, CancellationToken cancellationToken) =>
        OfTenantAsync(tenant, CampaignMembers.Find, new NameAt(tenant, key), cancellationToken);

    public Task<CampaignPage<ContactStatus>> ListContactsAsync(
        CampaignId campaign, ContactFilter? filter, string? after, int limit, CancellationToken cancellationToken) =>
        OfCampaignAsync(
            campaign, ListMembers.Contacts, new ContactListAt(campaign, filter, new PageAt(after, limit)), cancellationToken);

    public Task<CampaignPage<ContactAttempt>> ListAttemptsAsync(
        AttemptFilter? filter, string? after, int limit, CancellationToken cancellationToken)
    {
        filter?.ThrowIfInvalid();
        PageCursor.Limit(limit);
        ListAt<AttemptFilter?> At(string? inner, int most) => new(filter, new PageAt(inner, most));
        return filter?.Campaign is { } campaign
            ? OfCampaignAsync(campaign, ListMembers.Attempts, At(after, limit), cancellationToken)
            : filter?.Tenant is { } tenant
            ? OfTenantAsync(tenant, ListMembers.Attempts, At(after, limit), cancellationToken)
            : ShardRow.ReadAsync(
                "attempts of all shards", _shards.Count, (after, limit),
                (shard, inner, most) => _shards.AskAsync(shard, ListMembers.Attempts, At(inner, most), cancellationToken));
    }

    public Task<CampaignPage<LoggedEvent>> ListLoggedEventsAsync(
        EventLogFilter? filter, string? after, int limit, CancellationToken cancellationToken)
    {
        filter?.ThrowIfInvalid();
        PageCursor.Limit(limit);
        async Task<CampaignPage<LoggedEvent>> OfShardAsync(int shard, string? inner, int most)
        {
            var at = new ListAt<EventLogFilter?>(filter, new PageAt(inner, most));
            var page = await _shards.AskAsync(shard, ListMembers.LoggedEvents, at, cancellationToken);
            return page with
            {
                Items = [.. page.Items.Select(each => each with { Sequence = ShardIds.Of(shard, each.Sequence) })],
            };
        }

        return filter?.Tenant is { } tenant
            ? OfShardAsync(_shards.OfTenant(Named.Of(tenant)), after, limit)
            : ShardRow.ReadAsync("events of all shards", _shards.Count, (after, limit), OfShardAsync);
    }

    public Task<CampaignPage<UnmatchedReport>> ListUnmatchedReportsAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        PageCursor.Limit(limit);
        return ShardRow.ReadAsync(
            "reports of all shards", _shards.Count, (after, limit),
            (shard, inner, most) => _shards.AskAsync(shard, ListMembers.UnmatchedReports, new PageAt(inner, most), cancellationToken));
    }

    public Task<CampaignPage<CampaignTrigger>> ListTriggersAsync(
        string tenant, string? after, int limit, CancellationToken cancellationToken) =>
        OfTenantAsync(tenant, ListMembers.Triggers, new TenantListAt(tenant, new PageAt(after, limit)), cancellationToken);

    public Task<CampaignPage<SuppressionEntry>> ListSuppressionsAsync(
        string tenant, string? after, int limit, CancellationToken cancellationToken) =>
        OfTenantAsync(tenant, ListMembers.Suppressions, new TenantListAt(tenant, new PageAt(after, limit)), cancellationToken);

    public Task<CampaignPage<ManualTask>> ListTasksAsync(
        CampaignId campaign, string? after, int limit, CancellationToken cancellationToken) =>
        OfCampaignAsync(campaign, ListMembers.Tasks, new CampaignListAt(campaign, new PageAt(after, limit)), cancellationToken);

    public async Task<CampaignPage<ChannelStatus>> ListChannelsAsync(
        string? tenant, string? after, int limit, CancellationToken cancellationToken)
    {
        var at = new TenantListAt(tenant, new PageAt(after, limit));
        if (tenant is not null)
        {
            return await OfTenantAsync(tenant, ListMembers.Channels, at, cancellationToken);
        }

        PageCursor.Limit(limit);
        var pages = await _shards.AskAllAsync(ListMembers.Channels, at, cancellationToken);
        return NameMerge.Merge(
            pages, limit, channel => (channel.Tenant, channel.Channel),
            channel => PageCursor.Write("channels", channel.Tenant, channel.Channel));
    }

    public async Task<CampaignPage<HoldStatus>> ListHoldsAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        PageCursor.Limit(limit);
        var pages = await _shards.AskAllAsync(ListMembers.Holds, new PageAt(after, limit), cancellationToken);
        return HoldMerge.Merge(pages, limit);
    }
}
