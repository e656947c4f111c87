using System.Globalization;
using Campaigns.AspNetCore;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Audit;
using Campaigns.AspNetCore.Problems;
using Campaigns.Dashboard.Live;
using Campaigns.Dashboard.Pages;
using Campaigns.Dashboard.Pages.Suppressions;
using Campaigns.Dashboard.Shared;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Dashboard.Hosting;

/// <summary>Maps pages and forms.</summary>
internal static class PageEndpoints
{
    /// <summary>Maps a page. Values of the route become parameters of the component.</summary>
    public static RouteHandlerBuilder MapPage<TPage>(this IEndpointRouteBuilder pages, string route, ApiRole role = ApiRole.Read)
        where TPage : IComponent =>
        Closed(pages.MapGet(route, (Delegate)((HttpContext context) => ShowAsync(typeof(TPage), context))), role);

    /// <summary>Maps a form. It acts, and then sends the browser to the address that the act returns.</summary>
    public static RouteHandlerBuilder MapForm(
        this IEndpointRouteBuilder pages, string route, ApiRole role, Func<HttpContext, IFormCollection, Task<string>> act) =>
        MapAnsweringForm(pages, route, role, async (context, form) =>
        {
            context.Response.Headers.Location = await act(context, form);
            return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
        });

    /// <summary>Maps a form whose answer is a page: one that shows what must not stand in an address.</summary>
    public static RouteHandlerBuilder MapAnsweringForm(
        this IEndpointRouteBuilder pages, string route, ApiRole role, Func<HttpContext, IFormCollection, Task<IResult>> act) =>
        Closed(pages.MapPost(route, (Delegate)((HttpContext context) => ActAsync(context, act))).AddEndpointFilter<AuditFilter>(), role)
            .WithMetadata(new AuditedAs("Dashboard"));

    /// <summary>Renders a page as the answer of a form.</summary>
    public static async Task<IResult> AnswerAsync<TPage>(HttpContext context, Dictionary<string, object?> parameters)
        where TPage : IComponent
    {
        context.Response.Headers.CacheControl = "no-store";
        var renderer = context.RequestServices.GetRequiredService<PageRenderer>();
        return Html(await renderer.RenderAsync(typeof(TPage), ContextOf(context), parameters), StatusCodes.Status200OK);
    }

    /// <summary>Goes to an address, and shows there why the form was refused. The audit log notes the refusal, not the redirect.</summary>
    public static string Refuse(HttpContext context, CampaignException error, string to)
    {
        context.Features.Set(new AuditedStatus(StatusOf(error.Error)));
        return QueryHelpers.AddQueryString(to, "refused", error.Message);
    }

    /// <summary>Maps a file that a page offers.</summary>
    public static RouteHandlerBuilder MapFile(this IEndpointRouteBuilder pages, string route, Func<HttpContext, Task<IResult>> read) =>
        Closed(pages.MapGet(route, (Delegate)read), ApiRole.Read);

    /// <summary>Returns a tenant that the viewer may act for.</summary>
    /// <exception cref="CampaignException">The tenant is another one than the viewer's: it does not exist for the viewer.</exception>
    public static string OwnTenant(HttpContext context, string tenant) =>
        AccessFilter.CallerOf(context).Tenant is { } own && own != tenant
            ? throw new CampaignException(CampaignError.NotFound, "There is no such tenant.")
            : tenant;

    private static RouteHandlerBuilder Closed(RouteHandlerBuilder endpoint, ApiRole role) =>
        endpoint.Require(role).AddEndpointFilter<ProblemFilter>().AddEndpointFilter<AccessFilter>().DisableAntiforgery();

    private static async Task<IResult> ShowAsync(Type page, HttpContext context)
    {
        var services = context.RequestServices;
        var parameters = context.Request.RouteValues.ToDictionary(each => each.Key, each => each.Value);
        if (context.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.Ordinal))
        {
            await services.GetRequiredService<LivePages>().StreamAsync(page, context, parameters);
            return TypedResults.Empty;
        }

        context.Response.Headers.CacheControl = "no-store";
        var renderer = services.GetRequiredService<PageRenderer>();
        var shown = ContextOf(context);
        try
        {
            return Html(await AskAsync(() => renderer.RenderAsync(page, shown, parameters)), StatusCodes.Status200OK);
        }
        catch (CampaignException error)
        {
            var status = StatusOf(error.Error);
            var what = new Dictionary<string, object?> { [nameof(ErrorPage.Message)] = error.Message };
            return Html(await renderer.RenderAsync(typeof(ErrorPage), shown, what), status);
        }
    }

    /// <summary>
    /// Lets the engine refuse a key, a number or an address that a viewer has typed, as it refuses anything else. Its clients refuse such a
    /// value with its parameter; any other exception is a fault, and is logged as one.
    /// </summary>
    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ArgumentException error) when (error.GetType() == typeof(ArgumentException) && error.ParamName is not null)
        {
            throw new CampaignException(CampaignError.Invalid, error.Message.Split(" (Parameter", 2)[0]);
        }
    }

    private static int StatusOf(CampaignError error) => error switch
    {
        CampaignError.NotFound => StatusCodes.Status404NotFound,
        CampaignError.Invalid => StatusCodes.Status400BadRequest,
        CampaignError.IllegalTransition or CampaignError.Conflict => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    private static ContentHttpResult Html(string html, int status) =>
        TypedResults.Content(html, "text/html; charset=utf-8", statusCode: status);

    private static async Task<IResult> ActAsync(HttpContext context, Func<HttpContext, IFormCollection, Task<IResult>> act)
    {
        var most = context.RequestServices.GetRequiredService<CampaignsApiOptions>().Uploads.MaxBodyBytes;
        AllowFiles(context, most);
        try
        {
            await context.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(context);
        }
        catch (AntiforgeryValidationException invalid)
            when (invalid.InnerException is BadHttpRequestException { StatusCode: 413 } or InvalidDataException)
        {
            return ApiProblems.Make(413, "too-large", "This is too large", string.Create(
                CultureInfo.InvariantCulture,
                $"A file may have {most:N0} bytes at most, and pasted text {SuppressionLists.MostBytes:N0} bytes. Send it in parts."));
        }
        catch (AntiforgeryValidationException)
        {
            return ApiProblems.Make(400, "form-expired", "The form has expired", "Load the page again, and repeat what you did.");
        }

        try
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            return await AskAsync(() => act(context, form));
        }
        catch (CampaignException error)
        {
            context.Response.Headers.Location = Refuse(context, error, PageBefore(context));
            return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
        }
    }

    /// <summary>Lets a form carry a file as large as one that the API takes. Checking the token reads the whole form.</summary>
    private static void AllowFiles(HttpContext context, long most)
    {
        if (context.Request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) is not true)
        {
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
        {
            server.MaxRequestBodySize = most;
        }

        var limits = new FormOptions { MultipartBodyLengthLimit = most, ValueLengthLimit = SuppressionLists.MostBytes };
        context.Features.Set<IFormFeature>(new FormFeature(context.Request, limits));
    }

    /// <summary>The page that the form was on, as it was asked for.</summary>
    private static string PageBefore(HttpContext context)
    {
        if (context.Request.Headers.Referer is not [{ Length: > 0 } referer] || !Uri.TryCreate(referer, UriKind.Absolute, out var from))
        {
            return ContextOf(context).Link("/");
        }

        var asked = QueryHelpers.ParseQuery(from.Query).Where(each => each.Key is not ("did" or "refused"));
        return QueryHelpers.AddQueryString(from.AbsolutePath, asked);
    }

    /// <summary>The context of a page for a request that passed the access filter.</summary>
    public static PageRequest ContextOf(HttpContext context)
    {
        var token = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        return ContextOf(context, new AntiforgeryField(token.FormFieldName, token.RequestToken ?? ""), isLive: false);
    }

    /// <summary>What a rendering that viewers share has in place of the token of each.</summary>
    public const string SharedToken = "the-viewers-own-token";

    /// <summary>The context of the changing part of a page, whose forms hold <see cref="SharedToken"/>.</summary>
    public static PageRequest LiveContextOf(HttpContext context)
    {
        var token = context.RequestServices.GetRequiredService<IAntiforgery>().GetTokens(context);
        return ContextOf(context, new AntiforgeryField(token.FormFieldName, SharedToken), isLive: true);
    }

    private static PageRequest ContextOf(HttpContext context, AntiforgeryField token, bool isLive) => new(
        context, AccessFilter.CallerOf(context), context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(), token)
    {
        IsLive = isLive,
    };
}
