using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>
/// Lists campaigns in the order of their ids, a range of ids in each step: from memory those that are there, from the store those that have
/// ended and left it. So none is listed twice or left out, whatever ends or runs again meanwhile.
/// </summary>
internal sealed class CampaignList(CampaignClient client, string? tenant)
{
    /// <summary>How many are read from the store in one step: everybody's attempts wait for it.</summary>
    private const int PageSize = 200;

    public async Task<IReadOnlyList<CampaignStatistics>> ReadAsync(CancellationToken cancellation)
    {
        var list = new List<CampaignStatistics>();
        for (long after = 0; after < long.MaxValue;)
        {
            var query = CampaignQuery.Ended(tenant, after, PageSize);
            var command = new Command<Range>((scheduler, input) => RangeOf(scheduler.State, query, input.Ended)) { Ended = query };
            var range = await client.PostAsync(command, cancellation, nameof(ICampaignClient.ListAsync));
            var figures = range.InMemory.Concat(range.Stored.Select(CampaignFigures.Of)); // here, not in the loop: definitions are long
            list.AddRange(figures.OrderBy(campaign => campaign.Campaign.Value));
            after = range.Last;
        }

        return list;
    }

    private Range RangeOf(SchedulerState state, CampaignQuery query, IReadOnlyList<CampaignRecord> page)
    {
        var last = page.Count < query.Limit ? long.MaxValue : page[^1].Row.Id.Value;
        var inMemory = state.Campaigns.Values.Where(campaign =>
            campaign.Id.Value > query.After && campaign.Id.Value <= last && (tenant is null || campaign.Row.Tenant == tenant));
        return new Range(
            [.. inMemory.Select(campaign => CampaignFigures.Of(campaign, state.Now))],
            [.. page.Where(campaign => !state.Campaigns.ContainsKey(campaign.Row.Id.Value))],
            last);
    }

    /// <summary>The campaigns of a range of ids.</summary>
    private sealed record Range(IReadOnlyList<CampaignStatistics> InMemory, IReadOnlyList<CampaignRecord> Stored, long Last);
}
