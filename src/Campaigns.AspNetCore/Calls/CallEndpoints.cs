using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Campaigns;
using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Campaigns.AspNetCore.Tenants;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Calls;

/// <summary>Single calls.</summary>
internal static class CallEndpoints
{
    private const string GetName = "GetCall";
    private const int LongestKey = 100;

    public static void Map(IEndpointRouteBuilder api)
    {
        var calls = api.MapArea("/calls", "Calls");
        calls.MapPost("", CallAsync).Require(ApiRole.Operate).Accepts<CallRequestBody>("application/json")
            .IsSafeToRepeat().WithName("MakeCall")
            .WithSummary("Makes one call. Hours, do-not-contact lists, limits and checks apply as in any campaign.")
            .Produces<CallBody>(202).ProducesProblems(400, 404, 409, 422);
        calls.MapGet("/{id}", GetAsync).Require(ApiRole.Read)
            .WithName(GetName).WithSummary("Reads a call: pending, in progress, completed or failed, with its attempts.")
            .Produces<CallBody>().ProducesProblems(404);
    }

    private static async Task<IResult> CallAsync(HttpContext context, ICampaignClient client, SingleCalls single, LinkGenerator links)
    {
        var body = await RequestBody.ReadAsync<CallRequestBody>(context);
        var key = KeyOf(body, context, single);
        var notBefore = single.RequireNear("/notBefore", body.NotBefore);
        var campaign = await CampaignOfAsync(body, context, client, single);
        var contact = new Contact(key, body.To, body.Zone, data: body.Data);
        var report = await client.AddContactsAsync(campaign, [contact], notBefore, context.RequestAborted);
        var wasMadeBefore = report.Duplicates == 1 && key == IdempotencyFilter.DerivedKey(context); // a repetition after a crash
        if (report.Added == 0 && !wasMadeBefore)
        {
            throw Refused(report.Refused[0]);
        }

        var id = new CallId(campaign, key);
        context.Response.Headers.Location = links.GetPathByName(context, GetName, new RouteValueDictionary { ["id"] = id.ToString() });
        return TypedResults.Json(await ReadAsync(id, context, client), ApiJson.TypeOf<CallBody>(), statusCode: 202);
    }

    private static async Task<IResult> GetAsync(string id, HttpContext context, ICampaignClient client)
    {
        var parts = id.Split('-', 2);
        if (parts.Length < 2 || parts[1].Length == 0)
        {
            throw NotFound(id);
        }

        var campaign = (await OwnCampaign.FindAsync(context, client, parts[0])).Campaign;
        return TypedResults.Json(await ReadAsync(new CallId(campaign, parts[1]), context, client), ApiJson.TypeOf<CallBody>());
    }

    private static async Task<CallBody> ReadAsync(CallId id, HttpContext context, ICampaignClient client)
    {
        var contact = await client.GetContactAsync(id.Campaign, id.Key, context.RequestAborted);
        var isPending = contact.State is JobState.New or JobState.Waiting;
        var explanation = isPending ? await client.ExplainAsync(id.Campaign, id.Key, context.RequestAborted) : null;
        return CallBody.Of(id, contact, explanation);
    }

    private static async Task<CampaignId> CampaignOfAsync(
        CallRequestBody body, HttpContext context, ICampaignClient client, SingleCalls single)
    {
        if (body.Campaign is null)
        {
            var caller = AccessFilter.CallerOf(context);
            var tenant = body.Tenant is null ? caller.Tenant ?? "default" : OwnTenant.OfBody(context, "/tenant", body.Tenant);
            return await single.FindCampaignAsync(tenant, context.RequestAborted);
        }

        var campaign = await OwnCampaign.FindAsync(context, client, body.Campaign);
        return body.Tenant is null || body.Tenant == campaign.Tenant
            ? campaign.Campaign
            : throw RequestBody.Fault("/tenant", "The campaign belongs to another tenant. Leave the member out.");
    }

    private static string KeyOf(CallRequestBody body, HttpContext context, SingleCalls single)
    {
        if (body.Key is not { } key)
        {
            return IdempotencyFilter.DerivedKey(context) ?? single.NewKey();
        }

        var fits = key.Length is >= 1 and <= LongestKey && key.All(each => char.IsAsciiLetterOrDigit(each) || "._~-".Contains(each));
        return fits ? key : throw RequestBody.Fault(
            "/key",
            $"The key is \"{Shown.Cut(key)}\". Use 1 to {LongestKey} letters, digits and . _ ~ -, because it is a part of the call's URL.");
    }

    private static Exception Refused(RefusedContact refused) => refused.IsDuplicate
        ? new CampaignException(CampaignError.Conflict, "The campaign has a call with this key. Read it, or give another key.")
        : new RefusedRequestException(422, "refused", "The call is refused", $"The call cannot be made: {refused.Reason}.");

    private static CampaignException NotFound(string id) => new(CampaignError.NotFound, $"There is no call {Shown.Cut(id)}.");
}
