using System.Net;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>Which URLs an endpoint may have. The addresses behind the name are judged at each connect, because they can change.</summary>
internal static class UrlRules
{
    private const int MostCharacters = 2_000;

    /// <summary>Returns why a URL is refused, and what to do; null if it is accepted.</summary>
    public static string? Fault(string url, WebhookOptions options)
    {
        if (url.Length > MostCharacters)
        {
            return $"The URL has {url.Length} characters; use up to {MostCharacters}.";
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Host.Length == 0)
        {
            return "This is no absolute URL. Give one as in \"https://example.com/hooks\".";
        }

        if (parsed.Scheme != Uri.UriSchemeHttps && !(options.AllowHttp && parsed.Scheme == Uri.UriSchemeHttp))
        {
            return options.AllowHttp ? "Use a URL that begins with https: or http:." : "Use a URL that begins with https:.";
        }

        if (parsed.UserInfo.Length > 0)
        {
            return "The URL has a user name or a password. Remove it: messages are signed instead.";
        }

        if (parsed.Fragment.Length > 0)
        {
            return "The URL has a fragment (#), which is never sent. Remove it.";
        }

        if (options.AllowedPorts.Count > 0 && !options.AllowedPorts.Contains(parsed.Port))
        {
            return $"The port is {parsed.Port}. Allowed ports: {string.Join(", ", options.AllowedPorts)}.";
        }

        return IPAddress.TryParse(parsed.IdnHost.Trim('[', ']'), out var address)
            && !new AddressRules(options.AllowedNetworks).Permits(address)
            ? "The address is private or reserved. Use a public address, or allow the network in the host's options."
            : null;
    }
}
