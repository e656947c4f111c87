using System.Security.Cryptography;
using Campaigns.AspNetCore.Access;
using Campaigns.Dashboard.Pages;
using Campaigns.Dashboard.Shared;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Dashboard.Hosting;

/// <summary>
/// Signs a browser in with an API key. The cookie holds the key, encrypted; scripts cannot read it. A link of another site sends it, so
/// that a page opens from a mail or a chat, and a form of another site does not. A key that is revoked ends its sessions.
/// </summary>
internal static class SignIn
{
    public const string Cookie = "campaigns-key";
    public const string Path = "/sign-in";
    private static readonly TimeSpan Duration = TimeSpan.FromHours(12);

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Path, (Delegate)ShowAsync);
        pages.MapPost(Path, (Delegate)SignInAsync).DisableAntiforgery();
        pages.MapPost("/sign-out", (Delegate)SignOutAsync).DisableAntiforgery();
    }

    /// <summary>Gives a request the key of its cookie, unless it has a key of its own.</summary>
    public static async ValueTask<object?> UseCookieAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        if (request.Headers.Authorization.Count == 0
            && request.Cookies[Cookie] is { } cookie
            && Reveal(context.HttpContext, cookie) is { } key)
        {
            request.Headers.Authorization = "Bearer " + key;
        }

        var answer = await next(context);
        var isPage = HttpMethods.IsGet(request.Method) && !request.Headers.Accept.ToString().Contains("text/event-stream",
            StringComparison.Ordinal);
        return isPage && answer is IStatusCodeHttpResult { StatusCode: StatusCodes.Status401Unauthorized }
            ? TypedResults.Redirect(QueryHelpers.AddQueryString(Home(context.HttpContext) + Path, "return",
                request.PathBase + request.Path + request.QueryString))
            : answer;
    }

    private static async Task<IResult> ShowAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var services = context.RequestServices;
        var token = services.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        var page = new PageRequest(
            context, new ApiCaller("nobody", ApiRole.Read, null), services.GetRequiredService<TimeProvider>().GetUtcNow(),
            new AntiforgeryField(token.FormFieldName, token.RequestToken ?? ""));
        var html = await services.GetRequiredService<PageRenderer>()
            .RenderAsync(typeof(SignInPage), page, new Dictionary<string, object?>());
        return TypedResults.Content(html, "text/html; charset=utf-8");
    }

    private static async Task<IResult> SignInAsync(HttpContext context)
    {
        if (!await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context))
        {
            return Refuse(context, "The form has expired. Sign in again.");
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var key = form["key"].ToString().Trim();
        context.Request.Headers.Authorization = "Bearer " + key;
        var (caller, _) = await context.RequestServices.GetRequiredService<CallerResolver>().ResolveAsync(context);
        if (caller is null || key.Length == 0)
        {
            return Refuse(context, "This key is not valid. Check it, or ask for another one.");
        }

        context.Response.Cookies.Append(Cookie, Protector(context).Protect(key), new CookieOptions
        {
            HttpOnly = true,
            Secure = context.Request.IsHttps,
            SameSite = SameSiteMode.Lax,
            MaxAge = Duration,
            Path = Home(context),
        });
        var target = form["return"].ToString();
        return See(context, IsPage(target, Home(context)) ? target : Home(context) + "/");
    }

    /// <summary>Whether a target is a page of the dashboard. Two slashes would name another host.</summary>
    private static bool IsPage(string target, string home) =>
        target.StartsWith(home + "/", StringComparison.Ordinal) && target[home.Length..] is not ['/', '/' or '\\', ..];

    private static IResult Refuse(HttpContext context, string reason) =>
        See(context, QueryHelpers.AddQueryString(Home(context) + Path, "refused", reason));

    private static async Task<IResult> SignOutAsync(HttpContext context)
    {
        if (!await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context))
        {
            return See(context, QueryHelpers.AddQueryString(Home(context) + "/", "refused", "The form has expired. Sign out again."));
        }

        context.Response.Cookies.Delete(Cookie, new CookieOptions { Path = Home(context) });
        return See(context, Home(context) + Path);
    }

    private static string? Reveal(HttpContext context, string cookie)
    {
        try
        {
            return Protector(context).Unprotect(cookie);
        }
        catch (CryptographicException)
        {
            return null; // a cookie of another installation, or a damaged one: the viewer signs in again
        }
    }

    private static IDataProtector Protector(HttpContext context) =>
        context.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("Campaigns.Dashboard.SignIn");

    private static string Home(HttpContext context) =>
        context.Request.PathBase + context.GetEndpoint()!.Metadata.GetMetadata<DashboardPrefix>()!.Path;

    private static StatusCodeHttpResult See(HttpContext context, string location)
    {
        context.Response.Headers.Location = location;
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }
}
