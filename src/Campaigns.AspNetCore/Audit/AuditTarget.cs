using System.Text;
using Campaigns.AspNetCore.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Campaigns.AspNetCore.Audit;

/// <summary>
/// What a request was about: its route, filled with values that are never personal data. A value whose name is not known here, such as the
/// key or the address of a contact, stays out.
/// </summary>
internal static class AuditTarget
{
    private const int LongestValue = 100;
    private static readonly string[] Public =
        ["id", "campaign", "campaignId", "tenant", "provider", "channel", "endpoint", "webhook", "trigger"];

    public static string Of(HttpContext http)
    {
        var target = new StringBuilder(http.Request.Method).Append(' ');
        if (http.GetEndpoint() is not RouteEndpoint endpoint)
        {
            return target.ToString();
        }

        foreach (var segment in endpoint.RoutePattern.PathSegments)
        {
            target.Append('/');
            foreach (var part in segment.Parts)
            {
                target.Append(part switch
                {
                    RoutePatternLiteralPart literal => literal.Content,
                    RoutePatternSeparatorPart separator => separator.Content,
                    RoutePatternParameterPart parameter => Show(parameter.Name, http.Request.RouteValues),
                    _ => "",
                });
            }
        }

        return target.ToString();
    }

    private static string Show(string name, RouteValueDictionary values) =>
        values[name] is string { Length: <= LongestValue } value && IsPublic(name, value) ? PathValues.Show(value) : $"{{{name}}}";

    /// <summary>
    /// An <c>id</c> is one of ours: digits, or hexadecimal digits and dashes. Whoever calls may have put anything in its place.
    /// </summary>
    private static bool IsPublic(string name, string value) => name is "id" or "campaignId" or "campaign"
        ? value.Length <= 36 && value.AsSpan().IndexOfAnyExcept("0123456789abcdef-") < 0
        : Public.Contains(name) && !value.Any(char.IsControl) && !value.Contains('@', StringComparison.Ordinal);
}
