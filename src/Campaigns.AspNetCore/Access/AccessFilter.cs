using Campaigns.AspNetCore.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore.Access;

/// <summary>The role that an endpoint requires. Every endpoint of the API has it.</summary>
/// <param name="Role">The lowest role.</param>
/// <param name="AllTenants">Whether only callers that see all tenants may use the endpoint.</param>
internal sealed record AccessRule(ApiRole Role, bool AllTenants = false);

/// <summary>Finds the caller of each request and compares it with the rule of the endpoint. An endpoint without a rule is closed.</summary>
internal sealed class AccessFilter(CampaignsApiOptions options) : IEndpointFilter
{
    private static readonly object CallerItem = new();

    /// <summary>The caller of a request that passed the filter.</summary>
    public static ApiCaller CallerOf(HttpContext context) => (ApiCaller)context.Items[CallerItem]!;

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var rule = context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<AccessRule>()
            ?? throw new InvalidOperationException("The endpoint has no access rule.");
        if (options.ResolveCaller?.Invoke(context.HttpContext) is not { } caller)
        {
            context.HttpContext.Response.Headers.WWWAuthenticate = "Bearer";
            return new(ApiProblems.Unauthorized());
        }

        if (caller.Role < rule.Role || (rule.AllTenants && caller.Tenant is not null))
        {
            return new(ApiProblems.Forbidden(rule));
        }

        context.HttpContext.Items[CallerItem] = caller;
        return next(context);
    }
}

/// <summary>States the rule of an endpoint.</summary>
internal static class AccessRules
{
    /// <summary>Requires a role.</summary>
    public static TBuilder Require<TBuilder>(this TBuilder endpoint, ApiRole role, bool allTenants = false)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AccessRule(role, allTenants));
}
