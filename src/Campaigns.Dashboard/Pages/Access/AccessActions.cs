using Campaigns.AspNetCore;
using Campaigns.AspNetCore.Access;
using Campaigns.Dashboard.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Dashboard.Pages.Access;

/// <summary>The audit log and the keys, for administrators.</summary>
internal static class AccessActions
{
    private const string Home = "/operations/keys";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPage<AuditPage>("/operations/audit", ApiRole.Admin);
        pages.MapPage<KeysPage>(Home, ApiRole.Admin);
        pages.MapAnsweringForm(Home, ApiRole.Admin, CreateAsync);
        pages.MapForm(Home + "/{id}/revoke", ApiRole.Admin, RevokeAsync);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, IFormCollection form)
    {
        var caller = AccessFilter.CallerOf(context);
        var (name, tenant) = (form["name"].ToString().Trim(), form["tenant"].ToString().Trim());
        if (name.Length is 0 or > 100 || tenant.Length > 100 || name.Any(char.IsControl) || tenant.Any(char.IsControl)
            || !Enum.TryParse<ApiRole>(form["role"], out var role) || !Enum.IsDefined(role))
        {
            throw new CampaignException(CampaignError.Invalid, "Give a name of 1 to 100 characters, a role, and perhaps a tenant.");
        }

        if (caller.Tenant is not null && tenant.Length > 0 && tenant != caller.Tenant)
        {
            throw new CampaignException(CampaignError.NotFound, "There is no such tenant.");
        }

        var wanted = new NewKeyBody { Name = name, Role = role };
        var (_, text) = await context.RequestServices.GetRequiredService<ApiKeys>().CreateAsync(
            wanted, caller.Tenant ?? (tenant.Length > 0 ? tenant : null), caller.Name, context.RequestAborted);
        return await PageEndpoints.AnswerAsync<KeysPage>(context, new() { [nameof(KeysPage.NewKey)] = text });
    }

    private static async Task<string> RevokeAsync(HttpContext context, IFormCollection form)
    {
        var keys = context.RequestServices.GetRequiredService<ApiKeys>();
        var found = await keys.FindAsync((string)context.Request.RouteValues["id"]!, context.RequestAborted);
        if (found is null || (AccessFilter.CallerOf(context).Tenant is { } tenant && tenant != found.Tenant))
        {
            throw new CampaignException(CampaignError.NotFound, "There is no such key.");
        }

        await keys.RevokeAsync(found, context.RequestAborted);
        return QueryHelpers.AddQueryString(PageEndpoints.ContextOf(context).Link(Home), "did", $"The key {found.Key.Name} is revoked.");
    }
}
