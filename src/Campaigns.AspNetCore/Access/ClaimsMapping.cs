using System.Security.Claims;
using Campaigns.AspNetCore.Access;
using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore;

/// <summary>
/// Maps a user that the host has authenticated to a caller, by claims. A user without a role, or without a tenant, is no caller: a claim that
/// is missing never means more rights.
/// </summary>
/// <remarks>Assign <see cref="Map"/> to <see cref="CampaignsApiOptions.ResolveCaller"/>.</remarks>
public sealed class ClaimsMapping
{
    /// <summary>
    /// The claim with the name for the audit log; the subject's id by default. Choose one without personal data.
    /// </summary>
    public string NameClaim { get; set; } = ClaimTypes.NameIdentifier;

    /// <summary>The claim with roles. If a user has several that are mapped, the highest counts.</summary>
    public string RoleClaim { get; set; } = ClaimTypes.Role;

    /// <summary>The claim with the tenant. A user with several tenants is no caller, because nothing says which one is meant.</summary>
    public string TenantClaim { get; set; } = "tenant";

    /// <summary>The tenant that stands for all tenants; null, the default: no user sees all tenants.</summary>
    public string? AllTenants { get; set; }

    /// <summary>Which role each value of <see cref="RoleClaim"/> is. By default <c>read</c>, <c>operate</c> and <c>admin</c>.</summary>
    public IDictionary<string, ApiRole> Roles { get; } = new Dictionary<string, ApiRole>(StringComparer.Ordinal)
    {
        ["read"] = ApiRole.Read,
        ["operate"] = ApiRole.Operate,
        ["admin"] = ApiRole.Admin,
    };

    /// <summary>Maps the user of a request.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The caller; null if the request has no authenticated user, or the user has no mapped role or not exactly one tenant.</returns>
    public ApiCaller? Map(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        // Claims of identities that are not authenticated are nobody's word.
        var claims = context.User.Identities.Where(identity => identity.IsAuthenticated).SelectMany(identity => identity.Claims).ToList();
        var roles = Values(RoleClaim).Where(Roles.ContainsKey).Select(value => Roles[value]).ToList();
        var tenants = Values(TenantClaim).Where(value => value.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        var name = Values(NameClaim).FirstOrDefault();
        return roles.Count == 0 || tenants.Count != 1 || string.IsNullOrWhiteSpace(name)
            ? null
            : new ApiCaller(name, roles.Max(), tenants[0] == AllTenants ? null : tenants[0]);

        IEnumerable<string> Values(string type) => claims.Where(claim => claim.Type == type).Select(claim => claim.Value);
    }
}
