using System.Globalization;
using System.Text;
using Campaigns.AspNetCore;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Uploads;
using Campaigns.AspNetCore.Uploads.Reading;
using Campaigns.Dashboard.Hosting;
using Campaigns.Spreadsheets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Dashboard.Pages.Creating;

/// <summary>Creates campaigns and takes uploads of their contacts.</summary>
internal static class CreatingActions
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPage<NewCampaignPage>("/new", ApiRole.Operate);
        pages.MapPage<UploadPage>("/{id:long}/upload", ApiRole.Operate);
        pages.MapPage<UploadResultPage>("/{id:long}/uploads/{upload}");
        pages.MapForm("/new", ApiRole.Operate, CreateAsync);
        pages.MapForm("/{id:long}/upload", ApiRole.Operate, UploadAsync);
        pages.MapFile("/{id:long}/uploads/{upload}/errors", ErrorsAsync);
    }

    private static async Task<string> CreateAsync(HttpContext context, IFormCollection form)
    {
        var page = PageEndpoints.ContextOf(context);
        var client = context.RequestServices.GetRequiredService<ICampaignClient>();
        var definition = new CampaignDefinition
        {
            Name = form["name"].ToString(),
            Tenant = page.Caller.Tenant ?? form["tenant"].ToString(),
            MaxConcurrent = Number(form, "maxConcurrent"),
            Window = WindowOf(form),
            Steps =
            [
                new ContactStep
                {
                    Channel = form["channel"].ToString(),
                    Retry = StepRetryPolicy.Fixed(Number(form, "attempts"), TimeSpan.FromMinutes(Number(form, "delay"))),
                },
            ],
        };
        var campaign = await client.CreateAsync(definition, context.RequestAborted);
        return QueryHelpers.AddQueryString(page.Link($"/{campaign}/upload"), "did", "The draft is created.");
    }

    private static ContactWindow? WindowOf(IFormCollection form)
    {
        if (form["from"].ToString().Length == 0 && form["to"].ToString().Length == 0)
        {
            return null;
        }

        var (from, to) = (Time(form, "from"), Time(form, "to"));
        return form["weekend"] == "yes" ? ContactWindow.Daily(from, to) : ContactWindow.Weekdays(from, to);
    }

    /// <summary>Runs an upload as the API does, and goes to its result.</summary>
    private static async Task<string> UploadAsync(HttpContext context, IFormCollection form)
    {
        var page = PageEndpoints.ContextOf(context);
        var id = (string)context.Request.RouteValues["id"]!;
        if (form.Files.GetFile("file") is not { Length: > 0 } file)
        {
            throw new CampaignException(CampaignError.Invalid, "Choose a file that is not empty.");
        }

        await using var content = file.OpenReadStream();
        var services = context.RequestServices;
        var query = new QueryString(form["what"] == "check" ? "?dryRun=true" : "");
        var inner = InnerRequest.Make(context, content, InnerRequest.TypeOf(file.FileName), query);
        // What is wrong with the list may quote it, so it is told on a page, not in an address.
        var answer = await UploadEndpoints.AddAsync(
            id, inner, services.GetRequiredService<ICampaignClient>(), services.GetRequiredService<UploadLog>(),
            services.GetRequiredService<CampaignsApiOptions>());
        if (answer is JsonHttpResult<UploadBody> { Value: { } upload })
        {
            services.GetRequiredService<UploadResults>().Keep(new CampaignId(long.Parse(id, CultureInfo.InvariantCulture)), upload);
        }

        return page.Link($"/{id}/uploads/{inner.Response.Headers["Upload-Id"]}");
    }

    private static async Task<IResult> ErrorsAsync(HttpContext context)
    {
        var page = PageEndpoints.ContextOf(context);
        var services = context.RequestServices;
        var campaign = await page.FindCampaignAsync(
            services.GetRequiredService<ICampaignClient>(), (string)context.Request.RouteValues["id"]!);
        var upload = services.GetRequiredService<UploadResults>().Find(campaign.Campaign, (string)context.Request.RouteValues["upload"]!)
            ?? throw new CampaignException(CampaignError.NotFound, "The refused rows are kept for 15 minutes. Check the file again.");
        var text = new StringBuilder("row,contact,error\r\n");
        foreach (var error in upload.Errors ?? [])
        {
            text.Append(CultureInfo.InvariantCulture, $"{error.Row},{Quoted(error.Key)},{Quoted(error.Error)}\r\n");
        }

        return TypedResults.File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv", "errors.csv");
    }

    private static string Quoted(string? text) =>
        $"\"{Formulas.Escape(text ?? "").Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static int Number(IFormCollection form, string name) =>
        int.TryParse(form[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new CampaignException(CampaignError.Invalid, $"The field {name} needs a whole number.");

    private static TimeOnly Time(IFormCollection form, string name) =>
        TimeOnly.TryParse(form[name], CultureInfo.InvariantCulture, out var time)
            ? time
            : throw new CampaignException(CampaignError.Invalid,
                $"The field {name} needs a time, such as 09:00. Leave both times empty for all hours.");
}
