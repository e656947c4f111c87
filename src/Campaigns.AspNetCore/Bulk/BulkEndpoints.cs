using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Campaigns;
using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Bulk;

/// <summary>Actions on many contacts: counted first, confirmed by the count, run in portions.</summary>
internal static class BulkEndpoints
{
    private const int PageSize = 1_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapArea("/campaigns/{id}/contacts/bulk", "Contacts").MapPost("", StartAsync).Require(ApiRole.Operate)
            .OutcomeIsFoundBy("List the bulk actions of the campaign.")
            .Accepts<BulkRequestBody>("application/json")
            .WithName("ChangeContacts").WithSummary("Removes, reschedules or reruns the contacts that a filter finds. Count first "
                + "with dryRun.")
            .Produces<BulkCountBody>().Produces<BulkBody>(202).ProducesProblems(400, 404, 409, 422);
        var actions = api.MapArea("/campaigns/{id}/bulk", "Contacts");
        actions.MapGet("", ListAsync).Require(ApiRole.Read)
            .WithName("ListBulkActions").WithSummary("Lists the bulk actions of the last 30 days, oldest first.")
            .Produces<ItemsBody<BulkBody>>().ProducesProblems(400, 404);
        actions.MapGet("/{bulk}", GetAsync).Require(ApiRole.Read)
            .WithName("GetBulkAction").WithSummary("Says how far a bulk action is.").Produces<BulkBody>().ProducesProblems(404);
        actions.MapPost("/{bulk}/cancel", CancelAsync).Require(ApiRole.Operate).IsSafeToRepeat()
            .WithName("CancelBulkAction").WithSummary("Ends a bulk action. What was changed stays changed.")
            .Produces<BulkBody>().ProducesProblems(404, 409);
    }

    private static async Task<IResult> StartAsync(
        string id, HttpContext context, ICampaignClient client, BulkRecords records, BulkRunner runner)
    {
        var campaign = await OwnCampaign.FindAsync(context, client, id);
        var request = await RequestBody.ReadAsync<BulkRequestBody>(context);
        request.Check();
        if (!request.DryRun && await FindSameAsync(campaign.Campaign, request, records, context.RequestAborted) is { } same)
        {
            return Accepted(context, campaign.Campaign, same);
        }

        var count = await CountAsync(campaign.Campaign, request, client, context.RequestAborted);
        if (request.DryRun)
        {
            return TypedResults.Json(count, ApiJson.TypeOf<BulkCountBody>());
        }

        if (count.Count != request.ConfirmedCount)
        {
            return ApiProblems.Make(
                409, "count-changed", "Another number of contacts",
                $"{count.Count} contacts would be changed now, not {request.ConfirmedCount}. Look at them, and confirm the new count.");
        }

        var action = records.Make(campaign.Campaign, request, count.Count);
        await records.WriteAsync(action, campaign.Tenant, 0, context.RequestAborted);
        runner.Wake();
        return Accepted(context, campaign.Campaign, action.Body);
    }

    /// <summary>Finds an action that does the same and still runs: a repeated request gets it as the answer.</summary>
    private static async Task<BulkBody?> FindSameAsync(
        CampaignId campaign, BulkRequestBody request, BulkRecords records, CancellationToken cancellationToken)
    {
        foreach (var (action, _) in await records.ListRunningAsync(cancellationToken))
        {
            var (asked, runs) = (request.All ? null : request.Filter, action.Filter);
            var isSame = action.Body.Action == request.Action && action.Body.Count == request.ConfirmedCount && action.At == request.At
                && asked?.ToFilter() == runs?.ToFilter();
            if (isSame && action.Campaign == campaign.ToString())
            {
                return action.Body;
            }
        }

        return null;
    }

    private static async Task<BulkCountBody> CountAsync(
        CampaignId campaign, BulkRequestBody request, ICampaignClient client, CancellationToken cancellationToken)
    {
        var counted = new BulkCountBody { Count = 0, Skipped = 0 };
        string? after = null;
        do
        {
            var page = await client.ListContactsAsync(campaign, request.Filter?.ToFilter(), after, PageSize, cancellationToken);
            var applies = page.Items.Count(contact => BulkRule.Applies(request.Action, request.Filter, contact, null));
            (counted.Count, counted.Skipped) = (counted.Count + applies, counted.Skipped + page.Items.Count - applies);
            after = page.Next;
        }
        while (after is not null);
        return counted;
    }

    private static IResult Accepted(HttpContext context, CampaignId campaign, BulkBody action)
    {
        context.Response.Headers.Location = $"{Prefix(context)}/campaigns/{campaign}/bulk/{action.Id}";
        return TypedResults.Json(action, ApiJson.TypeOf<BulkBody>(), statusCode: 202);
    }

    /// <summary>The path before the API's routes.</summary>
    private static string Prefix(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        return context.Request.PathBase + path[..path.LastIndexOf("/campaigns/", StringComparison.OrdinalIgnoreCase)];
    }

    private static async Task<IResult> ListAsync(
        string id, string? after, string? limit, HttpContext context, ICampaignClient client, BulkRecords records)
    {
        var most = QueryValues.OnlyLimit(limit);
        var campaign = (await OwnCampaign.FindAsync(context, client, id)).Campaign;
        return TypedResults.Json(
            await records.ListAsync(campaign, after, most, context.RequestAborted), ApiJson.TypeOf<ItemsBody<BulkBody>>());
    }

    private static async Task<IResult> GetAsync(string id, string bulk, HttpContext context, ICampaignClient client, BulkRecords records)
    {
        var campaign = (await OwnCampaign.FindAsync(context, client, id)).Campaign;
        return await records.FindAsync(campaign, bulk, context.RequestAborted) is { } found
            ? TypedResults.Json(found.Action.Body, ApiJson.TypeOf<BulkBody>())
            : NotFound();
    }

    private static async Task<IResult> CancelAsync(string id, string bulk, HttpContext context, ICampaignClient client, BulkRecords records)
    {
        var campaign = (await OwnCampaign.FindAsync(context, client, id)).Campaign;
        return await records.CancelAsync(campaign, bulk, context.RequestAborted) is not { } body ? NotFound()
            : body.State == BulkState.Canceled ? TypedResults.Json(body, ApiJson.TypeOf<BulkBody>())
            : ApiProblems.Conflict("The action has ended already.");
    }

    private static IResult NotFound() => ApiProblems.NotFound("The campaign has no such bulk action, or it ended more than 30 days ago.");
}
