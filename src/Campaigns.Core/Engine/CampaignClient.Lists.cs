using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>Lists, in pages.</summary>
internal sealed partial class CampaignClient
{
    private const string Reports = "reports";
    private const string LoggedEvents = "events";

    public Task<CampaignPage<CampaignStatistics>> ListAsync(
        CampaignFilter? filter, string? after, int limit, CancellationToken cancellationToken)
    {
        filter?.ThrowIfInvalid();
        return new CampaignList(this, filter ?? new CampaignFilter()).ReadAsync(after, PageCursor.Limit(limit), cancellationToken);
    }

    public Task<CampaignStatistics?> FindAsync(string tenant, string key, CancellationToken cancellationToken) =>
        PostAsync(new FindCampaignCommand(Named.Of(tenant), Named.Of(key)), cancellationToken);

    public Task<CampaignPage<ContactStatus>> ListContactsAsync(
        CampaignId campaign, ContactFilter? filter, string? after, int limit, CancellationToken cancellationToken)
    {
        filter?.ThrowIfInvalid();
        return new ContactReader(this, campaign, nameof(ICampaignClient.ListContactsAsync)).ListAsync(
            filter ?? new ContactFilter(), after, PageCursor.Limit(limit), cancellationToken);
    }

    public Task<CampaignPage<ContactAttempt>> ListAttemptsAsync(
        AttemptFilter? filter, string? after, int limit, CancellationToken cancellationToken)
    {
        filter?.ThrowIfInvalid();
        return new AttemptList(this, filter ?? new AttemptFilter()).ReadAsync(after, PageCursor.Limit(limit), cancellationToken);
    }

    public async Task<CampaignPage<LoggedEvent>> ListLoggedEventsAsync(
        EventLogFilter? filter, string? after, int limit, CancellationToken cancellationToken)
    {
        filter?.ThrowIfInvalid();
        var query = new EventQuery(new PageLimits(PageCursor.Limit(limit)))
        {
            After = PageCursor.ReadNumber(LoggedEvents, after), Tenant = Named.OfOptional(filter?.Tenant), State = filter?.State,
        };
        var page = await QueryAsync(queries => queries.ReadEventsAsync(query, cancellationToken));
        return new CampaignPage<LoggedEvent>(page.Items, page.Next is { } next ? PageCursor.Write(LoggedEvents, next) : null);
    }

    public async Task<CampaignPage<ManualTask>> ListTasksAsync(
        CampaignId campaign, string? after, int limit, CancellationToken cancellationToken)
    {
        var name = $"tasks of {campaign}";
        var place = PageCursor.ReadNumbers(name, after, 2);
        var from = place is null ? DueKey.Lowest : new DueKey(place[0], place[1]);
        var rows = await PostAsync(new TaskListCommand(campaign, from, PageCursor.Limit(limit) + 1), cancellationToken);
        var page = PageCursor.Page(rows, limit, row => PageCursor.Write(name, row.Place.Due, row.Place.Job));
        return new CampaignPage<ManualTask>([.. page.Items.Select(Fill)], page.Next); // outside the loop: templates are host code
    }

    public async Task<CampaignPage<UnmatchedReport>> ListUnmatchedReportsAsync(
        string? after, int limit, CancellationToken cancellationToken)
    {
        var (id, most) = (PageCursor.ReadNumber(Reports, after), PageCursor.Limit(limit) + 1);
        var rows = await AskAsync(scheduler => scheduler.Unmatched.List(id, most), cancellationToken);
        var page = PageCursor.Page(rows, limit, row => PageCursor.Write(Reports, row.Id));
        return new CampaignPage<UnmatchedReport>(
            [.. page.Items.Select(row => new UnmatchedReport(row.Report, row.ReceivedAt))], page.Next);
    }

    public async Task<CampaignPage<ChannelStatus>> ListChannelsAsync(
        string? tenant, string? after, int limit, CancellationToken cancellationToken)
    {
        const string name = "channels";
        tenant = Named.OfOptional(tenant);
        var (place, most) = (PageCursor.ReadPair(name, after), PageCursor.Limit(limit) + 1);
        var rows = await AskAsync(scheduler => scheduler.Channels.List(tenant, place, most), cancellationToken);
        return PageCursor.Page(rows, limit, row => PageCursor.Write(name, row.Tenant, row.Channel));
    }

    public async Task<CampaignPage<CampaignTrigger>> ListTriggersAsync(
        string tenant, string? after, int limit, CancellationToken cancellationToken)
    {
        const string name = "triggers";
        tenant = Named.Of(tenant);
        var (place, most) = (PageCursor.Read(name, after), PageCursor.Limit(limit) + 1);
        var rows = await AskAsync(scheduler => scheduler.Triggers.List(tenant, place, most), cancellationToken);
        return PageCursor.Page(rows, limit, row => PageCursor.Write(name, row.Name));
    }
}
