using System.Globalization;
using Campaigns.AspNetCore.Access;
using Campaigns.Dashboard.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Dashboard.Pages.Recruiting;

/// <summary>
/// The candidates of a role. Recruiting names the campaigns of a role "Role 17", one for each sender, so the page needs nothing of it but
/// that name.
/// </summary>
internal static class RoleActions
{
    public const string Prefix = "Role ";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPage<RoleListPage>("/recruiting");
        pages.MapPage<RolePage>("/recruiting/{role:long}");
        MapAction(pages, "done", ManualTaskResult.Done, "The task is done. The next step follows.");
        MapAction(pages, "failed", ManualTaskResult.Failed, "The task could not be done: its step has failed.");
        MapAction(pages, "skipped", ManualTaskResult.Skipped, "The task is skipped. The next step follows.");
    }

    /// <summary>The number of the role of a campaign; null if the campaign is of no role.</summary>
    public static long? RoleOf(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var role) ? role : null;

    /// <summary>The campaigns of a role that the viewer may see, the oldest first.</summary>
    /// <exception cref="CampaignException">There is none.</exception>
    public static async Task<IReadOnlyList<CampaignStatistics>> FindAsync(ICampaignClient client, string? tenant, string role)
    {
        var name = Prefix + role;
        var found = new List<CampaignStatistics>();
        string? after = null;
        do
        {
            var page = await client.ListAsync(new CampaignFilter { Tenant = tenant, Text = name }, after, limit: 1_000);
            found.AddRange(page.Items.Where(campaign => campaign.Name == name));
            after = page.Next;
        }
        while (after is not null);
        return found.Count > 0
            ? [.. found.OrderBy(campaign => campaign.Campaign.Value)]
            : throw new CampaignException(CampaignError.NotFound, "No candidate of this role was contacted.");
    }

    private static void MapAction(IEndpointRouteBuilder pages, string action, ManualTaskResult result, string did) =>
        pages.MapForm($"/recruiting/{{role:long}}/{{id:long}}/{{key}}/{action}", ApiRole.Operate, async (context, _) =>
        {
            var page = PageEndpoints.ContextOf(context);
            var values = context.Request.RouteValues;
            var client = context.RequestServices.GetRequiredService<ICampaignClient>();
            var campaign = await page.FindCampaignAsync(client, (string)values["id"]!);
            var operations = context.RequestServices.GetRequiredService<ICampaignOperations>();
            await operations.CompleteTaskAsync(campaign.Campaign, (string)values["key"]!, result, context.RequestAborted);
            return QueryHelpers.AddQueryString(page.Link($"/recruiting/{values["role"]}"), "did", did);
        });
}
