using System.Net;
using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore.Access;

/// <summary>Whether a request comes from this machine itself, and not through a proxy on it.</summary>
internal static class LoopbackRequest
{
    private static readonly string[] HeadersOfProxies =
    [
        "Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Prefix",
        "X-Forwarded-Server", "X-Original-For", "X-Original-Host", "X-Original-Proto", "X-Real-IP", "X-Client-IP", "X-Cluster-Client-IP",
        "True-Client-IP", "CF-Connecting-IP", "Fastly-Client-IP", "X-Envoy-External-Address", "X-Azure-ClientIP",
    ];

    /// <summary>Why a request does not count as one of this machine.</summary>
    /// <returns>A sentence; null if it does.</returns>
    public static string? ProblemOf(HttpContext context)
    {
        // A test server and a Unix socket have no address: whoever is behind them is unknown.
        if (context.Connection.RemoteIpAddress is not { } address || !IPAddress.IsLoopback(address))
        {
            return "This one comes from elsewhere.";
        }

        if (HeadersOfProxies.FirstOrDefault(context.Request.Headers.ContainsKey) is { } header)
        {
            return $"This one came through a proxy: it has the header {header}.";
        }

        // A site whose name resolves to this machine reaches it through a browser (DNS rebinding). The name in the request gives it away.
        var host = context.Request.Host.Host;
        return host is "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var named) && IPAddress.IsLoopback(named))
            ? null
            : "This one names another host: use localhost or 127.0.0.1.";
    }
}
