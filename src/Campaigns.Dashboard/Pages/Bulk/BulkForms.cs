using System.Globalization;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Bulk;
using Campaigns.Dashboard.Hosting;
using Campaigns.Dashboard.Shared;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Dashboard.Pages.Bulk;

/// <summary>Counts, confirms, starts and cancels bulk actions.</summary>
internal static class BulkForms
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPage<BulkConfirmPage>("/{id:long}/bulk", ApiRole.Operate);
        pages.MapPage<BulkRunPage>("/{id:long}/bulk/{run}", ApiRole.Operate);
        pages.MapForm("/{id:long}/bulk", ApiRole.Operate, StartAsync);
        pages.MapForm("/{id:long}/bulk/{run}/cancel", ApiRole.Operate, CancelAsync);
    }

    private static async Task<string> StartAsync(HttpContext context, IFormCollection form)
    {
        var (page, campaign) = await FindAsync(context);
        BulkWish wish;
        try
        {
            wish = BulkWish.Read(name => form[name]);
        }
        catch (CampaignException error)
        {
            return PageEndpoints.Refuse(context, error, page.Link($"/{campaign.Campaign}/contacts"));
        }

        var client = context.RequestServices.GetRequiredService<ICampaignClient>();
        var (count, _) = await wish.CountAsync(client, campaign.Campaign, context.RequestAborted);
        var again = wish.Fields().Where(field => field.Value is not null);
        if (form["count"] != count.ToString(CultureInfo.InvariantCulture) || count > BulkWish.Most)
        {
            var error = new CampaignException(
                CampaignError.Conflict, "Another number of contacts matches now. Nothing was changed. Look, and confirm again.");
            return PageEndpoints.Refuse(context, error, QueryHelpers.AddQueryString(page.Link($"/{campaign.Campaign}/bulk"), again));
        }

        var records = context.RequestServices.GetRequiredService<BulkRecords>();
        var action = records.Make(campaign.Campaign, wish.ToRequest(count, records.Now), count);
        await records.WriteAsync(action, campaign.Tenant, 0, context.RequestAborted);
        context.RequestServices.GetRequiredService<BulkRunner>().Wake();
        return page.Link($"/{campaign.Campaign}/bulk/{action.Body.Id}");
    }

    private static async Task<string> CancelAsync(HttpContext context, IFormCollection form)
    {
        var (page, campaign) = await FindAsync(context);
        var id = (string)context.Request.RouteValues["run"]!;
        await context.RequestServices.GetRequiredService<BulkRecords>().CancelAsync(campaign.Campaign, id, context.RequestAborted);
        return page.Link($"/{campaign.Campaign}/bulk/{id}");
    }

    private static async Task<(PageRequest Page, CampaignStatistics Campaign)> FindAsync(HttpContext context)
    {
        var page = PageEndpoints.ContextOf(context);
        var client = context.RequestServices.GetRequiredService<ICampaignClient>();
        return (page, await page.FindCampaignAsync(client, (string)context.Request.RouteValues["id"]!));
    }
}
