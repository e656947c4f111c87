using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Campaigns.AspNetCore.Tenants;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Events;

/// <summary>Triggers of a tenant: list, set, remove.</summary>
internal static class TriggerEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var triggers = api.MapArea("/tenants/{tenant}/triggers", "Events");
        triggers.MapGet("", ListAsync).Require(ApiRole.Read)
            .WithName("ListTriggers").WithSummary("Lists a tenant's triggers, by name.")
            .Produces<ItemsBody<TriggerBody>>().ProducesProblems(400, 404, 422);
        triggers.MapPut("/{name}", SetAsync).Require(ApiRole.Operate).Accepts<TriggerBody>("application/json")
            .WithName("SetTrigger").WithSummary("Adds a trigger, or replaces the one with this name.")
            .Produces<TriggerBody>().ProducesProblems(400, 404, 422);
        triggers.MapDelete("/{name}", RemoveAsync).Require(ApiRole.Operate)
            .WithName("RemoveTrigger").WithSummary("Removes a trigger. What it has enrolled stays.")
            .Produces(204).ProducesProblems(404);
    }

    private static async Task<IResult> ListAsync(
        string tenant, string? after, string? limit, HttpContext context, ICampaignOperations operations)
    {
        var most = QueryValues.OnlyLimit(limit);
        var page = await operations.ListTriggersAsync(OwnTenant.Of(context, tenant), after, most, context.RequestAborted);
        return TypedResults.Json(ItemsBody.Of(page, TriggerBody.Of), ApiJson.TypeOf<ItemsBody<TriggerBody>>());
    }

    private static async Task<IResult> SetAsync(string tenant, string name, HttpContext context, ICampaignOperations operations)
    {
        tenant = OwnTenant.Of(context, tenant);
        var trigger = (await RequestBody.ReadAsync<TriggerBody>(context)).ToTrigger(tenant, name);
        await operations.SetTriggerAsync(trigger, context.RequestAborted);
        return TypedResults.Json(TriggerBody.Of(trigger), ApiJson.TypeOf<TriggerBody>());
    }

    private static async Task<IResult> RemoveAsync(string tenant, string name, HttpContext context, ICampaignOperations operations)
    {
        await operations.RemoveTriggerAsync(OwnTenant.Of(context, tenant), name, context.RequestAborted);
        return TypedResults.NoContent();
    }
}
