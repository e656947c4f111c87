using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore.Access;

/// <summary>
/// Whether a browser sends a changing request for a page of another site, with the rights of its user. Browsers say so in
/// <c>Sec-Fetch-Site</c>, older ones in <c>Origin</c>; neither can be set by a page.
/// </summary>
internal static class CrossSiteRequest
{
    /// <summary>Judges a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isTrusted">Origins that the host trusts; null for none.</param>
    public static bool IsForged(HttpRequest request, Func<string, bool>? isTrusted)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        {
            return false;
        }

        // A browser adds cookies, certificates, and Basic or Negotiate credentials by itself, but never a bearer token.
        if (request.Headers.Authorization is [{ } value] && value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        string? origin = request.Headers.Origin;
        if (origin is not null && isTrusted?.Invoke(origin) == true)
        {
            return false;
        }

        return request.Headers["Sec-Fetch-Site"] is [{ } site] ? site is not ("same-origin" or "none") : origin is not null && !IsOwn(origin, request);
    }

    private static bool IsOwn(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var parsed) && string.Equals(parsed.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
}
