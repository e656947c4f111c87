using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Campaigns;
using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Preflights;

/// <summary>The look ahead before a campaign starts.</summary>
internal static class PreflightEndpoints
{
    private const int MostRows = 1_000;
    private const int MostSeconds = 24 * 60 * 60;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapArea("/campaigns/{id}/preflight", "Campaigns").MapPost("", RunAsync).Require(ApiRole.Read)
            .Accepts<PreflightRequestBody>(isOptional: true, "application/json")
            .IsSafeToRepeat().WithName("PreflightCampaign")
            .WithSummary("Looks ahead: row errors of a sample, time zones, windows that never open, the time it takes. Changes nothing.")
            .Produces<PreflightBody>().ProducesProblems(400, 404);
    }

    private static async Task<IResult> RunAsync(string id, HttpContext context, ICampaignClient client, ICampaignOperations operations)
    {
        var campaign = await OwnCampaign.FindAsync(context, client, id);
        var request = await RequestBody.ReadOptionalAsync<PreflightRequestBody>(context);
        if (request.Contacts.Count > MostRows)
        {
            throw RequestBody.Fault("/contacts", $"There are {request.Contacts.Count} rows. Give a sample of up to {MostRows}.");
        }

        if (request.SecondsPerAttempt is < 1 or > MostSeconds)
        {
            throw RequestBody.Fault("/secondsPerAttempt", $"The value is {request.SecondsPerAttempt}. Give 1 to {MostSeconds}.");
        }

        var body = await new Preflight(client, operations, context.RequestAborted).RunAsync(campaign, request);
        return TypedResults.Json(body, ApiJson.TypeOf<PreflightBody>());
    }
}
