using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Audit;

/// <summary>Reads the audit log.</summary>
internal static class AuditEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapArea("/audit", "Access").MapGet("", ListAsync).Require(ApiRole.Admin)
            .WithName("ListAuditEntries")
            .WithSummary("Lists changing requests, the newest first. A caller with a tenant sees that tenant's callers.")
            .Produces<AuditListBody>().Produces<ApiProblem>(400, "application/problem+json");

    private static async Task<IResult> ListAsync(string? after, string? limit, HttpContext context, AuditLog audit)
    {
        var page = QueryValues.OnlyPage(after, limit);
        var found = await audit.ListAsync(AccessFilter.CallerOf(context).Tenant, page.After, page.Limit, context.RequestAborted);
        var list = new AuditListBody { Items = found, Next = found.Count == page.Limit ? found[^1].Id : null };
        return TypedResults.Json(list, ApiJson.TypeOf<AuditListBody>());
    }
}
