using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Campaigns;

/// <summary>Campaigns: create, read, start, pause, resume, cancel.</summary>
internal static class CampaignEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var campaigns = api.MapGroup("/campaigns").WithTags("Campaigns");
        campaigns.MapGet("/{id}", GetAsync).Require(ApiRole.Read)
            .WithName("GetCampaign").WithSummary("Reads a campaign with its statistics.")
            .Produces<CampaignBody>().Produces<ApiProblem>(404, "application/problem+json");
        campaigns.MapPost("/{id}/start", StartAsync).Require(ApiRole.Operate)
            .IsSafeToRepeat().WithName("StartCampaign").WithSummary("Starts a draft.")
            .Produces<CampaignBody>().Produces<ApiProblem>(409, "application/problem+json");
    }

    private static async Task<IResult> GetAsync(string id, HttpContext context, ICampaignClient client)
    {
        var statistics = await OwnCampaign.FindAsync(context, client, id);
        return TypedResults.Json(CampaignBody.Of(statistics), ApiJson.TypeOf<CampaignBody>());
    }

    private static async Task<IResult> StartAsync(string id, HttpContext context, ICampaignClient client)
    {
        var campaign = (await OwnCampaign.FindAsync(context, client, id)).Campaign;
        await client.StartAsync(campaign, context.RequestAborted);
        return TypedResults.Json(
            CampaignBody.Of(await client.GetStatisticsAsync(campaign, context.RequestAborted)), ApiJson.TypeOf<CampaignBody>());
    }
}

/// <summary>A campaign with its statistics.</summary>
public sealed class CampaignBody
{
    /// <summary>The id.</summary>
    public required string Id { get; set; }

    /// <summary>The name.</summary>
    public required string Name { get; set; }

    /// <summary>The tenant.</summary>
    public required string Tenant { get; set; }

    /// <summary>The state.</summary>
    [JsonConverter(typeof(SnakeCase<CampaignState>))]
    public required CampaignState State { get; set; }

    /// <summary>The number of contacts.</summary>
    public required long Total { get; set; }

    internal static CampaignBody Of(CampaignStatistics statistics) => new()
    {
        Id = statistics.Campaign.ToString(),
        Name = statistics.Name,
        Tenant = statistics.Tenant,
        State = statistics.State,
        Total = statistics.Total,
    };
}

[JsonSerializable(typeof(CampaignBody))]
internal sealed partial class CampaignApiJson : JsonSerializerContext;
