using System.Globalization;
using Campaigns.AspNetCore.Access;
using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore.Campaigns;

/// <summary>Finds campaigns for callers. A campaign of another tenant does not exist for a caller.</summary>
internal static class OwnCampaign
{
    /// <summary>Finds a campaign by the id in the path.</summary>
    /// <exception cref="CampaignException">There is none, or it belongs to another tenant.</exception>
    public static async Task<CampaignStatistics> FindAsync(HttpContext context, ICampaignClient client, string id)
    {
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            throw NotFound(id);
        }

        var statistics = await client.GetStatisticsAsync(new CampaignId(number), context.RequestAborted);
        return AccessFilter.CallerOf(context).Tenant is { } tenant && tenant != statistics.Tenant ? throw NotFound(id) : statistics;
    }

    private static CampaignException NotFound(string id) =>
        new(CampaignError.NotFound, $"There is no campaign {Requests.Shown.Cut(id)}.");
}
