using System.ComponentModel;
using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Campaigns.AspNetCore.Tenants;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Installation;

/// <summary>What spans tenants: limits, the hold on everything, lists of holds and channels, strategy, store.</summary>
internal static class InstallationEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var all = api.MapArea("", "Installation");
        all.MapGet("/limits", GetLimitsAsync).Require(ApiRole.Read, allTenants: true)
            .WithName("GetLimits").WithSummary("Reads the limits of all attempts of all tenants.")
            .Produces<LimitsBody>().ProducesProblems();
        all.MapPatch("/limits", ChangeLimitsAsync).Require(ApiRole.Admin, allTenants: true)
            .Accepts<LimitsBody>("application/json", MergePatch.MediaType)
            .WithName("ChangeLimits").WithSummary("Changes some of the limits of all attempts. Needs If-Match.")
            .Produces<LimitsBody>().ProducesProblems(400, 412, 422, 428);
        all.MapGet("/holds", ListHoldsAsync).Require(ApiRole.Read, allTenants: true)
            .WithName("ListHolds").WithSummary("Lists the holds in force: first the hold on everything, then the tenants that are held.")
            .Produces<ItemsBody<HoldBody>>().ProducesProblems(400, 422);
        all.MapPut("/hold", HoldAsync).Require(ApiRole.Admin, allTenants: true)
            .WithName("HoldAll").WithSummary("Holds everything: nothing is sent until it is released, even after a restart.")
            .Produces<HoldStateBody>().ProducesProblems();
        all.MapDelete("/hold", ReleaseAsync).Require(ApiRole.Admin, allTenants: true)
            .WithName("ReleaseAll").WithSummary("Releases the hold on everything. Tenants with a hold of their own stay held.")
            .Produces<HoldStateBody>().ProducesProblems();
        all.MapGet("/channels", ListChannelsAsync).Require(ApiRole.Read)
            .WithName("ListUnavailableChannels").WithSummary("Lists the channels that are unavailable now.")
            .Produces<ItemsBody<ChannelBody>>().ProducesProblems(400, 404, 422);
        all.MapGet("/strategy", GetStrategyAsync).Require(ApiRole.Read, allTenants: true)
            .WithName("GetStrategy").WithSummary("Names the strategy that decides which campaign goes next.")
            .Produces<StrategyBody>().ProducesProblems();
        all.MapGet("/store", GetStoreAsync).Require(ApiRole.Read, allTenants: true)
            .WithName("GetStore").WithSummary("Tells how far the store is, and how large.")
            .Produces<StoreBody>().ProducesProblems();
    }

    private static async Task<IResult> GetLimitsAsync(HttpContext context, ICampaignOperations operations)
    {
        var (limits, revision) = await operations.GetLimitsAsync(context.RequestAborted);
        Revision.Write(context, revision);
        return TypedResults.Json(LimitsBody.Of(limits), ApiJson.TypeOf<LimitsBody>());
    }

    private static async Task<IResult> ChangeLimitsAsync(
        [FromHeader(Name = Revision.Header), Description(Revision.About)] string? ifMatch,
        HttpContext context, ICampaignOperations operations)
    {
        var patch = await MergePatch.ReadAsync<LimitsBody>(context);
        await Revision.ChangeAsync(context, ifMatch, revision => operations.ChangeLimitsAsync(
            limits => patch(LimitsBody.Of(limits)).ToLimits(), revision, context.RequestAborted));
        return await GetLimitsAsync(context, operations);
    }

    private static async Task<IResult> ListHoldsAsync(string? after, string? limit, HttpContext context, ICampaignOperations operations)
    {
        var most = QueryValues.OnlyLimit(limit);
        var page = await operations.ListHoldsAsync(after, most, context.RequestAborted);
        return TypedResults.Json(ItemsBody.Of(page, HoldBody.Of), ApiJson.TypeOf<ItemsBody<HoldBody>>());
    }

    private static async Task<IResult> HoldAsync(HttpContext context, ICampaignOperations operations)
    {
        await operations.HoldAllAsync(context.RequestAborted);
        return TypedResults.Json(new HoldStateBody { IsHeld = true }, ApiJson.TypeOf<HoldStateBody>());
    }

    private static async Task<IResult> ReleaseAsync(HttpContext context, ICampaignOperations operations)
    {
        await operations.ReleaseAllAsync(context.RequestAborted);
        return TypedResults.Json(new HoldStateBody { IsHeld = false }, ApiJson.TypeOf<HoldStateBody>());
    }

    private static async Task<IResult> ListChannelsAsync(
        string? tenant, string? after, string? limit, HttpContext context, ICampaignOperations operations)
    {
        var most = QueryValues.OnlyLimit(limit);
        var page = await operations.ListChannelsAsync(OwnTenant.OfList(context, tenant), after, most, context.RequestAborted);
        return TypedResults.Json(ItemsBody.Of(page, ChannelBody.Of), ApiJson.TypeOf<ItemsBody<ChannelBody>>());
    }

    private static async Task<IResult> GetStrategyAsync(HttpContext context, ICampaignOperations operations) => TypedResults.Json(
        new StrategyBody { Name = await operations.GetStrategyAsync(context.RequestAborted) }, ApiJson.TypeOf<StrategyBody>());

    private static async Task<IResult> GetStoreAsync(HttpContext context, ICampaignOperations operations) => TypedResults.Json(
        StoreBody.Of(await operations.GetStoreInfoAsync(context.RequestAborted)), ApiJson.TypeOf<StoreBody>());
}

[JsonSerializable(typeof(LimitsBody))]
[JsonSerializable(typeof(ItemsBody<HoldBody>))]
[JsonSerializable(typeof(ItemsBody<ChannelBody>))]
[JsonSerializable(typeof(StrategyBody))]
[JsonSerializable(typeof(StoreBody))]
[JsonSerializable(typeof(TenantBody))]
[JsonSerializable(typeof(HoldStateBody))]
[JsonSerializable(typeof(ChannelReasonBody))]
internal sealed partial class InstallationJson : JsonSerializerContext;
