using System.ComponentModel;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Definitions;
using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Campaigns.AspNetCore.Tenants;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Campaigns;

/// <summary>Campaigns: list, create, read, duplicate.</summary>
internal static class CampaignEndpoints
{
    /// <summary>The name of the endpoint that reads a campaign, for links to it.</summary>
    public const string GetName = "GetCampaign";

    public static void Map(IEndpointRouteBuilder api)
    {
        var campaigns = api.MapArea("/campaigns", "Campaigns");
        campaigns.MapGet("", ListAsync).Require(ApiRole.Read)
            .WithName("ListCampaigns").WithSummary("Lists campaigns with their statistics, newest first.")
            .Produces<ItemsBody<CampaignBody>>().ProducesProblems(400, 404, 422);
        campaigns.MapPost("", CreateAsync).Require(ApiRole.Operate).Accepts<DefinitionBody>("application/json")
            .OutcomeIsFoundBy("List the campaigns. A definition with a key can be sent again without the header.")
            .WithName("CreateCampaign")
            .WithSummary("Creates a draft from a definition. With validateOnly=true, checks the definition and creates nothing.")
            .Produces<CampaignBody>(201).Produces<CampaignBody>().Produces<ValidationBody>().ProducesProblems(400, 409, 422);
        campaigns.MapGet("/{id}", GetAsync).Require(ApiRole.Read)
            .WithName(GetName).WithSummary("Reads a campaign with its statistics.")
            .Produces<CampaignBody>().ProducesProblems(404);
        campaigns.MapGet("/{id}/explain", ExplainAsync).Require(ApiRole.Read)
            .WithName("ExplainCampaign").WithSummary("Counts what the contacts of a campaign wait for, by reason.")
            .Produces<CampaignExplanationBody>().ProducesProblems(404);
        campaigns.MapGet("/{id}/definition", GetDefinitionAsync).Require(ApiRole.Read)
            .WithName("GetDefinition").WithSummary("Reads the definition of a campaign as it is in force.")
            .Produces<DefinitionBody>().ProducesProblems(404);
        campaigns.MapPost("/{id}/duplicate", DuplicateAsync).Require(ApiRole.Operate)
            .Accepts<DuplicateBody>(isOptional: true, "application/json")
            .OutcomeIsFoundBy("List the campaigns.")
            .WithName("DuplicateCampaign")
            .WithSummary("Creates a draft with the definition of a campaign, without its contacts, key, start and expiry.")
            .Produces<CampaignBody>(201).ProducesProblems(400, 404, 409, 422);
    }

    private static async Task<IResult> ListAsync(
        [Description("Only campaigns of this tenant.")] string? tenant,
        [Description("Only campaigns in this state.")] string? state,
        [Description("Only campaigns whose name or key contains this text.")] string? text,
        string? after, string? limit, HttpContext context, ICampaignClient client)
    {
        var values = new QueryValues();
        var most = values.Limit(limit);
        var filter = new CampaignFilter { State = values.Word<CampaignState>("state", state), Text = text };
        values.ThrowIfAny();
        filter = filter with { Tenant = OwnTenant.OfList(context, tenant) };
        var page = await client.ListAsync(filter, after, most, context.RequestAborted);
        return TypedResults.Json(ItemsBody.Of(page, CampaignBody.Of), ApiJson.TypeOf<ItemsBody<CampaignBody>>());
    }

    private static async Task<IResult> CreateAsync(
        [Description("Whether to check only.")] string? validateOnly, HttpContext context, ICampaignClient client, LinkGenerator links)
    {
        var values = new QueryValues();
        var isCheck = values.Flag("validateOnly", validateOnly);
        values.ThrowIfAny();
        var definition = await Definition.ReadAsync(context);
        if (isCheck)
        {
            await client.CheckAsync(definition, context.RequestAborted);
            return TypedResults.Json(
                new ValidationBody { IsValid = true, Warnings = definition.Warnings() }, ApiJson.TypeOf<ValidationBody>());
        }

        return await CreateDraftAsync(definition, context, client, links);
    }

    private static async Task<IResult> GetAsync(string id, HttpContext context, ICampaignClient client)
    {
        var statistics = await OwnCampaign.FindAsync(context, client, id);
        return TypedResults.Json(CampaignBody.Of(statistics), ApiJson.TypeOf<CampaignBody>());
    }

    private static async Task<IResult> ExplainAsync(string id, HttpContext context, ICampaignClient client)
    {
        var campaign = (await OwnCampaign.FindAsync(context, client, id)).Campaign;
        var reasons = await client.ExplainAsync(campaign, context.RequestAborted);
        return TypedResults.Json(new CampaignExplanationBody { Reasons = reasons }, ApiJson.TypeOf<CampaignExplanationBody>());
    }

    private static async Task<IResult> GetDefinitionAsync(string id, HttpContext context, ICampaignClient client)
    {
        var campaign = (await OwnCampaign.FindAsync(context, client, id)).Campaign;
        return Definition.Write(await client.GetDefinitionAsync(campaign, context.RequestAborted));
    }

    private static async Task<IResult> DuplicateAsync(string id, HttpContext context, ICampaignClient client, LinkGenerator links)
    {
        var campaign = (await OwnCampaign.FindAsync(context, client, id)).Campaign;
        var body = await RequestBody.ReadOptionalAsync<DuplicateBody>(context);
        var definition = await client.GetDefinitionAsync(campaign, context.RequestAborted);
        var copy = definition with { Name = body.Name ?? definition.Name, Key = body.Key, Start = null, Expiry = null };
        return await CreateDraftAsync(copy, context, client, links);
    }

    /// <summary>Creates a campaign, or answers with the existing one that has the same key and definition.</summary>
    private static async Task<IResult> CreateDraftAsync(
        CampaignDefinition definition, HttpContext context, ICampaignClient client, LinkGenerator links)
    {
        var isKnown = definition.Key is { } key && await client.FindAsync(definition.Tenant, key, context.RequestAborted) is not null;
        var campaign = await client.CreateAsync(definition, context.RequestAborted);
        var body = CampaignBody.Of(await client.GetStatisticsAsync(campaign, context.RequestAborted));
        context.Response.Headers.Location = links.GetPathByName(context, GetName, new RouteValueDictionary { ["id"] = body.Id });
        return TypedResults.Json(body, ApiJson.TypeOf<CampaignBody>(), statusCode: isKnown ? 200 : 201);
    }
}
