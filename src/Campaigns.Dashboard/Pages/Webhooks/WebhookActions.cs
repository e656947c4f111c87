using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Webhooks.Outbound;
using Campaigns.Dashboard.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Dashboard.Pages.Webhooks;

/// <summary>The pages of webhook endpoints, and what their buttons do.</summary>
internal static class WebhookActions
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPage<WebhookListPage>("/operations/webhooks");
        pages.MapPage<WebhookPage>("/operations/webhooks/{id}");
        WebhookForms.Map(pages);
        MapAction(pages, "test", async (webhooks, endpoint, context) =>
            $"The test message {await webhooks.TestAsync(endpoint, context.RequestAborted)} is on its way.");
        MapAction(pages, "enable", async (webhooks, endpoint, context) =>
        {
            await webhooks.SetEnabledAsync(endpoint, true, context.RequestAborted);
            return "The endpoint is enabled. Its waiting messages are sent.";
        });
        MapAction(pages, "disable", async (webhooks, endpoint, context) =>
        {
            await webhooks.SetEnabledAsync(endpoint, false, context.RequestAborted);
            return "The endpoint is disabled. Nothing is sent to it.";
        });
        MapAction(pages, "replay-failed", async (_, endpoint, context) =>
        {
            var wish = new ReplayWish(0, null, null, null, OnlyFailed: true);
            await context.RequestServices.GetRequiredService<Replays>().ReplayAsync(endpoint, wish, context.RequestAborted);
            return "The failed messages are sent again.";
        });
        MapAction(pages, "deliveries/{message}/replay", async (_, endpoint, context) =>
        {
            var message = (string)context.Request.RouteValues["message"]!;
            return await context.RequestServices.GetRequiredService<Replays>().ReplayAsync(endpoint, message, context.RequestAborted)
                ? "The message is sent again, with the same id."
                : throw new CampaignException(CampaignError.NotFound, "Neither the log nor the change feed has the message any more.");
        });
    }

    /// <summary>Finds an endpoint to show it. One of another tenant does not exist for the viewer.</summary>
    /// <exception cref="CampaignException">There is none.</exception>
    public static async Task<WebhookEndpoint> FindAsync(OutboundWebhooks webhooks, ApiCaller caller, string id) =>
        Find(await webhooks.CatalogAsync(default), caller, id);

    /// <summary>Finds an endpoint to change it.</summary>
    /// <exception cref="CampaignException">There is none.</exception>
    public static async Task<WebhookEndpoint> FindOwnAsync(OutboundWebhooks webhooks, ApiCaller caller, string id) =>
        Find(await webhooks.OwnCatalogAsync(default), caller, id);

    private static WebhookEndpoint Find(EndpointCatalog endpoints, ApiCaller caller, string id) =>
        endpoints.Find(id) is { } found && (caller.Tenant is null || caller.Tenant == found.Tenant)
            ? found
            : throw new CampaignException(CampaignError.NotFound, "There is no such webhook endpoint.");

    private static void MapAction(
        IEndpointRouteBuilder pages, string action, Func<OutboundWebhooks, WebhookEndpoint, HttpContext, Task<string>> act) =>
        pages.MapForm($"/operations/webhooks/{{id}}/{action}", ApiRole.Operate, async (context, _) =>
        {
            var webhooks = context.RequestServices.GetRequiredService<OutboundWebhooks>();
            var id = (string)context.Request.RouteValues["id"]!;
            var endpoint = await FindOwnAsync(webhooks, AccessFilter.CallerOf(context), id);
            var did = await act(webhooks, endpoint, context);
            return QueryHelpers.AddQueryString(PageEndpoints.ContextOf(context).Link($"/operations/webhooks/{id}"), "did", did);
        });
}
