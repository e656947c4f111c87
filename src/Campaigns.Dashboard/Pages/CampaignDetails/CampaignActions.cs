using System.Globalization;
using Campaigns.AspNetCore.Access;
using Campaigns.Dashboard.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Dashboard.Pages.CampaignDetails;

/// <summary>What the buttons of a campaign do.</summary>
internal static class CampaignActions
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPage<CancelPage>("/{id:long}/cancel", ApiRole.Operate);
        pages.MapPage<PreflightPage>("/{id:long}/preflight");
        MapAction(pages, "start", "The campaign has started.", (client, campaign, _) => client.StartAsync(campaign));
        MapAction(
            pages, "pause", "The campaign is paused: nothing more is sent. Attempts that are live end by themselves: {0}.",
            (client, campaign, _) => client.PauseAsync(campaign));
        MapAction(pages, "resume", "The campaign goes on.", (client, campaign, _) => client.ResumeAsync(campaign));
        MapAction(pages, "cancel", "The campaign is canceled. Attempts that are still live: {0}.", (client, campaign, form) =>
            client.CancelAsync(
            campaign, Enum.TryParse<CancelMode>(form["mode"], out var mode) ? mode : CancelMode.Drain));
    }

    private static void MapAction(
        IEndpointRouteBuilder pages, string action, string did, Func<ICampaignClient, CampaignId, IFormCollection, Task> act) =>
        pages.MapForm($"/{{id:long}}/{action}", ApiRole.Operate, async (context, form) =>
        {
            var page = PageEndpoints.ContextOf(context);
            var client = context.RequestServices.GetRequiredService<ICampaignClient>();
            var campaign = (await page.FindCampaignAsync(client, (string)context.Request.RouteValues["id"]!)).Campaign;
            await act(client, campaign, form);
            var live = (await client.GetStatisticsAsync(campaign)).Live.ToString("N0", CultureInfo.InvariantCulture);
            var says = did.Replace("{0}", live, StringComparison.Ordinal);
            return QueryHelpers.AddQueryString(page.Link($"/{campaign}"), "did", says);
        });
}
