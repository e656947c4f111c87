using System.ComponentModel;
using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Providers;

/// <summary>Providers and their caller ids. They serve all tenants.</summary>
internal static class ProviderEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var providers = api.MapArea("/providers", "Providers");
        providers.MapGet("", ListAsync).Require(ApiRole.Read, allTenants: true)
            .WithName("ListProviders").WithSummary("Lists all providers with their states and settings.")
            .Produces<ItemsBody<ProviderBody>>().ProducesProblems();
        providers.MapGet("/{provider}", GetAsync).Require(ApiRole.Read, allTenants: true)
            .WithName("GetProvider").WithSummary("Reads a provider with its state and settings.")
            .Produces<ProviderBody>().ProducesProblems(404);
        providers.MapPatch("/{provider}/settings", ChangeAsync).Require(ApiRole.Admin, allTenants: true)
            .Accepts<ProviderSettingsBody>("application/json", MergePatch.MediaType)
            .WithName("ChangeProvider").WithSummary("Changes limits of a provider, or turns it on or off. Needs If-Match.")
            .Produces<ProviderBody>().ProducesProblems(400, 404, 412, 422, 428);
        providers.MapPost("/{provider}/reset", ResetAsync).Require(ApiRole.Admin, allTenants: true)
            .IsSafeToRepeat().WithName("ResetProvider")
            .WithSummary("Restores the settings of a provider's registration, and ends pauses it asked for.")
            .Produces<ProviderBody>().ProducesProblems(404);
        providers.MapPost("/{provider}/circuit/reset", CloseCircuitAsync).Require(ApiRole.Operate, allTenants: true)
            .IsSafeToRepeat().WithName("ResetCircuit")
            .WithSummary("Closes a provider's circuit breaker: attempts start again at a low rate. Settings stay as they are.")
            .Produces<ProviderBody>().ProducesProblems(404);
        providers.MapPatch("/{provider}/caller-ids/{number}", ChangeCallerIdAsync).Require(ApiRole.Admin, allTenants: true)
            .Accepts<CallerIdSettingsBody>("application/json", MergePatch.MediaType)
            .WithName("ChangeCallerId")
            .WithSummary("Changes limits of a caller id, or takes it out of use. Ends the pause after a refusal.")
            .Produces<ProviderBody>().ProducesProblems(400, 404, 422);
        providers.MapPost("/{provider}/caller-ids/{number}/reset", ResetCallerIdAsync).Require(ApiRole.Admin, allTenants: true)
            .IsSafeToRepeat().WithName("ResetCallerId")
            .WithSummary("Restores the settings of a caller id's registration, and ends the pause after a refusal.")
            .Produces<ProviderBody>().ProducesProblems(404);
    }

    private static async Task<IResult> ListAsync(HttpContext context, ICampaignOperations operations)
    {
        var providers = await operations.ListProvidersAsync(context.RequestAborted);
        return TypedResults.Json(ItemsBody.Of(providers, ProviderBody.Of), ApiJson.TypeOf<ItemsBody<ProviderBody>>());
    }

    private static async Task<IResult> GetAsync(string provider, HttpContext context, ICampaignOperations operations)
    {
        var status = await FindAsync(provider, context, operations);
        var (settings, revision) = await operations.GetProviderAsync(status.Name, context.RequestAborted);
        Revision.Write(context, revision);
        return TypedResults.Json(ProviderBody.Of(status with { Settings = settings }), ApiJson.TypeOf<ProviderBody>());
    }

    private static async Task<IResult> ChangeAsync(
        string provider, [FromHeader(Name = Revision.Header), Description(Revision.About)] string? ifMatch,
        HttpContext context, ICampaignOperations operations)
    {
        var name = (await FindAsync(provider, context, operations)).Name;
        var patch = await MergePatch.ReadAsync<ProviderSettingsBody>(context);
        await Revision.ChangeAsync(context, ifMatch, revision => operations.ChangeProviderAsync(
            name, settings => patch(ProviderSettingsBody.Of(settings)).ToSettings(), revision, context.RequestAborted));
        return await GetAsync(name, context, operations);
    }

    private static async Task<IResult> ResetAsync(string provider, HttpContext context, ICampaignOperations operations)
    {
        var name = (await FindAsync(provider, context, operations)).Name;
        await operations.ResetProviderAsync(name, context.RequestAborted);
        return await GetAsync(name, context, operations);
    }

    private static async Task<IResult> CloseCircuitAsync(string provider, HttpContext context, ICampaignOperations operations)
    {
        var name = (await FindAsync(provider, context, operations)).Name;
        await operations.CloseCircuitAsync(name, context.RequestAborted);
        return await GetAsync(name, context, operations);
    }

    private static async Task<IResult> ChangeCallerIdAsync(
        string provider, string number, HttpContext context, ICampaignOperations operations)
    {
        var status = await FindAsync(provider, context, operations);
        var callerId = Find(status, number);
        var patch = await MergePatch.ReadAsync<CallerIdSettingsBody>(context);
        var changed = patch(CallerIdSettingsBody.Of(callerId.Settings)).ToSettings();
        await operations.ChangeCallerIdAsync(status.Name, callerId.Number, changed, context.RequestAborted);
        return await GetAsync(status.Name, context, operations);
    }

    private static async Task<IResult> ResetCallerIdAsync(
        string provider, string number, HttpContext context, ICampaignOperations operations)
    {
        var status = await FindAsync(provider, context, operations);
        await operations.ResetCallerIdAsync(status.Name, Find(status, number).Number, context.RequestAborted);
        return await GetAsync(status.Name, context, operations);
    }

    private static async Task<ProviderStatus> FindAsync(string provider, HttpContext context, ICampaignOperations operations) =>
        (await operations.ListProvidersAsync(context.RequestAborted)).FirstOrDefault(status => status.Name == provider)
        ?? throw new CampaignException(CampaignError.NotFound, $"There is no provider \"{Shown.Cut(provider)}\".");

    private static CallerIdStatus Find(ProviderStatus provider, string number) =>
        provider.CallerIds.FirstOrDefault(each => each.Number == number)
        ?? throw new CampaignException(
            CampaignError.NotFound, "The provider has no such caller id. Write it in E.164 form, with %2B for +.");
}

[JsonSerializable(typeof(ProviderBody))]
[JsonSerializable(typeof(ProviderSettingsBody))]
[JsonSerializable(typeof(CallerIdSettingsBody))]
[JsonSerializable(typeof(ItemsBody<ProviderBody>))]
internal sealed partial class ProviderJson : JsonSerializerContext;
