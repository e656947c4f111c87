using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Campaigns.AspNetCore.Requests;

/// <summary>
/// Gives endpoints the values in their paths as they were meant. Names and keys may hold any visible character. The server leaves %2F in
/// paths as it is, so that a name with a slash and a name with the text "%2F" look the same after routing: the values are read from the
/// target of the request as it was sent.
/// </summary>
internal static class PathValues
{
    private const string Slash = "%2F";

    /// <summary>Reads the values before the parameters of the handlers are bound, which is before all filters.</summary>
    public static void ReadPathsAsSent(this IEndpointConventionBuilder group) => group.Add(endpoint =>
    {
        var (next, pattern) = (endpoint.RequestDelegate!, ((RouteEndpointBuilder)endpoint).RoutePattern.PathSegments);
        endpoint.RequestDelegate = context =>
        {
            Read(context, pattern);
            return next(context);
        };
    });

    /// <summary>A value as it stands in a path, in words that people can read.</summary>
    public static string Show(string value) =>
        value.Replace("%", "%25", StringComparison.Ordinal).Replace("/", Slash, StringComparison.Ordinal);

    /// <summary>Segments are counted from the end: a base path, or a prefix that a proxy removes, stands before.</summary>
    private static void Read(HttpContext context, IReadOnlyList<RoutePatternPathSegment> pattern)
    {
        var values = context.Request.RouteValues;
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var sent = target.Split('?', 2)[0].TrimEnd('/').Split('/');
        for (var end = 1; end <= Math.Min(pattern.Count, sent.Length); end++)
        {
            if (pattern[^end].Parts is [RoutePatternParameterPart { Name: var name }]
                && values[name] is string routed && routed.Contains(Slash, StringComparison.OrdinalIgnoreCase))
            {
                // A target that was rewritten differs from what was routed, which then counts.
                var read = Uri.UnescapeDataString(sent[^end]);
                var isSame = string.Equals(read.Replace("/", Slash, StringComparison.Ordinal), routed, StringComparison.OrdinalIgnoreCase);
                values[name] = isSame ? read : routed;
            }
        }
    }
}
