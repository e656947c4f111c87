using System.ComponentModel;
using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Definitions;
using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Campaigns.AspNetCore.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Campaigns;

/// <summary>Changes of what a campaign does, while it runs: settings, protocol, migration.</summary>
internal static class CampaignChangeEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var campaigns = api.MapArea("/campaigns/{id}", "Campaigns");
        campaigns.MapGet("/settings", GetSettingsAsync).Require(ApiRole.Read)
            .WithName("GetCampaignSettings").WithSummary("Reads the settings of a campaign, with their revision as ETag.")
            .Produces<CampaignSettingsBody>().ProducesProblems(404);
        campaigns.MapPatch("/settings", ChangeSettingsAsync).Require(ApiRole.Operate)
            .Accepts<CampaignSettingsBody>("application/json", MergePatch.MediaType)
            .WithName("ChangeCampaignSettings").WithSummary("Changes some settings of a campaign while it runs. Needs If-Match.")
            .Produces<CampaignSettingsBody>().ProducesProblems(400, 404, 409, 412, 422, 428);
        campaigns.MapPut("/protocol", ChangeProtocolAsync).Require(ApiRole.Operate).Accepts<ProtocolBody>("application/json")
            .WithName("ChangeProtocol").WithSummary("Adds a version of the protocol, for contacts enrolled from now on.")
            .Produces<ProtocolVersionBody>().ProducesProblems(400, 404, 409, 422);
        campaigns.MapPost("/migrate", MigrateAsync).Require(ApiRole.Operate)
            .IsSafeToRepeat().WithName("MigrateCampaign")
            .WithSummary("Moves contacts to the newest version of the protocol if they have not reached a changed step.")
            .Produces<MigrationBody>().ProducesProblems(400, 404, 409);
    }

    private static async Task<IResult> GetSettingsAsync(string id, HttpContext context, ICampaignClient client)
    {
        var campaign = (await OwnCampaign.FindAsync(context, client, id)).Campaign;
        var (settings, revision) = await client.GetSettingsAsync(campaign, context.RequestAborted);
        Revision.Write(context, revision);
        return TypedResults.Json(CampaignSettingsBody.Of(settings), ApiJson.TypeOf<CampaignSettingsBody>());
    }

    private static async Task<IResult> ChangeSettingsAsync(
        string id, [FromHeader(Name = Revision.Header), Description(Revision.About)] string? ifMatch,
        HttpContext context, ICampaignClient client)
    {
        var campaign = (await OwnCampaign.FindAsync(context, client, id)).Campaign;
        var patch = await MergePatch.ReadAsync<CampaignSettingsBody>(context);
        CampaignSettings Change(CampaignSettings settings) => patch(CampaignSettingsBody.Of(settings)).ToSettings();
        await Revision.ChangeAsync(context, ifMatch, async revision =>
        {
            if (revision is { } known)
            {
                return await client.ChangeAsync(campaign, Change, known, context.RequestAborted);
            }

            await client.ChangeAsync(campaign, Change, context.RequestAborted);
            return 0; // reading the settings, below, writes the revision
        });
        return await GetSettingsAsync(id, context, client);
    }

    private static async Task<IResult> ChangeProtocolAsync(string id, HttpContext context, ICampaignClient client)
    {
        var campaign = (await OwnCampaign.FindAsync(context, client, id)).Campaign;
        var protocol = await Definition.ReadProtocolAsync(context);
        var version = await client.ChangeProtocolAsync(campaign, protocol, context.RequestAborted);
        return TypedResults.Json(new ProtocolVersionBody { Version = version }, ApiJson.TypeOf<ProtocolVersionBody>());
    }

    private static async Task<IResult> MigrateAsync(
        string id, [Description("Whether to tell what would move, and move nothing.")] string? dryRun,
        HttpContext context, ICampaignClient client)
    {
        var values = new QueryValues();
        var isDryRun = values.Flag("dryRun", dryRun);
        values.ThrowIfAny();
        var campaign = (await OwnCampaign.FindAsync(context, client, id)).Campaign;
        var report = await client.MigrateAsync(campaign, isDryRun, context.RequestAborted);
        var body = new MigrationBody
        {
            Version = report.Version,
            IsDryRun = isDryRun,
            Moved = report.Moved,
            Passed = report.Passed,
            Refused = report.Refused,
            ContactKeys = report.Keys,
        };
        return TypedResults.Json(body, ApiJson.TypeOf<MigrationBody>());
    }
}

[JsonSerializable(typeof(CampaignBody))]
[JsonSerializable(typeof(ItemsBody<CampaignBody>))]
[JsonSerializable(typeof(CampaignExplanationBody))]
[JsonSerializable(typeof(ValidationBody))]
[JsonSerializable(typeof(DuplicateBody))]
[JsonSerializable(typeof(CampaignSettingsBody))]
[JsonSerializable(typeof(DefinitionBody))]
[JsonSerializable(typeof(ProtocolBody))]
[JsonSerializable(typeof(ProtocolVersionBody))]
[JsonSerializable(typeof(MigrationBody))]
internal sealed partial class CampaignApiJson : JsonSerializerContext;
