using Campaigns.AspNetCore.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore.Access;

/// <summary>The role that an endpoint requires. Every endpoint of the API has it.</summary>
/// <param name="Role">The lowest role.</param>
/// <param name="AllTenants">Whether only callers that see all tenants may use the endpoint.</param>
internal sealed record AccessRule(ApiRole Role, bool AllTenants = false);

/// <summary>Finds the caller of each request and compares it with the rule of the endpoint. An endpoint without a rule is closed.</summary>
internal sealed class AccessFilter(CallerResolver callers) : IEndpointFilter
{
    private static readonly object CallerItem = new();

    /// <summary>The caller of a request that passed the filter.</summary>
    public static ApiCaller CallerOf(HttpContext context) => FindCaller(context)!;

    /// <summary>The caller of a request, even if it was refused; null if nobody knows it.</summary>
    public static ApiCaller? FindCaller(HttpContext context) => (ApiCaller?)context.Items[CallerItem];

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext;
        var rule = request.GetEndpoint()?.Metadata.GetMetadata<AccessRule>()
            ?? throw new InvalidOperationException("The endpoint has no access rule.");
        var (caller, refusal) = await callers.ResolveAsync(request);
        if (caller is null)
        {
            if (refusal is IStatusCodeHttpResult { StatusCode: 401 })
            {
                request.Response.Headers.WWWAuthenticate = "Bearer";
            }

            return refusal;
        }

        request.Items[CallerItem] = caller;
        return caller.Role < rule.Role || (rule.AllTenants && caller.Tenant is not null) ? ApiProblems.Forbidden(rule) : await next(context);
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
