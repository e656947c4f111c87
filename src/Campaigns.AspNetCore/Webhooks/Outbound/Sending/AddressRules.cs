using System.Net;
using System.Net.Sockets;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>
/// Which addresses messages may be sent to. Only addresses that are reachable from everywhere are: a URL of a tenant must not reach the
/// host's own network. Addresses that hold an IPv4 address are judged by it. Sources: the IANA registries of special-purpose IPv4 and IPv6
/// addresses, and the documentation of clouds for the addresses of their metadata services.
/// </summary>
internal sealed class AddressRules(IEnumerable<IPNetwork> allowed)
{
    private static readonly IPNetwork[] ReservedV4 = Parse(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32"); // the last one: the platform of Azure

    private static readonly IPNetwork[] ReservedV6 = Parse(
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"); // of 2000::/3; 2002: and 2001: hold IPv4 addresses

    private static readonly IPNetwork GlobalV6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private readonly IPNetwork[] _allowed = [.. allowed];

    /// <summary>Whether messages may be sent to an address.</summary>
    public bool Permits(IPAddress address)
    {
        var judged = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (_allowed.Any(network => Contains(network, judged)))
        {
            return true;
        }

        if (judged.AddressFamily == AddressFamily.InterNetwork)
        {
            return !ReservedV4.Any(network => network.Contains(judged));
        }

        if (judged.AddressFamily != AddressFamily.InterNetworkV6 || judged.ScopeId != 0)
        {
            return false;
        }

        return Embedded(judged) is { } inner
            ? Permits(inner)
            : GlobalV6.Contains(judged) && !ReservedV6.Any(network => network.Contains(judged));
    }

    /// <summary>The IPv4 address that a translator or a tunnel would send to.</summary>
    private static IPAddress? Embedded(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return Nat64.Contains(address) ? new IPAddress(bytes.AsSpan(12, 4))
            : SixToFour.Contains(address) ? new IPAddress(bytes.AsSpan(2, 4))
            : null;
    }

    private static bool Contains(IPNetwork network, IPAddress address) =>
        network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address);

    private static IPNetwork[] Parse(params string[] networks) => [.. networks.Select(IPNetwork.Parse)];
}

/// <summary>Thrown when no address of a host may be sent to.</summary>
internal sealed class AddressRefusedException() : Exception("The host has no address that messages may be sent to.");
