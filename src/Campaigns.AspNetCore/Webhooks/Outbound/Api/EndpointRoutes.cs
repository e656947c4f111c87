using System.ComponentModel;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Campaigns.AspNetCore.Webhooks.Outbound;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Webhooks;

/// <summary>Endpoints that the host sends webhooks to: create, list, change, delete, test, rotate, enable, disable.</summary>
internal static class EndpointRoutes
{
    private const string Area = "Webhook endpoints";
    private const string Problem = "application/problem+json";
    private static readonly EndpointSettings Empty = new() { Url = "", Secret = "", CreatedAt = default };

    public static void Map(IEndpointRouteBuilder api)
    {
        var endpoints = api.MapArea("/webhook-endpoints", Area);
        MapSettings(endpoints);
        MapActions(endpoints);
        DeliveryRoutes.Map(endpoints);
        api.MapArea("/webhook-event-types", Area).MapGet("", ListTypes).Require(ApiRole.Read)
            .WithName("ListWebhookEventTypes").WithSummary("Lists the types of messages.").Produces<WebhookEventTypes>();
    }

    private static void MapSettings(RouteGroupBuilder endpoints)
    {
        endpoints.MapGet("", ListAsync).Require(ApiRole.Read)
            .WithName("ListWebhookEndpoints").WithSummary("Lists endpoints with their health.").Produces<WebhookEndpointPage>();
        endpoints.MapPost("", CreateAsync).Require(ApiRole.Admin)
            .OutcomeIsFoundBy("List the endpoints, and delete the new one if it is there, because nobody has seen its secret.")
            .WithName("CreateWebhookEndpoint").WithSummary("Creates an endpoint. The answer shows the secret, once.")
            .Accepts<WebhookEndpointInput>("application/json").Produces<WebhookEndpointBody>(201).Produces<ApiProblem>(400, Problem);
        endpoints.MapGet("/{id}", GetAsync).Require(ApiRole.Read)
            .WithName("GetWebhookEndpoint").WithSummary("Reads an endpoint.")
            .Produces<WebhookEndpointBody>().Produces<ApiProblem>(404, Problem);
        endpoints.MapPut("/{id}", ChangeAsync).Require(ApiRole.Admin)
            .WithName("ChangeWebhookEndpoint").WithSummary("Replaces the settings of an endpoint. Its secret and its messages stay.")
            .Accepts<WebhookEndpointInput>("application/json").Produces<WebhookEndpointBody>()
            .Produces<ApiProblem>(412, Problem).Produces<ApiProblem>(428, Problem);
        endpoints.MapDelete("/{id}", DeleteAsync).Require(ApiRole.Admin)
            .WithName("DeleteWebhookEndpoint").WithSummary("Deletes an endpoint and its messages.")
            .Produces(204).Produces<ApiProblem>(404, Problem);
    }

    private static void MapActions(RouteGroupBuilder endpoints)
    {
        endpoints.MapPost("/{id}/test", TestAsync).Require(ApiRole.Operate)
            .OutcomeIsFoundBy("Look for the test message in the deliveries of the endpoint.")
            .WithName("TestWebhookEndpoint").WithSummary("Sends a test message.")
            .Produces<WebhookMessageBody>(202).Produces<ApiProblem>(409, Problem);
        endpoints.MapPost("/{id}/rotate-secret", RotateAsync).Require(ApiRole.Admin)
            .OutcomeIsFoundBy("Read the endpoint: its revision has risen if the secret is new. Then rotate again: nobody has seen it.")
            .WithName("RotateWebhookSecret").WithSummary("Makes a new secret. The former one signs too, for a while.")
            .Accepts<WebhookRotationInput>("application/json").Produces<WebhookEndpointBody>().Produces<ApiProblem>(409, Problem);
        endpoints.MapPost("/{id}/enable", EnableAsync).Require(ApiRole.Operate).IsSafeToRepeat()
            .WithName("EnableWebhookEndpoint").WithSummary("Enables an endpoint. Its waiting messages are sent.")
            .Produces<WebhookEndpointBody>();
        endpoints.MapPost("/{id}/disable", DisableAsync).Require(ApiRole.Operate).IsSafeToRepeat()
            .WithName("DisableWebhookEndpoint").WithSummary("Disables an endpoint. Its messages wait; new changes are not queued.")
            .Produces<WebhookEndpointBody>();
    }

    /// <summary>Finds an endpoint for a caller. One of another tenant does not exist for it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="webhooks">The endpoints.</param>
    /// <param name="id">The id in the path.</param>
    /// <exception cref="CampaignException">There is none.</exception>
    public static async Task<WebhookEndpoint> FindAsync(HttpContext context, OutboundWebhooks webhooks, string id)
    {
        var endpoints = HttpMethods.IsGet(context.Request.Method)
            ? await webhooks.CatalogAsync(context.RequestAborted)
            : await webhooks.OwnCatalogAsync(context.RequestAborted);
        var endpoint = endpoints.Find(id);
        var tenant = AccessFilter.CallerOf(context).Tenant;
        return endpoint is not null && (tenant is null || tenant == endpoint.Tenant)
            ? endpoint
            : throw new CampaignException(CampaignError.NotFound, $"There is no webhook endpoint {Shown.Cut(id)}.");
    }

    public static IResult Answer(
        WebhookEndpoint endpoint, HttpContext context, OutboundWebhooks webhooks, string? secret = null, int status = 200)
    {
        var body = WebhookEndpointBody.Of(endpoint, webhooks.Now, secret);
        context.Response.Headers.ETag = $"\"{body.Revision}\"";
        return TypedResults.Json(body, ApiJson.TypeOf<WebhookEndpointBody>(), statusCode: status);
    }

    private static IResult ListTypes() =>
        TypedResults.Json(new WebhookEventTypes { Items = EventTypes.Selectable }, ApiJson.TypeOf<WebhookEventTypes>());

    private static async Task<IResult> ListAsync(string? after, string? limit, HttpContext context, OutboundWebhooks webhooks)
    {
        var (first, most) = QueryValues.OnlyPage(after, limit);
        var tenant = AccessFilter.CallerOf(context).Tenant;
        var own = (await webhooks.CatalogAsync(context.RequestAborted)).All
            .Where(endpoint => (tenant is null || endpoint.Tenant == tenant) && string.CompareOrdinal(endpoint.Id, first ?? "") > 0)
            .Take(most + 1).ToList();
        var items = own.Take(most).Select(endpoint => WebhookEndpointBody.Of(endpoint, webhooks.Now)).ToList();
        var page = new WebhookEndpointPage { Items = items, Next = own.Count > most ? items[^1].Id : null };
        return TypedResults.Json(page, ApiJson.TypeOf<WebhookEndpointPage>());
    }

    private static async Task<IResult> CreateAsync(HttpContext context, OutboundWebhooks webhooks, ICampaignClient client)
    {
        var input = await RequestBody.ReadAsync<WebhookEndpointInput>(context);
        var tenant = EndpointInput.TenantOf(input, context);
        var settings = await EndpointInput.JudgeAsync(input, Empty, tenant, webhooks.Options, (context, client));
        var (endpoint, secret) = await webhooks.CreateAsync(
            tenant, (stored, now) => settings with { Secret = stored, CreatedAt = now }, context.RequestAborted);
        context.Response.Headers.Location = $"{context.Request.PathBase}{context.Request.Path.ToString().TrimEnd('/')}/{endpoint.Id}";
        IdempotencyFilter.StoreInstead(context, Answer(endpoint, context, webhooks, status: 201)); // the secret is shown once
        return Answer(endpoint, context, webhooks, secret, 201);
    }

    private static async Task<IResult> GetAsync(string id, HttpContext context, OutboundWebhooks webhooks) =>
        Answer(await FindAsync(context, webhooks, id), context, webhooks);

    private static async Task<IResult> ChangeAsync(
        string id, [FromHeader(Name = Revision.Header), Description(Revision.About)] string? ifMatch,
        HttpContext context, OutboundWebhooks webhooks, ICampaignClient client)
    {
        var endpoint = await FindAsync(context, webhooks, id);
        await Revision.ChangeAsync(context, ifMatch, async expected =>
        {
            var input = await RequestBody.ReadAsync<WebhookEndpointInput>(context);
            var (before, revision) = OutboundWebhooks.Read(endpoint);
            var settings = await EndpointInput.JudgeAsync(input, before, endpoint.Tenant, webhooks.Options, (context, client));
            return await webhooks.ChangeAsync(endpoint, settings, expected ?? revision, context.RequestAborted)
                ? OutboundWebhooks.Read(endpoint).Revision
                : throw new CampaignException(CampaignError.Conflict, "The endpoint has changed. Read it again, and repeat the change.");
        });
        return Answer(endpoint, context, webhooks);
    }

    private static async Task<IResult> DeleteAsync(string id, HttpContext context, OutboundWebhooks webhooks)
    {
        await webhooks.DeleteAsync(await FindAsync(context, webhooks, id), context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> TestAsync(string id, HttpContext context, OutboundWebhooks webhooks)
    {
        var message = await webhooks.TestAsync(await FindAsync(context, webhooks, id), context.RequestAborted);
        return TypedResults.Json(new WebhookMessageBody { Id = message }, ApiJson.TypeOf<WebhookMessageBody>(), statusCode: 202);
    }

    private static async Task<IResult> RotateAsync(string id, HttpContext context, OutboundWebhooks webhooks)
    {
        var endpoint = await FindAsync(context, webhooks, id);
        var input = context.Request.ContentLength is null or 0 && context.Request.ContentType is null
            ? new WebhookRotationInput()
            : await RequestBody.ReadAsync<WebhookRotationInput>(context);
        var overlap = input.Overlap ?? webhooks.Options.RotationOverlap;
        if (overlap < TimeSpan.Zero || overlap > TimeSpan.FromDays(30))
        {
            throw RequestBody.Fault("/overlap", $"The overlap is {overlap}; use 0 to 30 days, as in \"1.00:00:00\".");
        }

        if (await webhooks.RotateAsync(endpoint, overlap, context.RequestAborted) is not { } secret)
        {
            return ApiProblems.Conflict("Somebody else changed the endpoint at the same time. Try again.");
        }

        IdempotencyFilter.StoreInstead(context, Answer(endpoint, context, webhooks)); // the secret is shown once
        return Answer(endpoint, context, webhooks, secret);
    }

    private static async Task<IResult> EnableAsync(string id, HttpContext context, OutboundWebhooks webhooks)
    {
        var endpoint = await FindAsync(context, webhooks, id);
        await webhooks.SetEnabledAsync(endpoint, true, context.RequestAborted);
        return Answer(endpoint, context, webhooks);
    }

    private static async Task<IResult> DisableAsync(string id, HttpContext context, OutboundWebhooks webhooks)
    {
        var endpoint = await FindAsync(context, webhooks, id);
        await webhooks.SetEnabledAsync(endpoint, false, context.RequestAborted);
        return Answer(endpoint, context, webhooks);
    }
}
