using Campaigns.AspNetCore.Requests;
using Campaigns.Dashboard.Figures;
using Campaigns.Dashboard.Hosting;
using Campaigns.Dashboard.Live;
using Campaigns.Dashboard.Pages;
using Campaigns.Dashboard.Pages.Access;
using Campaigns.Dashboard.Pages.Attempts;
using Campaigns.Dashboard.Pages.Bulk;
using Campaigns.Dashboard.Pages.CampaignDetails;
using Campaigns.Dashboard.Pages.CampaignList;
using Campaigns.Dashboard.Pages.Changing;
using Campaigns.Dashboard.Pages.Contacts;
using Campaigns.Dashboard.Pages.Creating;
using Campaigns.Dashboard.Pages.Operations;
using Campaigns.Dashboard.Pages.Recruiting;
using Campaigns.Dashboard.Pages.Suppressions;
using Campaigns.Dashboard.Pages.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Campaigns.Dashboard;

/// <summary>Maps the dashboard into an ASP.NET Core app.</summary>
public static class CampaignsDashboard
{
    /// <summary>Adds what <c>MapCampaignsDashboard</c> needs. Call it after <c>AddCampaignsApi</c>.</summary>
    /// <param name="builder">The result of <c>AddCampaigns</c>.</param>
    public static CampaignsBuilder AddCampaignsDashboard(this CampaignsBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddAntiforgery(options => options.Cookie.SameSite = SameSiteMode.Lax); // as the cookie of the sign-in
        builder.Services.AddDataProtection();
        builder.Services.TryAddSingleton<PageRenderer>();
        builder.Services.TryAddSingleton<LivePages>();
        builder.Services.TryAddSingleton<UploadResults>();
        builder.Services.TryAddSingleton<SuppressionLists>();
        builder.Services.TryAddSingleton<OpenedMessages>();
        builder.Services.TryAddSingleton<Throughput>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Throughput>());
        return builder;
    }

    /// <summary>Maps the dashboard. <c>AddCampaignsDashboard</c> must have added its services.</summary>
    /// <param name="endpoints">The app.</param>
    /// <param name="prefix">The path of the dashboard; <c>/campaigns</c> by default.</param>
    /// <returns>A builder for conventions, such as <c>RequireAuthorization</c>, that apply to every page.</returns>
    public static RouteGroupBuilder MapCampaignsDashboard(this IEndpointRouteBuilder endpoints, string prefix = "/campaigns")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var pages = endpoints.MapGroup(prefix);
        pages.WithMetadata(new DashboardPrefix(prefix.TrimEnd('/')));
        pages.ExcludeFromDescription();
        pages.ReadPathsAsSent();
        pages.AddEndpointFilter(SecurityHeaders.AddAsync);
        pages.AddEndpointFilter(ErrorPages.ShowAsync);
        pages.AddEndpointFilter(SignIn.UseCookieAsync);
        AssetFiles.Map(pages);
        SignIn.Map(pages);
        pages.MapPage<GlossaryPage>("/glossary");
        CampaignListPage.Map(pages);
        CampaignPage.Map(pages);
        CampaignActions.Map(pages);
        ChangingActions.Map(pages);
        AttemptListPage.Map(pages);
        ContactListPage.Map(pages);
        ContactActions.Map(pages);
        BulkForms.Map(pages);
        ContactPage.Map(pages);
        CreatingActions.Map(pages);
        OperationsActions.Map(pages);
        SuppressionActions.Map(pages);
        WebhookActions.Map(pages);
        AccessActions.Map(pages);
        RoleActions.Map(pages);
        return pages;
    }
}

/// <summary>The path of the dashboard, for links.</summary>
internal sealed record DashboardPrefix(string Path);
