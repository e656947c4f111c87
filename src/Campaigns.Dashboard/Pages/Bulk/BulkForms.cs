using System.Globalization;
using Campaigns.AspNetCore.Access;
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
            return PageEndpoints.Refuse(context, error, page.Link($"/{campaign}/contacts"));
        }

        var client = context.RequestServices.GetRequiredService<ICampaignClient>();
        var (keys, _) = await wish.FindAsync(client, campaign, context.RequestAborted);
        var again = wish.Fields().Where(field => field.Value is not null);
        if (form["count"] != keys.Count.ToString(CultureInfo.InvariantCulture) || keys.Count > BulkWish.Most)
        {
            var error = new CampaignException(
                CampaignError.Conflict, "Another number of contacts matches now. Nothing was changed. Look, and confirm again.");
            return PageEndpoints.Refuse(context, error, QueryHelpers.AddQueryString(page.Link($"/{campaign}/bulk"), again));
        }

        var run = context.RequestServices.GetRequiredService<BulkRuns>().Start(campaign, wish, keys);
        return page.Link($"/{campaign}/bulk/{run.Id}");
    }

    private static async Task<string> CancelAsync(HttpContext context, IFormCollection form)
    {
        var (page, campaign) = await FindAsync(context);
        var id = (string)context.Request.RouteValues["run"]!;
        if (context.RequestServices.GetRequiredService<BulkRuns>().Find(campaign, id) is { } run)
        {
            run.IsCanceled = true;
        }

        return page.Link($"/{campaign}/bulk/{id}");
    }

    private static async Task<(PageContext Page, CampaignId Campaign)> FindAsync(HttpContext context)
    {
        var page = PageEndpoints.ContextOf(context);
        var client = context.RequestServices.GetRequiredService<ICampaignClient>();
        return (page, (await page.FindCampaignAsync(client, (string)context.Request.RouteValues["id"]!)).Campaign);
    }
}
