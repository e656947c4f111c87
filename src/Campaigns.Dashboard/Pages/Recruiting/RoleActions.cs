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
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPage<RolePage>("/recruiting/{role:long}");
        MapAction(pages, "done", ManualTaskResult.Done, "The task is done. The next step follows.");
        MapAction(pages, "skipped", ManualTaskResult.Skipped, "The task is skipped. The next step follows.");
    }

    /// <summary>The campaigns of a role that the viewer may see.</summary>
    /// <exception cref="CampaignException">There is none.</exception>
    public static async Task<IReadOnlyList<CampaignStatistics>> FindAsync(ICampaignClient client, string? tenant, string role)
    {
        var name = $"Role {role}";
        var page = await client.ListAsync(new CampaignFilter { Tenant = tenant, Text = name }, limit: 1_000);
        var found = page.Items.Where(campaign => campaign.Name == name).ToList();
        return found.Count > 0 ? found : throw new CampaignException(CampaignError.NotFound, "No candidate of this role was contacted.");
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
