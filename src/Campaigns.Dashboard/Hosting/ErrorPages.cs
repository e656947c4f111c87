using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Problems;
using Campaigns.Dashboard.Pages;
using Campaigns.Dashboard.Shared;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Dashboard.Hosting;

/// <summary>Shows a refusal to a browser as a page. The filters of the API answer with JSON, which people should not have to
/// read.</summary>
internal static class ErrorPages
{
    public static async ValueTask<object?> ShowAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var answer = await next(context);
        var http = context.HttpContext;
        var isBrowser = http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
        return isBrowser && answer is JsonHttpResult<ApiProblem> { Value: { } problem } ? await PageOfAsync(http, problem) : answer;
    }

    private static async Task<IResult> PageOfAsync(HttpContext context, ApiProblem problem)
    {
        context.Response.Headers.CacheControl = "no-store";
        var services = context.RequestServices;
        var token = services.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        var page = new PageRequest(
            context, AccessFilter.FindCaller(context) ?? new ApiCaller("nobody", ApiRole.Read, null),
            services.GetRequiredService<TimeProvider>().GetUtcNow(), new AntiforgeryField(token.FormFieldName, token.RequestToken ?? ""));
        var faults = problem.Faults is { Count: > 0 } given ? " " + string.Join(" ", given.Select(fault => fault.Detail)) : "";
        var html = await services.GetRequiredService<PageRenderer>().RenderAsync(typeof(ErrorPage), page, new Dictionary<string, object?>
        {
            [nameof(ErrorPage.Title)] = problem.Title, [nameof(ErrorPage.Message)] = problem.Detail + faults,
        });
        return TypedResults.Content(html, "text/html; charset=utf-8", statusCode: problem.Status);
    }
}
