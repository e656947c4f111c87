using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Campaigns.AspNetCore.Contacts;

/// <summary>
/// Reads a contact's key from the path. Keys may hold any visible character. The server leaves %2F in paths as it is, so that a key with a
/// slash and a key with the text "%2F" look the same after routing: the key is read from the target of the request as it was sent.
/// </summary>
internal static class ContactKey
{
    /// <summary>The key in the path.</summary>
    /// <param name="context">The request.</param>
    /// <param name="routed">The key after routing, for requests whose target was rewritten.</param>
    /// <param name="segmentsAfter">The number of segments of the path after the key.</param>
    public static string Of(HttpContext context, string routed, int segmentsAfter)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var segments = target.Split('?', 2)[0].Split('/');
        var sent = segments.Length > segmentsAfter ? segments[^(segmentsAfter + 1)] : "";
        var read = Uri.UnescapeDataString(sent);
        var isSame = string.Equals(read.Replace("/", "%2F", StringComparison.Ordinal), routed, StringComparison.OrdinalIgnoreCase);
        return isSame ? read : routed;
    }
}
