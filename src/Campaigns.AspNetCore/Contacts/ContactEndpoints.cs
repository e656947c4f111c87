using System.ComponentModel;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Campaigns;
using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Campaigns.Export;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Contacts;

/// <summary>Single contacts: list, read, explain, correct, remove, reschedule, rerun. And the export of all.</summary>
internal static class ContactEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var contacts = api.MapArea("/campaigns/{id}/contacts", "Contacts");
        contacts.MapGet("", ListAsync).Require(ApiRole.Read)
            .WithName("ListContacts").WithSummary("Lists contacts in order of enrollment.")
            .Produces<ItemsBody<ContactBody>>().ProducesProblems(400, 404, 422);
        contacts.MapGet("/{key}", GetAsync).Require(ApiRole.Read)
            .WithName("GetContact").WithSummary("Reads a contact with its attempts and their results.")
            .Produces<ContactBody>().ProducesProblems(404);
        contacts.MapGet("/{key}/explain", ExplainAsync).Require(ApiRole.Read)
            .WithName("ExplainContact").WithSummary("Says why a contact is or is not contacted now.")
            .Produces<ExplanationBody>().ProducesProblems(404);
        contacts.MapPatch("/{key}", ChangeAsync).Require(ApiRole.Operate)
            .Accepts<ContactPatchBody>("application/json", "application/merge-patch+json")
            .WithName("ChangeContact").WithSummary("Corrects addresses, time zone or data. Null removes a value.")
            .Produces<ContactBody>().ProducesProblems(400, 404, 409, 422);
        contacts.MapDelete("/{key}", RemoveAsync).Require(ApiRole.Operate)
            .WithName("RemoveContact").WithSummary("Removes a contact. A live attempt finishes, and none follows.")
            .Produces<ContactBody>().ProducesProblems(404, 409);
        contacts.MapPost("/{key}/reschedule", RescheduleAsync).Require(ApiRole.Operate).IsSafeToRepeat()
            .Accepts<RescheduleBody>("application/json")
            .WithName("RescheduleContact").WithSummary("Contacts somebody at an instant.")
            .Produces<ContactBody>().ProducesProblems(400, 404, 409);
        contacts.MapPost("/{key}/rerun", RerunAsync).Require(ApiRole.Operate)
            .OutcomeIsFoundBy("Read the contact: it is waiting, live, or has an attempt since then if it runs again.")
            .WithName("RerunContact").WithSummary("Runs a contact that has ended through the whole protocol again.")
            .Produces<ContactBody>().ProducesProblems(404, 409);
        api.MapArea("/campaigns/{id}/export", "Contacts").MapGet("", ExportAsync).Require(ApiRole.Read)
            .WithName("ExportContacts").WithSummary("Writes all contacts with their attempts as CSV or NDJSON.")
            .Produces<Stream>(200, "text/csv", "application/x-ndjson").ProducesProblems(400, 404);
    }

    private static async Task<IResult> ListAsync(
        string id,
        [Description("Only contacts in this state.")] string? state,
        [Description("Only contacts that wait for this.")] string? waitingFor,
        [Description("Only contacts whose last attempt had this outcome.")] string? lastOutcome,
        [Description("Only contacts with this address or a key with this beginning.")] string? text,
        string? after, string? limit, HttpContext context, ICampaignClient client)
    {
        var values = new QueryValues();
        var most = values.Limit(limit);
        var filter = new ContactFilter
        {
            State = values.Word<JobState>("state", state),
            WaitingFor = values.Word<WaitingFor>("waitingFor", waitingFor),
            LastOutcome = values.Word<AttemptOutcome>("lastOutcome", lastOutcome),
            Text = text,
        };
        values.ThrowIfAny();
        var campaign = (await OwnCampaign.FindAsync(context, client, id)).Campaign;
        var page = await client.ListContactsAsync(campaign, filter, after, most, context.RequestAborted);
        return TypedResults.Json(ItemsBody.Of(page, ContactBody.InList), ApiJson.TypeOf<ItemsBody<ContactBody>>());
    }

    private static async Task<IResult> GetAsync(string id, string key, HttpContext context, ICampaignClient client)
    {
        var campaign = (await OwnCampaign.FindAsync(context, client, id)).Campaign;
        return await ReadAsync(campaign, key, context, client);
    }

    private static async Task<IResult> ExplainAsync(string id, string key, HttpContext context, ICampaignClient client)
    {
        var campaign = (await OwnCampaign.FindAsync(context, client, id)).Campaign;
        var explanation = await client.ExplainAsync(campaign, key, context.RequestAborted);
        return TypedResults.Json(ExplanationBody.Of(explanation, AccessFilter.CallerOf(context)), ApiJson.TypeOf<ExplanationBody>());
    }

    private static async Task<IResult> ChangeAsync(string id, string key, HttpContext context, ICampaignClient client)
    {
        var campaign = (await OwnCampaign.FindAsync(context, client, id)).Campaign;
        var patch = await ContactPatch.ReadAsync(context);
        await client.ChangeContactAsync(campaign, key, patch.Apply, context.RequestAborted);
        return await ReadAsync(campaign, key, context, client);
    }

    private static async Task<IResult> RemoveAsync(string id, string key, HttpContext context, ICampaignClient client)
    {
        var campaign = (await OwnCampaign.FindAsync(context, client, id)).Campaign;
        await client.RemoveContactAsync(campaign, key, context.RequestAborted);
        return await ReadAsync(campaign, key, context, client);
    }

    private static async Task<IResult> RescheduleAsync(string id, string key, HttpContext context, ICampaignClient client)
    {
        var campaign = (await OwnCampaign.FindAsync(context, client, id)).Campaign;
        var body = await RequestBody.ReadAsync<RescheduleBody>(context);
        await client.RescheduleContactAsync(campaign, key, body.At, context.RequestAborted);
        return await ReadAsync(campaign, key, context, client);
    }

    private static async Task<IResult> RerunAsync(string id, string key, HttpContext context, ICampaignClient client)
    {
        var campaign = (await OwnCampaign.FindAsync(context, client, id)).Campaign;
        await client.RerunContactAsync(campaign, key, context.RequestAborted);
        return await ReadAsync(campaign, key, context, client);
    }

    private static async Task<IResult> ReadAsync(CampaignId campaign, string key, HttpContext context, ICampaignClient client) =>
        TypedResults.Json(
            ContactBody.WithTimeline(await client.GetContactAsync(campaign, key, context.RequestAborted)), ApiJson.TypeOf<ContactBody>());

    /// <summary>
    /// Writes the export as a stream. If it fails in the middle, the connection is aborted, so that nobody takes a part for the whole.
    /// </summary>
    private static async Task<IResult> ExportAsync(
        string id, [Description("csv or ndjson; csv by default.")] string? format, HttpContext context, ICampaignClient client)
    {
        var values = new QueryValues();
        var chosen = values.Word<ExportFormat>("format", format) ?? ExportFormat.Csv;
        values.ThrowIfAny();
        var campaign = (await OwnCampaign.FindAsync(context, client, id)).Campaign;
        var isCsv = chosen == ExportFormat.Csv;
        context.Response.ContentType = isCsv ? "text/csv; charset=utf-8" : "application/x-ndjson";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"campaign-{campaign}.{(isCsv ? "csv" : "ndjson")}\"";
        try
        {
            await client.ExportAsync(campaign, context.Response.Body, chosen, context.RequestAborted);
        }
        catch (CampaignException) when (context.Response.HasStarted)
        {
            context.Abort();
        }

        return TypedResults.Empty;
    }
}
