using System.ComponentModel;
using System.Globalization;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Campaigns;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Campaigns.AspNetCore.Uploads.Reading;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Uploads;

/// <summary>Uploads of contacts.</summary>
internal static class UploadEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var campaign = api.MapGroup("/campaigns/{id}").WithTags("Contacts");
        campaign.MapPost("/contacts", PostAsync).Require(ApiRole.Operate).WithMetadata(new StreamedBody()).IsSafeToRepeat()
            .WithName("AddContacts").WithSummary("Enrolls the contacts of a CSV, NDJSON or JSON body, read as a stream.")
            .Accepts<Stream>("text/csv", "application/x-ndjson", "application/json", "*/*") // the handler refuses other types, with advice
            .Produces<UploadBody>().ProducesProblems(400, 404, 406, 413, 415, 422);
        var uploads = api.MapArea("/campaigns/{id}", "Contacts");
        uploads.MapGet("/uploads", ListAsync).Require(ApiRole.Read)
            .WithName("ListUploads").WithSummary("Lists the uploads of the last 30 days, oldest first.").Produces<ItemsBody<UploadBody>>();
        uploads.MapGet("/uploads/{upload}", GetAsync).Require(ApiRole.Read)
            .WithName("GetUpload").WithSummary("Says how far an upload is, and whether it was cut.").Produces<UploadBody>();
        uploads.MapPost("/enrollment/close", CloseAsync).Require(ApiRole.Operate).IsSafeToRepeat()
            .WithName("CloseEnrollment").WithSummary("Gives up uploads that were cut, so that the campaign can "
                + "complete.")
            .Produces<CampaignBody>();
    }

    private static Task<IResult> PostAsync(
        string id, [Description("Whether to check only, and add nothing.")] string? dryRun,
        [AsParameters] UploadParameters parameters,
        HttpContext context, ICampaignClient client, UploadLog log, CampaignsApiOptions options,
        [FromQuery, Description("What a column holds, such as phone:number. Give it once for each column.")] string[]? map = null) =>
        AddAsync(id, context, client, log, options);

    internal static async Task<IResult> AddAsync(
        string id, HttpContext context, ICampaignClient client, UploadLog log, CampaignsApiOptions options)
    {
        var campaign = await OwnCampaign.FindAsync(context, client, id);
        var request = UploadRequest.Read(context.Request, ColumnNames.OfContacts);
        var wantsFile = WantsFile(context.Request, request.Format);
        if (wantsFile && context.Request.Headers.ContainsKey(IdempotentRequest.KeyHeader))
        {
            throw RequestBody.Fault(
                IdempotentRequest.KeyHeader,
                "An error file is not stored for repetitions. Leave the key out: sending the file again adds nothing.");
        }

        await using var rows = RowReaders.Open(context, request, options.Uploads);
        await using var file = wantsFile ? new ErrorFile(options.Uploads) : null;
        var body = await log.BeginAsync(campaign.Campaign, campaign.Tenant, context.RequestAborted);
        context.Response.Headers["Upload-Id"] = body.Id;
        var run = new UploadRun(client, rows, body, options.Uploads, file)
        {
            Save = () => log.SaveAsync(campaign.Campaign, campaign.Tenant, body, CancellationToken.None),
        };
        if (await RunAsync(run, body, campaign, request.IsDryRun, log, context) is { } problem)
        {
            return problem;
        }

        return file is null ? TypedResults.Json(body, ApiJson.TypeOf<UploadBody>()) : await SendAsync(file, body, context);
    }

    /// <summary>Runs an upload, and stores how it ended, however it ends.</summary>
    private static async Task<IResult?> RunAsync(
        UploadRun run, UploadBody body, CampaignStatistics campaign, bool isDryRun, UploadLog log, HttpContext context)
    {
        (body.State, body.Reason) = (UploadState.Cut, "The upload was interrupted.");
        try
        {
            await run.RunAsync(campaign.Campaign, isDryRun, context.RequestAborted);
            (body.State, body.Reason) = (isDryRun ? UploadState.DryRun : UploadState.Complete, null);
            return null;
        }
        catch (UploadStoppedException stopped)
        {
            (body.State, body.Reason) = (UploadState.Stopped, stopped.Message);
            return ApiProblems.Make(
                422, "upload-stopped", "The rest of the upload cannot be read",
                $"{stopped.Message} {body.Rows} rows were read, and {body.Added} contacts of them are enrolled and stay. They will "
                    + "count as duplicates.");
        }
        catch (InvalidRequestException refused)
        {
            (body.State, body.Reason) = (UploadState.Stopped, "The columns could not be told. " + refused.Faults[0].Detail);
            throw;
        }
        catch (Exception error) when (error is CampaignException or BadHttpRequestException)
        {
            body.Reason = error.Message;
            throw;
        }
        finally
        {
            await log.EndAsync(campaign.Campaign, campaign.Tenant, body);
        }
    }

    private static async Task<IResult> SendAsync(ErrorFile file, UploadBody body, HttpContext context)
    {
        var headers = context.Response.Headers;
        headers["Upload-Rows"] = body.Rows.ToString(CultureInfo.InvariantCulture);
        headers["Upload-Added"] = body.Added.ToString(CultureInfo.InvariantCulture);
        headers["Upload-Duplicates"] = body.Duplicates.ToString(CultureInfo.InvariantCulture);
        headers["Upload-Invalid"] = body.Invalid.ToString(CultureInfo.InvariantCulture);
        headers.ContentDisposition = $"attachment; filename=\"errors.{file.Extension}\"";
        context.Response.ContentType = file.ContentType;
        await file.SendAsync(context.Response.Body, context.RequestAborted);
        return TypedResults.Empty;
    }

    /// <summary>Whether the caller wants the error file as the answer: it accepts the type of the upload, and not JSON.</summary>
    private static bool WantsFile(HttpRequest request, UploadFormat format)
    {
        var accepted = request.GetTypedHeaders().Accept;
        var best = accepted.OrderByDescending(type => type.Quality ?? 1).FirstOrDefault();
        var first = best?.MediaType.ToString().ToLowerInvariant();
        var own = format == UploadFormat.Csv ? "text/csv" : "application/x-ndjson";
        return first == own || (first is "text/csv" or "application/x-ndjson"
            ? throw new BadHttpRequestException($"The error file has the form of the upload. Accept {own}, or application/json for "
                + "a summary.", 406)
            : false);
    }

    private static async Task<IResult> ListAsync(
        string id, string? after, string? limit, HttpContext context, ICampaignClient client, UploadLog log)
    {
        var most = QueryValues.OnlyLimit(limit);
        var campaign = await OwnCampaign.FindAsync(context, client, id);
        var page = await log.ListAsync(campaign.Campaign, after, most, context.RequestAborted);
        return TypedResults.Json(page, ApiJson.TypeOf<ItemsBody<UploadBody>>());
    }

    private static async Task<IResult> GetAsync(string id, string upload, HttpContext context, ICampaignClient client, UploadLog log)
    {
        var campaign = await OwnCampaign.FindAsync(context, client, id);
        return await log.FindAsync(campaign.Campaign, upload, context.RequestAborted) is { } found
            ? TypedResults.Json(found, ApiJson.TypeOf<UploadBody>())
            : ApiProblems.NotFound("The campaign has no such upload, or it is older than 30 days.");
    }

    private static async Task<IResult> CloseAsync(string id, HttpContext context, ICampaignClient client)
    {
        var campaign = (await OwnCampaign.FindAsync(context, client, id)).Campaign;
        await client.CloseEnrollmentAsync(campaign, context.RequestAborted);
        return TypedResults.Json(
            CampaignBody.Of(await client.GetStatisticsAsync(campaign, context.RequestAborted)), ApiJson.TypeOf<CampaignBody>());
    }
}
