using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Reports;

/// <summary>
/// Reports about calls that match no attempt. Nobody knows whose they are, so only callers that see all tenants see them.
/// </summary>
internal static class UnmatchedReportEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var reports = api.MapArea("/unmatched-reports", "Unmatched reports");
        reports.MapGet("", ListAsync).Require(ApiRole.Read, allTenants: true)
            .WithName("ListUnmatchedReports").WithSummary("Lists the reports about calls that match no attempt, oldest first.")
            .Produces<ItemsBody<UnmatchedReportBody>>().ProducesProblems(400, 422);
        reports.MapPost("/dismiss", DismissAsync).Require(ApiRole.Operate, allTenants: true).Accepts<DismissBody>("application/json")
            .IsSafeToRepeat().WithName("DismissUnmatchedReports")
            .WithSummary("Dismisses the unmatched reports that were received up to an instant.")
            .Produces<DismissBody>().ProducesProblems(400);
    }

    private static async Task<IResult> ListAsync(string? after, string? limit, HttpContext context, ICampaignOperations operations)
    {
        var most = QueryValues.OnlyLimit(limit);
        var page = await operations.ListUnmatchedReportsAsync(after, most, context.RequestAborted);
        return TypedResults.Json(ItemsBody.Of(page, UnmatchedReportBody.Of), ApiJson.TypeOf<ItemsBody<UnmatchedReportBody>>());
    }

    private static async Task<IResult> DismissAsync(HttpContext context, ICampaignOperations operations)
    {
        var body = await RequestBody.ReadAsync<DismissBody>(context);
        await operations.DismissUnmatchedReportsAsync(body.Until, context.RequestAborted);
        return TypedResults.Json(body, ApiJson.TypeOf<DismissBody>());
    }
}

/// <summary>A report about a call that matches no attempt.</summary>
internal sealed class UnmatchedReportBody
{
    /// <summary>When the report was received.</summary>
    public required DateTimeOffset ReceivedAt { get; set; }

    /// <summary>The attempt that the report names; absent if it names only a call.</summary>
    public string? Attempt { get; set; }

    /// <summary>The provider that the report names.</summary>
    public string? Provider { get; set; }

    /// <summary>The provider's id of the call.</summary>
    public string? CallId { get; set; }

    /// <summary>The provider's id of the report.</summary>
    public string? EventId { get; set; }

    /// <summary>The state of the attempt.</summary>
    [JsonConverter(typeof(SnakeCase<AttemptState>))]
    public required AttemptState State { get; set; }

    /// <summary>The outcome.</summary>
    [JsonConverter(typeof(SnakeCase<AttemptOutcome>))]
    public required AttemptOutcome Outcome { get; set; }

    /// <summary>When it occurred according to the provider; absent if it gave no time.</summary>
    public DateTimeOffset? OccurredAt { get; set; }

    /// <summary>The provider's own word for the status.</summary>
    public string? Raw { get; set; }

    internal static UnmatchedReportBody Of(UnmatchedReport unmatched) => new()
    {
        ReceivedAt = unmatched.ReceivedAt,
        Attempt = unmatched.Report.Attempt?.ToString(),
        Provider = unmatched.Report.Provider,
        CallId = unmatched.Report.CallId,
        EventId = unmatched.Report.EventId,
        State = unmatched.Report.State,
        Outcome = unmatched.Report.Outcome,
        OccurredAt = unmatched.Report.OccurredAt,
        Raw = unmatched.Report.Raw,
    };
}

/// <summary>Which unmatched reports to dismiss.</summary>
internal sealed class DismissBody
{
    /// <summary>Reports received up to this instant, inclusive.</summary>
    [JsonRequired]
    public DateTimeOffset Until { get; set; }
}

[JsonSerializable(typeof(ItemsBody<UnmatchedReportBody>))]
[JsonSerializable(typeof(DismissBody))]
internal sealed partial class UnmatchedReportJson : JsonSerializerContext;
