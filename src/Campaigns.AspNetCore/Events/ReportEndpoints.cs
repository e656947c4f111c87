using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Events;

/// <summary>Reports of dialers and agents that have an API key. Providers with signatures of their own have webhooks.</summary>
internal static class ReportEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapArea("/reports", "Events").MapPost("", TakeAsync).Require(ApiRole.Operate).IsSafeToRepeat()
            .Accepts<ReportBody>("application/json")
            .WithName("TakeReport").WithSummary("Takes a provider's report about an attempt. Reports may come early, late, twice "
                + "and out of order.")
            .Produces<ReportReceiptBody>().Produces<ReportReceiptBody>(202).ProducesProblems(400, 404, 422);

    private static async Task<IResult> TakeAsync(HttpContext context, ICampaignReports reports)
    {
        var body = await RequestBody.ReadAsync<ReportBody>(context);
        var receipt = await reports.ReportAsync(body.ToReport(AccessFilter.CallerOf(context).Tenant), context.RequestAborted);
        var status = receipt == ReportReceipt.Unknown ? 202 : 200;
        return receipt == ReportReceipt.Refused
            ? ApiProblems.NotFound("There is no such attempt.") // it is another tenant's
            : TypedResults.Json(new ReportReceiptBody { Result = receipt }, ApiJson.TypeOf<ReportReceiptBody>(), statusCode: status);
    }
}
