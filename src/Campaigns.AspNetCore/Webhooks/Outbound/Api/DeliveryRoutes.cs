using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Campaigns.AspNetCore.Webhooks.Outbound;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.AspNetCore.Webhooks;

/// <summary>The delivery log, and replays.</summary>
internal static class DeliveryRoutes
{
    private const string Problem = "application/problem+json";

    public static void Map(RouteGroupBuilder endpoints)
    {
        endpoints.MapGet("/{id}/deliveries", ListAsync).Require(ApiRole.Read)
            .WithName("ListWebhookDeliveries").WithSummary("Lists messages of a state (failed by default), with their tries.")
            .Produces<WebhookDeliveryPage>();
        endpoints.MapGet("/{id}/deliveries/{message}", GetAsync).Require(ApiRole.Read)
            .WithName("GetWebhookDelivery").WithSummary("Reads a message with its tries.")
            .Produces<WebhookDeliveryBody>().Produces<ApiProblem>(404, Problem);
        endpoints.MapPost("/{id}/deliveries/{message}/replay", ReplayAsync).Require(ApiRole.Operate).IsSafeToRepeat()
            .WithName("ReplayWebhookDelivery").WithSummary("Sends a message again, with the same id.")
            .Produces<WebhookMessageBody>(202).Produces<ApiProblem>(404, Problem);
        endpoints.MapPost("/{id}/replay", ReplayRangeAsync).Require(ApiRole.Operate).IsSafeToRepeat()
            .WithName("ReplayWebhookRange").WithSummary("Sends the messages of a range again, by sequence or by time.")
            .Accepts<WebhookReplayInput>("application/json").Produces<WebhookReplayBody>(202).Produces<ApiProblem>(409, Problem);
    }

    private static async Task<IResult> ListAsync(string id, string? state, string? after, string? limit, HttpContext context)
    {
        var services = context.RequestServices;
        var webhooks = services.GetRequiredService<OutboundWebhooks>();
        var endpoint = await EndpointRoutes.FindAsync(context, webhooks, id);
        var values = new QueryValues();
        var wanted = values.Word<DeliveryState>("state", state) ?? DeliveryState.Failed;
        var (first, most) = (values.Cursor(after), values.Limit(limit));
        values.ThrowIfAny();
        var (items, next) = await services.GetRequiredService<DeliveryLog>()
            .ListAsync(endpoint, wanted, first, most, context.RequestAborted);
        var shown = items.Select(item => WebhookDeliveryBody.Of(item, wanted, hasBody: false)).ToList();
        var page = new WebhookDeliveryPage { Items = shown, Next = next };
        return TypedResults.Json(page, ApiJson.TypeOf<WebhookDeliveryPage>());
    }

    private static async Task<IResult> GetAsync(string id, string message, HttpContext context, OutboundWebhooks webhooks, DeliveryLog log)
    {
        var endpoint = await EndpointRoutes.FindAsync(context, webhooks, id);
        return await log.FindAsync(endpoint, message, context.RequestAborted) is { } found
            ? TypedResults.Json(WebhookDeliveryBody.Of(found.Delivery, found.State, hasBody: true), ApiJson.TypeOf<WebhookDeliveryBody>())
            : ApiProblems.NotFound($"The log of the endpoint has no message {Shown.Cut(message)}.");
    }

    private static async Task<IResult> ReplayAsync(
        string id, string message, HttpContext context, OutboundWebhooks webhooks, Replays replays)
    {
        var endpoint = await EndpointRoutes.FindAsync(context, webhooks, id);
        return message.Length <= 100 && await replays.ReplayAsync(endpoint, message, context.RequestAborted)
            ? TypedResults.Json(new WebhookMessageBody { Id = message }, ApiJson.TypeOf<WebhookMessageBody>(), statusCode: 202)
            : ApiProblems.NotFound($"Neither the log nor the change feed has the message {Shown.Cut(message)} any more.");
    }

    private static async Task<IResult> ReplayRangeAsync(string id, HttpContext context, OutboundWebhooks webhooks, Replays replays)
    {
        var endpoint = await EndpointRoutes.FindAsync(context, webhooks, id);
        var input = await RequestBody.ReadAsync<WebhookReplayInput>(context);
        Check(input);
        var wish = new ReplayWish(input.AfterSequence, input.UntilSequence, input.From, input.Until, input.OnlyFailed);
        var (after, until) = await replays.ReplayAsync(endpoint, wish, context.RequestAborted);
        var body = new WebhookReplayBody { AfterSequence = after, UntilSequence = until };
        return TypedResults.Json(body, ApiJson.TypeOf<WebhookReplayBody>(), statusCode: 202);
    }

    private static void Check(WebhookReplayInput input)
    {
        var faults = new List<ApiFault>();
        var hasOneBegin = (input.AfterSequence is null) != (input.From is null);
        Add(!hasOneBegin, "", "Give either \"afterSequence\" or \"from\", where the range begins.");
        Add(input is { UntilSequence: not null, Until: not null }, "/until", "Give \"untilSequence\" or \"until\", not both.");
        Add(input.AfterSequence < 0, "/afterSequence", $"The value is {input.AfterSequence}. Give 0 or more.");
        Add(input.UntilSequence < 0, "/untilSequence", $"The value is {input.UntilSequence}. Give 0 or more.");
        Add(input.UntilSequence < input.AfterSequence || input.Until < input.From, "", "The range ends before it begins.");
        if (faults.Count > 0)
        {
            throw new InvalidRequestException(faults);
        }

        void Add(bool isFault, string at, string detail)
        {
            if (isFault)
            {
                faults.Add(new ApiFault { At = at, Detail = detail });
            }
        }
    }
}
