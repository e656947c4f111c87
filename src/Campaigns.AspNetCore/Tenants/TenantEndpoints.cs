using System.ComponentModel;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Tenants;

/// <summary>Tenants: settings, hold, channels.</summary>
internal static class TenantEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var tenants = api.MapArea("/tenants", "Tenants");
        tenants.MapGet("/{tenant}", GetAsync).Require(ApiRole.Read)
            .WithName("GetTenant").WithSummary("Reads the settings of a tenant. A tenant that was never changed has the defaults.")
            .Produces<TenantBody>().ProducesProblems(404);
        tenants.MapPatch("/{tenant}", ChangeAsync).Require(ApiRole.Admin).Accepts<TenantBody>("application/json", MergePatch.MediaType)
            .WithName("ChangeTenant").WithSummary("Changes some settings of a tenant. Needs If-Match.")
            .Produces<TenantBody>().ProducesProblems(400, 404, 412, 422, 428);
        tenants.MapPut("/{tenant}/hold", HoldAsync).Require(ApiRole.Operate)
            .WithName("HoldTenant").WithSummary("Holds a tenant: nothing of it is sent until it is released.")
            .Produces<HoldStateBody>().ProducesProblems(404);
        tenants.MapDelete("/{tenant}/hold", ReleaseAsync).Require(ApiRole.Operate)
            .WithName("ReleaseTenant").WithSummary("Releases the hold of a tenant.")
            .Produces<HoldStateBody>().ProducesProblems(404);
        tenants.MapPost("/{tenant}/channels/{channel}/unavailable", MarkUnavailableAsync).Require(ApiRole.Operate)
            .Accepts<ChannelReasonBody>("application/json")
            .IsSafeToRepeat().WithName("MarkChannelUnavailable")
            .WithSummary("Marks a channel of a tenant as unavailable: nothing is sent on it.")
            .Produces<ChannelBody>().ProducesProblems(400, 404, 422);
        tenants.MapPost("/{tenant}/channels/{channel}/available", MarkAvailableAsync).Require(ApiRole.Operate)
            .IsSafeToRepeat().WithName("MarkChannelAvailable").WithSummary("Marks a channel of a tenant as available again.")
            .Produces<ChannelBody>().ProducesProblems(404);
    }

    private static async Task<IResult> GetAsync(string tenant, HttpContext context, ICampaignOperations operations)
    {
        tenant = OwnTenant.Of(context, tenant);
        return await ReadAsync(tenant, context, operations);
    }

    private static async Task<IResult> ChangeAsync(
        string tenant, [FromHeader(Name = Revision.Header), Description(Revision.About)] string? ifMatch,
        HttpContext context, ICampaignOperations operations)
    {
        tenant = OwnTenant.Of(context, tenant);
        var patch = await MergePatch.ReadAsync<TenantBody>(context);
        await Revision.ChangeAsync(context, ifMatch, revision => operations.ChangeTenantAsync(
            tenant, settings => patch(TenantBody.Of(settings)).ToSettings(), revision, context.RequestAborted));
        return await ReadAsync(tenant, context, operations);
    }

    private static async Task<IResult> HoldAsync(string tenant, HttpContext context, ICampaignOperations operations)
    {
        await operations.HoldTenantAsync(OwnTenant.Of(context, tenant), context.RequestAborted);
        return TypedResults.Json(new HoldStateBody { IsHeld = true }, ApiJson.TypeOf<HoldStateBody>());
    }

    private static async Task<IResult> ReleaseAsync(string tenant, HttpContext context, ICampaignOperations operations)
    {
        await operations.ReleaseTenantAsync(OwnTenant.Of(context, tenant), context.RequestAborted);
        return TypedResults.Json(new HoldStateBody { IsHeld = false }, ApiJson.TypeOf<HoldStateBody>());
    }

    private static async Task<IResult> MarkUnavailableAsync(
        string tenant, string channel, HttpContext context, ICampaignOperations operations)
    {
        (tenant, channel) = (OwnTenant.Of(context, tenant), await KnownChannelAsync(channel, context, operations));
        var body = await RequestBody.ReadAsync<ChannelReasonBody>(context);
        if (body.Reason.Trim().Length is 0 or > 200)
        {
            throw RequestBody.Fault("/reason", "Give a reason of 1 to 200 characters, without personal data.");
        }

        await operations.MarkChannelUnavailableAsync(tenant, channel, body.Reason, context.RequestAborted);
        return TypedResults.Json(
            new ChannelBody { Tenant = tenant, Channel = channel, Unavailable = body.Reason }, ApiJson.TypeOf<ChannelBody>());
    }

    private static async Task<IResult> MarkAvailableAsync(
        string tenant, string channel, HttpContext context, ICampaignOperations operations)
    {
        (tenant, channel) = (OwnTenant.Of(context, tenant), await KnownChannelAsync(channel, context, operations));
        await operations.MarkChannelAvailableAsync(tenant, channel, context.RequestAborted);
        return TypedResults.Json(new ChannelBody { Tenant = tenant, Channel = channel }, ApiJson.TypeOf<ChannelBody>());
    }

    private static async Task<IResult> ReadAsync(string tenant, HttpContext context, ICampaignOperations operations)
    {
        var (settings, revision) = await operations.GetTenantAsync(tenant, context.RequestAborted);
        Revision.Write(context, revision);
        return TypedResults.Json(TenantBody.Of(settings), ApiJson.TypeOf<TenantBody>());
    }

    /// <summary>Returns a channel if a provider serves it: a mark for another one would have no effect.</summary>
    private static async Task<string> KnownChannelAsync(string channel, HttpContext context, ICampaignOperations operations)
    {
        var name = PathName.Of("channel", channel);
        var known = (await operations.ListProvidersAsync(context.RequestAborted)).Select(provider => provider.Channel).Distinct().ToList();
        return known.Contains(name) ? name : throw new CampaignException(
            CampaignError.NotFound, $"No provider serves the channel \"{Shown.Cut(name)}\". Use: {string.Join(", ", known)}.");
    }
}

/// <summary>Whether something is held.</summary>
internal sealed class HoldStateBody
{
    /// <summary>Whether it is held.</summary>
    public required bool IsHeld { get; set; }
}
