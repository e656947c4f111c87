using System.ComponentModel;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Campaigns.AspNetCore.Tenants;
using Campaigns.AspNetCore.Uploads;
using Campaigns.AspNetCore.Uploads.Reading;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Suppressions;

/// <summary>
/// Do-not-contact lists: list, find, add, remove, import. Persons stand in bodies, because paths and queries are logged on the way.
/// </summary>
internal static class SuppressionEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var list = api.MapArea("/tenants/{tenant}/suppressions", "Suppressions");
        list.MapGet("", ListAsync).Require(ApiRole.Read)
            .WithName("ListSuppressions").WithSummary("Lists a tenant's do-not-contact list, in an order without meaning.")
            .Produces<ItemsBody<SuppressionBody>>().ProducesProblems(400, 404, 422);
        list.MapPost("", AddAsync).Require(ApiRole.Operate).IsSafeToRepeat().Accepts<SuppressBody>("application/json")
            .WithName("AddSuppression").WithSummary("Adds a person. Nothing is sent to the person after the answer.")
            .Produces<SuppressBody>().ProducesProblems(400, 404, 422);
        list.MapPost("/find", FindAsync).Require(ApiRole.Read).IsSafeToRepeat().Accepts<PersonBody>("application/json")
            .WithName("FindSuppressions").WithSummary("Finds the entries that hold for a person. None: the person may be contacted.")
            .Produces<ItemsBody<SuppressionBody>>().ProducesProblems(400, 404, 422);
        list.MapPost("/remove", RemoveAsync).Require(ApiRole.Operate).IsSafeToRepeat().Accepts<SuppressBody>("application/json")
            .WithName("RemoveSuppression").WithSummary("Removes an entry, given as it was added. Jobs that have ended stay ended.")
            .Produces<SuppressBody>().ProducesProblems(400, 404, 422);
        api.MapGroup("/tenants/{tenant}/suppressions").WithTags("Suppressions").MapPost("/import", ImportAsync)
            .Require(ApiRole.Operate).WithMetadata(new StreamedBody()).IsSafeToRepeat()
            .Accepts<Stream>("text/csv", "application/x-ndjson", "application/json", "text/plain", "*/*") // the handler refuses other types
            .WithName("ImportSuppressions").WithSummary("Adds the rows of a CSV, NDJSON, JSON or plain body, read as a stream.")
            .Produces<SuppressionImportBody>().ProducesProblems(400, 404, 413, 415, 422);
    }

    private static async Task<IResult> ListAsync(
        string tenant, string? after, string? limit, HttpContext context, ICampaignOperations operations)
    {
        var most = QueryValues.OnlyLimit(limit);
        var page = await operations.ListSuppressionsAsync(OwnTenant.Of(context, tenant), after, most, context.RequestAborted);
        return TypedResults.Json(ItemsBody.Of(page, SuppressionBody.Of), ApiJson.TypeOf<ItemsBody<SuppressionBody>>());
    }

    private static async Task<IResult> AddAsync(string tenant, HttpContext context, ICampaignReports reports)
    {
        tenant = OwnTenant.Of(context, tenant);
        var entry = (await RequestBody.ReadAsync<SuppressBody>(context)).ToSuppression(tenant);
        await reports.SuppressAsync(entry, context.RequestAborted);
        return Show(entry);
    }

    private static async Task<IResult> RemoveAsync(string tenant, HttpContext context, ICampaignReports reports)
    {
        tenant = OwnTenant.Of(context, tenant);
        var entry = (await RequestBody.ReadAsync<SuppressBody>(context)).ToSuppression(tenant);
        await reports.UnsuppressAsync(entry, context.RequestAborted);
        return Show(entry);
    }

    private static IResult Show(Suppression entry)
    {
        var body = new SuppressBody { ContactKey = entry.ContactKey, Address = entry.Address, Channel = entry.Channel };
        return TypedResults.Json(body, ApiJson.TypeOf<SuppressBody>());
    }

    private static async Task<IResult> FindAsync(string tenant, HttpContext context, ICampaignOperations operations)
    {
        tenant = OwnTenant.Of(context, tenant);
        var person = (await RequestBody.ReadAsync<PersonBody>(context)).ToPerson(tenant);
        var found = await NamedPerson.AskAsync(() => operations.FindSuppressionsAsync(person, context.RequestAborted));
        return TypedResults.Json(ItemsBody.Of(found, SuppressionBody.Of), ApiJson.TypeOf<ItemsBody<SuppressionBody>>());
    }

    private static async Task<IResult> ImportAsync(
        string tenant, [Description("The channel of rows that name none.")] string? channel, [AsParameters] UploadParameters parameters,
        HttpContext context, ICampaignOperations operations, CampaignsApiOptions options,
        [FromQuery, Description("What a column holds, such as address:phone. Give it once for each column.")] string[]? map = null)
    {
        tenant = OwnTenant.Of(context, tenant);
        var request = UploadRequest.Read(context.Request, ColumnNames.OfSuppressions, nameof(channel));
        if (request.IsDryRun)
        {
            throw RequestBody.Fault("dryRun", "An import has no dry run. Importing again adds nothing twice.");
        }

        var providers = await operations.ListProvidersAsync(context.RequestAborted);
        var channels = providers.Select(provider => provider.Channel).ToHashSet();
        if (channel is not null && !channels.Contains(channel))
        {
            throw RequestBody.Fault(nameof(channel), $"No provider serves the channel \"{Shown.Cut(channel)}\". Use one of "
                + $"{string.Join(", ", channels)}.");
        }

        await using var rows = RowReaders.Open(context, request, options.Uploads);
        var run = new SuppressionImportRun(tenant, rows, channel, channels, options.Uploads);
        try
        {
            await run.RunAsync(operations, context.RequestAborted);
            return TypedResults.Json(run.Body, ApiJson.TypeOf<SuppressionImportBody>());
        }
        catch (UploadStoppedException stopped)
        {
            return ApiProblems.Make(
                422, "upload-stopped", "The rest of the upload cannot be read",
                $"{stopped.Message} {run.Body.Rows} rows were read. Whole portions of 10,000 entries before are added; sending them "
                    + "again adds nothing twice.");
        }
    }
}

/// <summary>Asks about persons, and turns refused names into faults of the request.</summary>
internal static class NamedPerson
{
    /// <exception cref="InvalidRequestException">A key or an address would match nobody.</exception>
    public static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ArgumentException error)
        {
            throw RequestBody.Fault("", error.Message.Split(" (Parameter", 2)[0]);
        }
    }
}
