using System.Globalization;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Audit;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Webhooks;
using Campaigns.AspNetCore.Webhooks.Outbound;
using Campaigns.Dashboard.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Dashboard.Pages.Webhooks;

/// <summary>Creates, changes, rotates and deletes webhook endpoints. A secret is the answer of its form, and in no address.</summary>
internal static class WebhookForms
{
    private const string Home = "/operations/webhooks";
    private const string One = Home + "/{id}";
    private static readonly EndpointSettings Empty = new() { Url = "", Secret = "", CreatedAt = default };

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPage<WebhookFormPage>(Home + "/new", ApiRole.Admin);
        pages.MapPage<WebhookFormPage>(One + "/change", ApiRole.Admin);
        pages.MapPage<WebhookDeletePage>(One + "/delete", ApiRole.Admin);
        pages.MapAnsweringForm(Home + "/new", ApiRole.Admin, CreateAsync);
        pages.MapAnsweringForm(One + "/change", ApiRole.Admin, ChangeAsync);
        pages.MapAnsweringForm(One + "/rotate", ApiRole.Admin, RotateAsync);
        pages.MapForm(One + "/delete", ApiRole.Admin, DeleteAsync);
    }

    /// <summary>The input of a form, as the API would get it.</summary>
    private static WebhookEndpointInput Read(IFormCollection form, string? tenant) => new()
    {
        Url = form["url"].ToString().Trim(),
        Tenant = tenant,
        Description = form["description"].ToString() is { Length: > 0 } description ? description : null,
        Events = form["which"] == "these" ? [.. form["events"].OfType<string>()] : null,
        Campaigns = form["campaigns"].ToString() is { Length: > 0 } campaigns
            ? campaigns.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : null,
        Format = Enum.TryParse<WebhookFormat>(form["format"], out var format) && Enum.IsDefined(format) ? format : null,
    };

    /// <summary>The revision that the viewer saw.</summary>
    private static long RevisionIn(IFormCollection form) =>
        long.TryParse(form["revision"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : -1;

    private static async Task<IResult> CreateAsync(HttpContext context, IFormCollection form)
    {
        var own = AccessFilter.CallerOf(context).Tenant;
        var given = form["tenant"].ToString() is { Length: > 0 } tenant ? tenant : null;
        var input = Read(form, own is null ? given : PageEndpoints.OwnTenant(context, given ?? own));
        var webhooks = context.RequestServices.GetRequiredService<OutboundWebhooks>();
        try
        {
            var settings = await JudgeAsync(context, input, Empty, input.Tenant);
            var (endpoint, secret) = await webhooks.CreateAsync(
                input.Tenant, (stored, now) => settings with { Secret = stored, CreatedAt = now }, context.RequestAborted);
            return await ShowAsync(context, endpoint, secret, "The endpoint is created.");
        }
        catch (InvalidRequestException invalid)
        {
            return await AgainAsync(context, input, null, invalid.Faults);
        }
    }

    private static async Task<IResult> ChangeAsync(HttpContext context, IFormCollection form)
    {
        var (webhooks, endpoint) = await FindAsync(context);
        var input = Read(form, endpoint.Tenant);
        var (before, _) = OutboundWebhooks.Read(endpoint);
        try
        {
            var settings = await JudgeAsync(context, input, before, endpoint.Tenant);
            if (!await webhooks.ChangeAsync(endpoint, settings, RevisionIn(form), context.RequestAborted))
            {
                return await AgainAsync(
                    context, input, endpoint.Id,
                    [new ApiFault { At = "", Detail = "Somebody else has changed the endpoint. Look at it, and change it again." }]);
            }
        }
        catch (InvalidRequestException invalid)
        {
            return await AgainAsync(context, input, endpoint.Id, invalid.Faults);
        }

        context.Response.Headers.Location =
            QueryHelpers.AddQueryString(PageEndpoints.ContextOf(context).Link($"{Home}/{endpoint.Id}"), "did", "The endpoint is changed.");
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static async Task<IResult> RotateAsync(HttpContext context, IFormCollection form)
    {
        var (webhooks, endpoint) = await FindAsync(context);
        var overlap = form["overlap"] == "none" ? TimeSpan.Zero : webhooks.Options.RotationOverlap;
        var secret = await webhooks.RotateAsync(endpoint, overlap, context.RequestAborted, RevisionIn(form))
            ?? throw new CampaignException(
                CampaignError.Conflict, "Somebody else has changed the endpoint, or its secret is new already. Look at it, and try again.");
        var did = overlap == TimeSpan.Zero ? "The former secret signs nothing more."
            : $"Messages are signed with the former secret too for {overlap.TotalHours:0.#} hours. Change the receiver in this time.";
        return await ShowAsync(context, endpoint, secret, did);
    }

    private static async Task<string> DeleteAsync(HttpContext context, IFormCollection form)
    {
        var (webhooks, endpoint) = await FindAsync(context);
        await webhooks.DeleteAsync(endpoint, context.RequestAborted);
        return QueryHelpers.AddQueryString(
            PageEndpoints.ContextOf(context).Link(Home), "did",
                "The endpoint is deleted with its messages. Nothing is sent to it any more.");
    }

    private static Task<EndpointSettings> JudgeAsync(
        HttpContext context, WebhookEndpointInput input, EndpointSettings before, string? tenant) =>
        EndpointInput.JudgeAsync(
            input, before, tenant, context.RequestServices.GetRequiredService<OutboundWebhooks>().Options,
            (context, context.RequestServices.GetRequiredService<ICampaignClient>()));

    private static Task<IResult> ShowAsync(HttpContext context, WebhookEndpoint endpoint, string secret, string did) =>
        PageEndpoints.AnswerAsync<WebhookSecretPage>(context, new()
        {
            [nameof(WebhookSecretPage.Id)] = endpoint.Id, [nameof(WebhookSecretPage.Secret)] = secret,
                [nameof(WebhookSecretPage.Did)] = did,
        });

    /// <summary>Shows the form again with what was entered and what is wrong with it.</summary>
    private static Task<IResult> AgainAsync(HttpContext context, WebhookEndpointInput input, string? id, IReadOnlyList<ApiFault> faults)
    {
        context.Features.Set(new AuditedStatus(StatusCodes.Status400BadRequest));
        return PageEndpoints.AnswerAsync<WebhookFormPage>(context, new()
        {
            [nameof(WebhookFormPage.Id)] = id, [nameof(WebhookFormPage.Entered)] = input, [nameof(WebhookFormPage.Faults)] = faults,
        });
    }

    private static async Task<(OutboundWebhooks Webhooks, WebhookEndpoint Endpoint)> FindAsync(HttpContext context)
    {
        var webhooks = context.RequestServices.GetRequiredService<OutboundWebhooks>();
        var id = (string)context.Request.RouteValues["id"]!;
        return (webhooks, await WebhookActions.FindOwnAsync(webhooks, AccessFilter.CallerOf(context), id));
    }
}
