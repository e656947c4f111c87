using System.ComponentModel;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Campaigns.AspNetCore.Tenants;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Events;

/// <summary>Events in, and the log of events.</summary>
internal static class EventEndpoints
{
    private const int MostEvents = 10_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        var events = api.MapArea("/events", "Events");
        events.MapPost("", TakeAsync).Require(ApiRole.Operate).IsSafeToRepeat().Accepts<EventBody>("application/json")
            .WithName("TakeEvent").WithSummary("Takes an event, once by its id. Answers when it is stored and applied.")
            .Produces<EventReceiptBody>().ProducesProblems(400, 422);
        events.MapPost("/batch", TakeAllAsync).Require(ApiRole.Operate).IsSafeToRepeat().Accepts<EventBatchBody>("application/json")
            .WithName("TakeEvents").WithSummary("Takes up to 10,000 events in their order: all of them, or none if one has a fault.")
            .Produces<EventReceiptsBody>().ProducesProblems(400, 422);
        events.MapGet("", ListAsync).Require(ApiRole.Read)
            .WithName("ListEvents").WithSummary("Lists the event log, oldest first.")
            .Produces<ItemsBody<LoggedEventBody>>().ProducesProblems(400, 404, 422);
        events.MapPost("/apply-again", ApplyAgainAsync).Require(ApiRole.Operate).IsSafeToRepeat()
            .Accepts<ApplyAgainBody>("application/json")
            .WithName("ApplyEventAgain").WithSummary("Applies an event again that was kept, or whose trigger failed.")
            .Produces<EventReceiptBody>().ProducesProblems(400, 404);
    }

    private static async Task<IResult> TakeAsync(HttpContext context, ICampaignReports reports)
    {
        var body = await RequestBody.ReadAsync<EventBody>(context);
        var faults = new List<ApiFault>();
        var inbound = body.ToEvent(AccessFilter.CallerOf(context).Tenant, "", faults);
        var receipt = inbound is null
            ? throw new InvalidRequestException(faults)
            : await reports.IngestAsync(inbound, context.RequestAborted);
        return TypedResults.Json(EventReceiptBody.Of(body.Id, receipt), ApiJson.TypeOf<EventReceiptBody>());
    }

    private static async Task<IResult> TakeAllAsync(HttpContext context, ICampaignReports reports)
    {
        var body = await RequestBody.ReadAsync<EventBatchBody>(context);
        if (body.Events.Count is 0 or > MostEvents)
        {
            throw RequestBody.Fault("/events", $"The list has {body.Events.Count} events. Send 1 to {MostEvents}.");
        }

        var caller = AccessFilter.CallerOf(context).Tenant;
        var faults = new List<ApiFault>();
        var inbound = body.Events.Select((each, index) => each.ToEvent(caller, $"/events/{index}", faults)).ToList();
        if (faults.Count > 0)
        {
            throw new InvalidRequestException(faults);
        }

        var receipts = await reports.IngestAsync(inbound!, context.RequestAborted);
        var bodies = receipts.Select((receipt, index) => EventReceiptBody.Of(body.Events[index].Id, receipt));
        return TypedResults.Json(new EventReceiptsBody { Receipts = [.. bodies] }, ApiJson.TypeOf<EventReceiptsBody>());
    }

    private static async Task<IResult> ListAsync(
        [Description("Only entries of this tenant.")] string? tenant,
        [Description("Only entries in this state, such as kept.")] string? state,
        string? after, string? limit, HttpContext context, ICampaignOperations operations)
    {
        var values = new QueryValues();
        var most = values.Limit(limit);
        var filter = new EventLogFilter { State = values.Word<EventState>("state", state), Tenant = OwnTenant.OfList(context, tenant) };
        values.ThrowIfAny();
        var page = await operations.ListLoggedEventsAsync(filter, after, most, context.RequestAborted);
        return TypedResults.Json(ItemsBody.Of(page, LoggedEventBody.Of), ApiJson.TypeOf<ItemsBody<LoggedEventBody>>());
    }

    private static async Task<IResult> ApplyAgainAsync(HttpContext context, ICampaignOperations operations)
    {
        var body = await RequestBody.ReadAsync<ApplyAgainBody>(context);
        var faults = new List<ApiFault>();
        var tenant = BodyTenant.Of(AccessFilter.CallerOf(context).Tenant, body.Tenant, "/tenant", faults);
        var receipt = faults.Count > 0
            ? throw new InvalidRequestException(faults)
            : await operations.ApplyEventAgainAsync(tenant!, body.Id, context.RequestAborted);
        return TypedResults.Json(EventReceiptBody.Of(body.Id, receipt), ApiJson.TypeOf<EventReceiptBody>());
    }
}
