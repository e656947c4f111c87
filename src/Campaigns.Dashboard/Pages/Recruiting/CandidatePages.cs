using System.Globalization;

namespace Campaigns.Dashboard.Pages.Recruiting;

/// <summary>One page of the candidates of a role: the contacts of its campaigns, one campaign after the other.</summary>
internal static class CandidatePages
{
    private const int PageSize = 50;

    /// <summary>Reads a page.</summary>
    /// <param name="client">The client.</param>
    /// <param name="campaigns">The campaigns of the role, the oldest first.</param>
    /// <param name="filter">Selects the candidates.</param>
    /// <param name="after">The cursor of the page before; null for the first page.</param>
    /// <exception cref="CampaignException">The cursor is not of this list.</exception>
    public static async Task<(List<(CampaignStatistics Campaign, ContactStatus Candidate)> Items, string? Next)> ReadAsync(
        ICampaignClient client, IReadOnlyList<CampaignStatistics> campaigns, ContactFilter filter, string? after)
    {
        var (begun, cursor) = Parse(after);
        var items = new List<(CampaignStatistics, ContactStatus)>();
        foreach (var campaign in campaigns.Where(campaign => campaign.Campaign.Value >= begun))
        {
            var place = campaign.Campaign.Value == begun ? cursor : null;
            do
            {
                var page = await client.ListContactsAsync(campaign.Campaign, filter, place, PageSize - items.Count);
                items.AddRange(page.Items.Select(candidate => (campaign, candidate)));
                place = page.Next;
                if (items.Count == PageSize && (place is not null || campaign != campaigns[^1]))
                {
                    return (items, Write(place is null ? campaign.Campaign.Value + 1 : campaign.Campaign.Value, place));
                }
            }
            while (place is not null);
        }

        return (items, null);
    }

    private static string Write(long campaign, string? place) => $"{campaign.ToString(CultureInfo.InvariantCulture)}~{place}";

    private static (long Campaign, string? Place) Parse(string? after) =>
        after is null ? (0, null)
        : after.Split('~', 2) is [var first, var place] && long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture,
            out var campaign)
            ? (campaign, place.Length > 0 ? place : null)
            : throw new CampaignException(CampaignError.Invalid, "The address of the page is not complete. Go to the first page.");
}
