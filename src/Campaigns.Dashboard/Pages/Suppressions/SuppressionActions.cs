using System.Globalization;
using System.Text;
using Campaigns.AspNetCore;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Suppressions;
using Campaigns.AspNetCore.Uploads;
using Campaigns.AspNetCore.Uploads.Reading;
using Campaigns.Dashboard.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Dashboard.Pages.Suppressions;

/// <summary>The do-not-contact list: search, add, and import a list after it was counted.</summary>
internal static class SuppressionActions
{
    private const string Home = "/operations/suppressions";
    private const string Import = Home + "/import";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPage<SuppressionPage>(Home);
        pages.MapPage<ImportPage>(Import, ApiRole.Operate);
        pages.MapPage<ImportResultPage>(Import + "/{upload}", ApiRole.Operate);
        pages.MapFile(Import + "/{upload}/errors", ErrorsAsync);
        pages.MapForm(Home + "/add", ApiRole.Operate, AddAsync);
        pages.MapForm(Import, ApiRole.Operate, CountAsync);
        pages.MapForm(Import + "/{upload}", ApiRole.Operate, ImportAsync);
    }

    private static async Task<string> AddAsync(HttpContext context, IFormCollection form)
    {
        var tenant = PageEndpoints.OwnTenant(context, form["tenant"].ToString());
        var reports = context.RequestServices.GetRequiredService<ICampaignReports>();
        await reports.SuppressAsync(Suppression.OfAddress(tenant, form["address"].ToString()));
        var list = QueryHelpers.AddQueryString(PageEndpoints.ContextOf(context).Link(Home), "tenant", tenant);
        return QueryHelpers.AddQueryString(list, "did", "The person is on the list and is not contacted any more.");
    }

    /// <summary>Reads and judges a list. Nothing is added before somebody has seen the count.</summary>
    private static async Task<string> CountAsync(HttpContext context, IFormCollection form)
    {
        var tenant = PageEndpoints.OwnTenant(context, form["tenant"].ToString());
        if (tenant.Length == 0)
        {
            throw new CampaignException(CampaignError.Invalid, "Name the tenant whose list is meant.");
        }

        var lists = context.RequestServices.GetRequiredService<SuppressionLists>();
        var (content, type) = await ContentAsync(form);
        var channel = form["channel"].ToString() is { Length: > 0 } named ? named : null;
        var list = new SuppressionList(SuppressionLists.NewId(), tenant, channel, type, content, lists.Now)
        {
            Result = new SuppressionImportBody(), Refused = ([], "text/csv", "csv"),
        };
        var operations = context.RequestServices.GetRequiredService<ICampaignOperations>();
        var counted = await RunAsync(context, list, run => run.CountAsync(operations, context.RequestAborted));
        lists.Keep(list with { Result = counted, Refused = await RefusedAsync(context, list, counted) });
        return PageEndpoints.ContextOf(context).Link($"{Import}/{list.Id}");
    }

    private static async Task<string> ImportAsync(HttpContext context, IFormCollection form)
    {
        var lists = context.RequestServices.GetRequiredService<SuppressionLists>();
        var list = lists.Find((string)context.Request.RouteValues["upload"]!, AccessFilter.CallerOf(context).Tenant);
        if (form["count"] != list.Result.Added.ToString(CultureInfo.InvariantCulture) || list.IsDone)
        {
            throw new CampaignException(CampaignError.Conflict, "The list was imported already, or is another one. Look at it again.");
        }

        var operations = context.RequestServices.GetRequiredService<ICampaignOperations>();
        var result = await RunAsync(context, list, run => run.RunAsync(operations, context.RequestAborted));
        lists.Keep(list with { Result = result, Content = [], IsDone = true });
        return PageEndpoints.ContextOf(context).Link($"{Import}/{list.Id}");
    }

    /// <summary>What was pasted, or else the file.</summary>
    private static async Task<(byte[] Content, string Type)> ContentAsync(IFormCollection form)
    {
        var pasted = form["list"].ToString();
        var file = form.Files.GetFile("file");
        if (string.IsNullOrWhiteSpace(pasted) == file is null or { Length: 0 })
        {
            throw new CampaignException(CampaignError.Invalid, "Choose a file, or paste a list: one of them, not both.");
        }

        if (Math.Max(file?.Length ?? 0, pasted.Length) > SuppressionLists.MostBytes)
        {
            throw new CampaignException(
                CampaignError.Invalid, "The list is larger than 16 MB. Send it with POST /api/tenants/{tenant}/suppressions/import.");
        }

        if (file is null or { Length: 0 })
        {
            return (Encoding.UTF8.GetBytes(pasted), "text/csv; charset=utf-8");
        }

        using var content = new MemoryStream();
        await file.CopyToAsync(content);
        return (content.ToArray(), InnerRequest.TypeOf(file.FileName));
    }

    private static async Task<SuppressionImportBody> RunAsync(
        HttpContext context, SuppressionList list, Func<SuppressionImportRun, Task> act)
    {
        var services = context.RequestServices;
        var options = services.GetRequiredService<CampaignsApiOptions>().Uploads;
        var providers = await services.GetRequiredService<ICampaignOperations>().ListProvidersAsync(context.RequestAborted);
        try
        {
            await using var rows = Open(context, list, options);
            var run = new SuppressionImportRun(
                list.Tenant, rows, list.Channel, providers.Select(provider => provider.Channel).ToHashSet(), options);
            await act(run);
            return run.Body;
        }
        catch (UploadStoppedException stopped)
        {
            throw new CampaignException(CampaignError.Invalid, stopped.Message);
        }
    }

    /// <summary>The refused rows as they came, each with what is wrong before it.</summary>
    private static async Task<(byte[] Content, string Type, string Extension)> RefusedAsync(
        HttpContext context, SuppressionList list, SuppressionImportBody counted)
    {
        var options = context.RequestServices.GetRequiredService<CampaignsApiOptions>().Uploads;
        var wrong = counted.Errors.ToDictionary(error => error.Row, error => error.Error);
        await using var rows = Open(context, list, options);
        await rows.OpenAsync(context.RequestAborted);
        await using var file = new ErrorFile(options);
        file.Begin(rows.ReadAs);
        while (wrong.Count > 0 && await rows.ReadAsync(context.RequestAborted) is { } row)
        {
            if (wrong.Remove(row.Row, out var error))
            {
                file.Add(row.Source, error);
            }
        }

        using var content = new MemoryStream();
        await file.SendAsync(content, context.RequestAborted);
        return (content.ToArray(), file.ContentType, file.Extension);
    }

    private static IRowReader Open(HttpContext context, SuppressionList list, UploadOptions options)
    {
        var inner = InnerRequest.Make(context, new MemoryStream(list.Content), list.Type);
        return RowReaders.Open(inner, UploadRequest.Read(inner.Request, ColumnNames.OfSuppressions), options);
    }

    private static Task<IResult> ErrorsAsync(HttpContext context)
    {
        var lists = context.RequestServices.GetRequiredService<SuppressionLists>();
        var list = lists.Find((string)context.Request.RouteValues["upload"]!, AccessFilter.CallerOf(context).Tenant);
        return Task.FromResult<IResult>(
            TypedResults.File(list.Refused.Content, list.Refused.Type, $"refused.{list.Refused.Extension}"));
    }
}
