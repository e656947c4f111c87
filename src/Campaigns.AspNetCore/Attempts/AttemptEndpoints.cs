using System.ComponentModel;
using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Campaigns;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Campaigns.AspNetCore.Tenants;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Attempts;

/// <summary>The list of attempts.</summary>
internal static class AttemptEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapArea("/attempts", "Attempts").MapGet("", ListAsync).Require(ApiRole.Read)
            .WithName("ListAttempts").WithSummary("Lists attempts of a campaign, of a tenant, or of everybody.")
            .Produces<ItemsBody<ListedAttemptBody>>().ProducesProblems(400, 404, 422);
    }

    private static async Task<IResult> ListAsync(
        [Description("Only attempts of this campaign.")] string? campaign,
        [Description("Only attempts of this tenant.")] string? tenant,
        [Description("Only attempts with this outcome.")] string? outcome,
        [Description("Only attempts in this state.")] string? state,
        [Description("Only attempts through this provider.")] string? provider,
        [Description("Only attempts committed at this instant or later.")] string? from,
        [Description("Only attempts committed before this instant.")] string? until,
        [Description("Only attempts to a contact with this address or a key with this beginning, or with this call id of the provider.")]
        string? text,
        string? after, string? limit, HttpContext context, ICampaignClient client)
    {
        var values = new QueryValues();
        var most = values.Limit(limit);
        var filter = new AttemptFilter
        {
            Outcome = values.Word<AttemptOutcome>("outcome", outcome),
            State = values.Word<AttemptState>("state", state),
            Provider = provider,
            From = values.Instant("from", from),
            Until = values.Instant("until", until),
            Text = text,
            Tenant = OwnTenant.OfList(context, tenant),
        };
        values.ThrowIfAny();
        if (campaign is not null)
        {
            filter = filter with { Campaign = (await OwnCampaign.FindAsync(context, client, campaign)).Campaign };
        }

        var page = await client.ListAttemptsAsync(filter, after, most, context.RequestAborted);
        return TypedResults.Json(ItemsBody.Of(page, ListedAttemptBody.Of), ApiJson.TypeOf<ItemsBody<ListedAttemptBody>>());
    }
}

[JsonSerializable(typeof(ItemsBody<ListedAttemptBody>))]
internal sealed partial class AttemptJson : JsonSerializerContext;
