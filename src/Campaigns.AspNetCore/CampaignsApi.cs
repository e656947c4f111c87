using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Attempts;
using Campaigns.AspNetCore.Audit;
using Campaigns.AspNetCore.Bulk;
using Campaigns.AspNetCore.Calls;
using Campaigns.AspNetCore.Campaigns;
using Campaigns.AspNetCore.Changes;
using Campaigns.AspNetCore.Cluster;
using Campaigns.AspNetCore.Contacts;
using Campaigns.AspNetCore.Events;
using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Installation;
using Campaigns.AspNetCore.Persons;
using Campaigns.AspNetCore.Preflights;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Providers;
using Campaigns.AspNetCore.Reports;
using Campaigns.AspNetCore.Requests;
using Campaigns.AspNetCore.Suppressions;
using Campaigns.AspNetCore.Tasks;
using Campaigns.AspNetCore.Tenants;
using Campaigns.AspNetCore.Uploads;
using Campaigns.AspNetCore.Webhooks;
using Campaigns.AspNetCore.Webhooks.Outbound;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore;

/// <summary>Maps the campaign API into an ASP.NET Core app.</summary>
public static class CampaignsApi
{
    /// <summary>Maps the API. <c>AddCampaignsApi</c> must have added its services.</summary>
    /// <param name="endpoints">The app.</param>
    /// <param name="prefix">The path before all routes of the API; <c>/api</c> by default.</param>
    /// <returns>
    /// A builder for conventions, such as <c>RequireAuthorization</c> or <c>RequireCors</c>, that apply to every endpoint.
    /// </returns>
    public static RouteGroupBuilder MapCampaignsApi(this IEndpointRouteBuilder endpoints, string prefix = "/api")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var api = MapGroup(endpoints, prefix);
        CampaignEndpoints.Map(api);
        CampaignActions.Map(api);
        CampaignChangeEndpoints.Map(api);
        PreflightEndpoints.Map(api);
        UploadEndpoints.Map(api);
        ContactEndpoints.Map(api);
        BulkEndpoints.Map(api);
        EventEndpoints.Map(api);
        ReportEndpoints.Map(api);
        TriggerEndpoints.Map(api);
        SuppressionEndpoints.Map(api);
        PersonEndpoints.Map(api);
        CallEndpoints.Map(api);
        TaskEndpoints.Map(api);
        AttemptEndpoints.Map(api);
        TenantEndpoints.Map(api);
        InstallationEndpoints.Map(api);
        ClusterEndpoints.Map(api);
        ProviderEndpoints.Map(api);
        UnmatchedReportEndpoints.Map(api);
        ChangeEndpoints.Map(api);
        EndpointRoutes.Map(api);
        KeyEndpoints.Map(api);
        AuditEndpoints.Map(api);
        return api;
    }

    /// <summary>A group whose requests are judged, noted, and repeated by key. The first filter is the outermost.</summary>
    internal static RouteGroupBuilder MapGroup(IEndpointRouteBuilder endpoints, string prefix)
    {
        var api = endpoints.MapGroup(prefix);
        api.ProducesProblemsOfAll();
        api.ReadPathsAsSent();
        api.AddEndpointFilter<AuditFilter>();
        api.AddEndpointFilter<ProblemFilter>();
        api.AddEndpointFilter<AccessFilter>();
        api.AddEndpointFilter<IdempotencyFilter>();
        return api;
    }
}
