using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Requests;
using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore.Tenants;

/// <summary>The tenants that a caller sees. Another tenant does not exist for the caller.</summary>
internal static class OwnTenant
{
    /// <summary>The tenant in a path.</summary>
    /// <exception cref="CampaignException">The tenant does not exist for the caller.</exception>
    public static string Of(HttpContext context, string tenant)
    {
        var name = PathName.Of("tenant", tenant);
        return AccessFilter.CallerOf(context).Tenant is not { } own || own == name
            ? name
            : throw new CampaignException(CampaignError.NotFound, $"There is no tenant \"{Shown.Cut(name)}\".");
    }

    /// <summary>The tenant in a body.</summary>
    /// <exception cref="Problems.InvalidRequestException">The name is not valid, or the tenant does not exist for the caller.</exception>
    public static string OfBody(HttpContext context, string at, string tenant)
    {
        var name = PathName.Of(at, tenant);
        return AccessFilter.CallerOf(context).Tenant is not { } own || own == name
            ? name
            : throw RequestBody.Fault(at, $"Your key belongs to another tenant. Leave the member out, or give \"{own}\".");
    }

    /// <summary>The tenant of a list: the caller's own, or the one that the query names; null for all.</summary>
    /// <exception cref="CampaignException">The query names a tenant that does not exist for the caller.</exception>
    public static string? OfList(HttpContext context, string? tenant) =>
        tenant is null ? AccessFilter.CallerOf(context).Tenant : Of(context, tenant);
}
