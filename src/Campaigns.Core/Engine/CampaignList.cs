using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>
/// Lists campaigns in order of id, one range of ids per step. Reads each range from memory, and from the store for ended campaigns that are
/// no longer in memory. Each campaign is listed exactly once, even if campaigns end or run again meanwhile.
/// </summary>
internal sealed class CampaignList(CampaignClient client, string? tenant)
{
    public async Task<IReadOnlyList<CampaignStatistics>> ReadAsync(CancellationToken cancellationToken)
    {
        var list = new List<CampaignStatistics>();
        for (long after = 0; after < long.MaxValue;)
        {
            var range = await client.PostAsync(new RangeCommand(tenant, after), cancellationToken, nameof(ICampaignClient.ListAsync));
            var figures = range.InMemory.Concat(range.Stored.Select(CampaignFigures.Of)); // outside the loop: definitions can be long
            list.AddRange(figures.OrderBy(campaign => campaign.Campaign.Value));
            after = range.Last;
        }

        return list;
    }

    /// <summary>The campaigns in a range of ids.</summary>
    private sealed record Range(IReadOnlyList<CampaignStatistics> InMemory, IReadOnlyList<CampaignRecord> Stored, long Last);

    private sealed class RangeCommand(string? tenant, long after) : Command<Range>
    {
        /// <summary>The number of campaigns read from the store per step. All attempts wait for this read.</summary>
        private const int PageSize = 200;

        protected override async ValueTask<Range> ExecuteAsync(Scheduler scheduler, CommandReader reader)
        {
            var page = await reader.Store.FindCampaignsAsync(CampaignQuery.Ended(tenant, after, PageSize));
            var last = page.Count < PageSize ? long.MaxValue : page[^1].Row.Id.Value;
            var inMemory = scheduler.View.List(tenant, after, last);
            return new Range(inMemory, [.. page.Where(campaign => !scheduler.View.Holds(campaign.Row.Id))], last);
        }
    }
}
