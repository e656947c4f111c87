using Campaigns.AspNetCore.Access;
using Campaigns.Dashboard.Hosting;
using Campaigns.Dashboard.Shared;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Dashboard.Pages.Changing;

/// <summary>Changes the settings of a campaign while it runs: the form, its effect, and the change.</summary>
internal static class ChangingActions
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPage<SettingsPage>("/{id:long}/settings", ApiRole.Operate);
        pages.MapPage<SettingsReviewPage>("/{id:long}/settings/review", ApiRole.Operate);
        pages.MapForm("/{id:long}/settings", ApiRole.Operate, ChangeAsync);
    }

    /// <summary>The address of the form with what was entered.</summary>
    public static string Form(PageRequest page, CampaignId campaign, SettingsFields fields)
    {
        var entered = SettingsFields.Names.Select(name => KeyValuePair.Create(name, fields.Read(name)))
            .Where(field => !string.IsNullOrEmpty(field.Value));
        return QueryHelpers.AddQueryString(page.Link($"/{campaign}/settings"), entered);
    }

    private static async Task<string> ChangeAsync(HttpContext context, IFormCollection form)
    {
        var page = PageEndpoints.ContextOf(context);
        var client = context.RequestServices.GetRequiredService<ICampaignClient>();
        var campaign = (await page.FindCampaignAsync(client, (string)context.Request.RouteValues["id"]!)).Campaign;
        var fields = new SettingsFields(name => form[name]);
        try
        {
            await client.ChangeAsync(campaign, fields.Apply, fields.Revision, context.RequestAborted);
        }
        catch (CampaignException error)
        {
            return PageEndpoints.Refuse(context, error, Form(page, campaign, fields));
        }

        return QueryHelpers.AddQueryString(page.Link($"/{campaign}"), "did", "The settings are changed.");
    }
}
