using System.ComponentModel;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Campaigns;

/// <summary>Changes of a campaign's state. Each may be repeated, and answers with the new state.</summary>
internal static class CampaignActions
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var campaigns = api.MapArea("/campaigns/{id}", "Campaigns");
        campaigns.MapPost("/start", StartAsync).Require(ApiRole.Operate)
            .IsSafeToRepeat().WithName("StartCampaign").WithSummary("Starts a draft, at once or at its start.")
            .Produces<CampaignBody>().ProducesProblems(404, 409, 422);
        campaigns.MapPost("/pause", PauseAsync).Require(ApiRole.Operate)
            .IsSafeToRepeat().WithName("PauseCampaign")
            .WithSummary("Pauses a campaign: after the answer nothing is sent, retries included.")
            .Produces<CampaignBody>().ProducesProblems(404, 409);
        campaigns.MapPost("/resume", ResumeAsync).Require(ApiRole.Operate)
            .IsSafeToRepeat().WithName("ResumeCampaign").WithSummary("Resumes a paused campaign.")
            .Produces<CampaignBody>().ProducesProblems(404, 409, 422);
        campaigns.MapPost("/cancel", CancelAsync).Require(ApiRole.Operate)
            .IsSafeToRepeat().WithName("CancelCampaign").WithSummary("Cancels a campaign permanently: after the answer nothing is sent.")
            .Produces<CampaignBody>().ProducesProblems(400, 404, 409);
        campaigns.MapDelete("", PurgeAsync).Require(ApiRole.Admin)
            .WithName("PurgeCampaign").WithSummary("Removes an ended campaign permanently, with its contacts and attempts.")
            .Produces(204).ProducesProblems(404, 409);
    }

    private static Task<IResult> StartAsync(string id, HttpContext context, ICampaignClient client) =>
        ActAsync(id, context, client, campaign => client.StartAsync(campaign, context.RequestAborted));

    private static Task<IResult> PauseAsync(string id, HttpContext context, ICampaignClient client) =>
        ActAsync(id, context, client, campaign => client.PauseAsync(campaign, context.RequestAborted));

    private static Task<IResult> ResumeAsync(string id, HttpContext context, ICampaignClient client) =>
        ActAsync(id, context, client, campaign => client.ResumeAsync(campaign, context.RequestAborted));

    private static Task<IResult> CancelAsync(
        string id, [Description("drain, the default: live attempts finish. abort: they are aborted.")] string? mode,
        HttpContext context, ICampaignClient client)
    {
        var values = new QueryValues();
        var how = values.Word<CancelMode>("mode", mode) ?? CancelMode.Drain;
        values.ThrowIfAny();
        return ActAsync(id, context, client, campaign => client.CancelAsync(campaign, how, context.RequestAborted));
    }

    private static async Task<IResult> PurgeAsync(string id, HttpContext context, ICampaignClient client)
    {
        var campaign = (await OwnCampaign.FindAsync(context, client, id)).Campaign;
        await client.PurgeAsync(campaign, context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> ActAsync(string id, HttpContext context, ICampaignClient client, Func<CampaignId, Task> act)
    {
        var campaign = (await OwnCampaign.FindAsync(context, client, id)).Campaign;
        await act(campaign);
        return TypedResults.Json(
            CampaignBody.Of(await client.GetStatisticsAsync(campaign, context.RequestAborted)), ApiJson.TypeOf<CampaignBody>());
    }
}
