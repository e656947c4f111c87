using System.Globalization;
using Campaigns.AspNetCore.Access;
using Campaigns.Dashboard.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Dashboard.Pages.Operations;

/// <summary>The pages of operations, and what their buttons do.</summary>
internal static class OperationsActions
{
    private const string Home = "/operations";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPage<OperationsPage>(Home);
        pages.MapPage<TenantsPage>("/operations/tenants");
        pages.MapPage<EventLogPage>("/operations/events");
        pages.MapPage<ReportsPage>("/operations/reports").Require(ApiRole.Read, allTenants: true);
        pages.MapPage<ClusterPage>("/operations/cluster").Require(ApiRole.Read, allTenants: true);
        pages.MapPage<StopPage>("/operations/stop", ApiRole.Operate).Require(ApiRole.Operate, allTenants: true);
        MapTenants(pages);
        MapStop(pages);
        ProviderLimits.Map(pages);
        MapLists(pages);
    }

    private static void MapStop(IEndpointRouteBuilder pages)
    {
        MapAction(pages, "/operations/stop", ApiRole.Operate, true, async (operations, context, _) =>
        {
            await operations.HoldAllAsync();
            return (Home, await SayStoppedAsync(operations, context.RequestServices.GetRequiredService<ICampaignClient>()));
        });
        MapAction(pages, "/operations/release-all", ApiRole.Operate, true, async (operations, _, _) =>
        {
            await operations.ReleaseAllAsync();
            return (Home, "Everything is released.");
        });
    }

    private static void MapTenants(IEndpointRouteBuilder pages)
    {
        MapAction(pages, "/operations/tenants/{tenant}/release", ApiRole.Operate, false, async (operations, context, _) =>
        {
            var tenant = PageEndpoints.OwnTenant(context, Value(context, "tenant"));
            await operations.ReleaseTenantAsync(tenant);
            return (Home, $"The tenant {tenant} is released.");
        });
        MapAction(pages, "/operations/tenants/{tenant}/hold", ApiRole.Operate, false, async (operations, context, _) =>
        {
            var tenant = PageEndpoints.OwnTenant(context, Value(context, "tenant"));
            await operations.HoldTenantAsync(tenant);
            return ("/operations/tenants", $"The tenant {tenant} is held. Live attempts end by themselves.");
        });
        MapAction(pages, "/operations/tenants/{tenant}/limit", ApiRole.Admin, false, async (operations, context, form) =>
        {
            var tenant = PageEndpoints.OwnTenant(context, Value(context, "tenant"));
            var shown = long.TryParse(form["revision"], NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : 0;
            await operations.ChangeTenantAsync(
                tenant,
                settings => settings with
                {
                    MaxConcurrent = LimitForm.ReadMaxConcurrent(form),
                    Rate = LimitForm.ReadRate(form, settings.Rate),
                    Weight = LimitForm.ReadNumber(form, "weight", "The share") ?? 1,
                },
                shown);
            return ("/operations/tenants", $"The limits of the tenant {tenant} are changed.");
        });
        MapAction(pages, "/operations/tenants/{tenant}/channels/{channel}/available", ApiRole.Operate, false,
            async (operations, context, _) =>
        {
            await operations.MarkChannelAvailableAsync(PageEndpoints.OwnTenant(context, Value(context, "tenant")),
                Value(context, "channel"));
            return (Home, "The channel is used again.");
        });
    }

    /// <summary>What the stop did, in words.</summary>
    private static async Task<string> SayStoppedAsync(ICampaignOperations operations, ICampaignClient client)
    {
        var running = await client.ListAsync(new CampaignFilter { State = CampaignState.Running }, limit: 1_000);
        var live = (await operations.ListProvidersAsync()).Sum(provider => (long)provider.Live);
        var campaigns = running.Next is null ? $"{running.Items.Count:N0}" : "More than 1,000";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Everything is stopped. {campaigns} running campaigns send nothing more. {live:N0} attempts are live and end by themselves.");
    }

    private static void MapLists(IEndpointRouteBuilder pages)
    {
        MapAction(pages, "/operations/events/{tenant}/{id}/apply", ApiRole.Operate, false, async (operations, context, _) =>
        {
            await operations.ApplyEventAgainAsync(PageEndpoints.OwnTenant(context, Value(context, "tenant")), Value(context, "id"));
            return ("/operations/events", "The event was applied again.");
        });
        MapAction(pages, "/operations/reports/dismiss", ApiRole.Admin, true, async (operations, context, _) =>
        {
            await operations.DismissUnmatchedReportsAsync(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
            return ("/operations/reports", "The reports are dismissed.");
        });
    }

    /// <summary>Maps a form that acts, and goes to a page that says what was done.</summary>
    public static void MapAction(
        IEndpointRouteBuilder pages, string route, ApiRole role, bool allTenants,
        Func<ICampaignOperations, HttpContext, IFormCollection, Task<(string To, string Did)>> act) =>
        pages.MapForm(route, role, async (context, form) =>
        {
            var (to, did) = await act(context.RequestServices.GetRequiredService<ICampaignOperations>(), context, form);
            return QueryHelpers.AddQueryString(PageEndpoints.ContextOf(context).Link(to), "did", did);
        }).Require(role, allTenants);

    private static string Value(HttpContext context, string name) => (string)context.Request.RouteValues[name]!;
}
