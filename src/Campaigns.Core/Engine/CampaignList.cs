using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>
/// Lists campaigns, newest first. The store says which campaigns belong to a page. The figures of a campaign come from memory if it is
/// there, because they are newer and include its rate.
/// </summary>
internal sealed class CampaignList(CampaignClient client, CampaignFilter filter)
{
    public const string Name = "campaigns";

    public async Task<CampaignPage<CampaignStatistics>> ReadAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var before = PageCursor.ReadNumber(Name, after);
        var query = new CampaignListQuery(new PageLimits(limit))
        {
            Before = before == 0 ? long.MaxValue : before,
            Tenant = Named.OfOptional(filter.Tenant),
            State = filter.State,
            Text = filter.Text is { } text ? Unseen.Trim(text) : null,
        };
        await client.DoAsync(_ => { }, cancellationToken, nameof(ICampaignClient.ListAsync)); // what was requested before is committed
        var page = await client.QueryAsync(queries => queries.ReadCampaignsAsync(query, cancellationToken));
        var inMemory = await client.AskAsync(
            scheduler => scheduler.View.FiguresOf(page.Items.Select(campaign => campaign.Row.Id)),
            cancellationToken,
            nameof(ICampaignClient.ListAsync));
        var figures = page.Items.Select(campaign => inMemory.GetValueOrDefault(campaign.Row.Id) ?? CampaignFigures.Of(campaign));
        return new CampaignPage<CampaignStatistics>(
            [.. figures.Where(campaign => filter.State is null || campaign.State == filter.State)], // the state may have changed meanwhile
            page.Next is { } next ? PageCursor.Write(Name, next) : null);
    }
}
