using System.Net;
using System.Net.Sockets;
using Campaigns.AspNetCore.Webhooks;
using Campaigns.AspNetCore.Webhooks.Outbound;

namespace Campaigns.AspNetCore.Tests.Webhooks.Outbound;

/// <summary>A URL of a tenant does not reach the host's own network.</summary>
public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("127.0.0.1"), InlineData("127.255.255.254"), InlineData("0.0.0.0"), InlineData("10.1.2.3"), InlineData("172.16.0.1")]
    [InlineData("172.31.255.255"), InlineData("192.168.1.1"), InlineData("169.254.169.254"), InlineData("169.254.170.2")]
    [InlineData("100.64.0.1"), InlineData("100.100.100.200"), InlineData("168.63.129.16"), InlineData("192.0.0.192")]
    [InlineData("192.0.2.1"), InlineData("198.18.0.1"), InlineData("198.51.100.7"), InlineData("203.0.113.9"), InlineData("224.0.0.1")]
    [InlineData("239.255.255.250"), InlineData("240.0.0.1"), InlineData("255.255.255.255"), InlineData("192.88.99.1"), InlineData("::")]
    [InlineData("::1"), InlineData("::127.0.0.1"), InlineData("::ffff:127.0.0.1"), InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:a9fe:a9fe"), InlineData("::ffff:0:127.0.0.1"), InlineData("64:ff9b::7f00:1"), InlineData("64:ff9b::10.0.0.1")]
    [InlineData("64:ff9b:1::1"), InlineData("2002:7f00:1::"), InlineData("2002:a9fe:a9fe::1"), InlineData("2001::1")]
    [InlineData("2001:db8::1"), InlineData("3fff::1"), InlineData("fc00::1"), InlineData("fd00:ec2::254"), InlineData("fe80::1")]
    [InlineData("fe80::1%1"), InlineData("fec0::1"), InlineData("ff02::1"), InlineData("100::1"), InlineData("5f00::1")]
    [InlineData("4000::1")]
    public void Addresses_that_are_not_reachable_from_everywhere_are_refused(string address) =>
        Assert.False(new AddressRules([]).Permits(IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8"), InlineData("172.15.255.255"), InlineData("172.32.0.1"), InlineData("100.63.255.255")]
    [InlineData("100.128.0.1"), InlineData("192.0.1.1"), InlineData("198.20.0.1"), InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8"), InlineData("64:ff9b::8.8.8.8"), InlineData("2002:808:808::1"), InlineData("2606:4700::1111")]
    [InlineData("2a00:1450:4001::1")]
    public void Public_addresses_are_permitted(string address) => Assert.True(new AddressRules([]).Permits(IPAddress.Parse(address)));

    [Fact]
    public void A_host_may_allow_its_own_networks()
    {
        var rules = new AddressRules([IPNetwork.Parse("10.2.0.0/16"), IPNetwork.Parse("fd00:1::/32")]);
        Assert.True(rules.Permits(IPAddress.Parse("10.2.3.4")));
        Assert.True(rules.Permits(IPAddress.Parse("::ffff:10.2.3.4")));
        Assert.True(rules.Permits(IPAddress.Parse("64:ff9b::10.2.3.4")));
        Assert.True(rules.Permits(IPAddress.Parse("fd00:1::9")));
        Assert.False(rules.Permits(IPAddress.Parse("10.3.0.1")));
        Assert.False(rules.Permits(IPAddress.Parse("127.0.0.1")));
    }

    [Theory]
    [InlineData("http://example.com/", "https"), InlineData("ftp://example.com/", "https"), InlineData("/hooks", "absolute")]
    [InlineData("file:///etc/passwd", "absolute"), InlineData("https://user:secret@example.com/", "user name")]
    [InlineData("https://example.com/#a", "fragment"), InlineData("https://127.0.0.1/", "private")]
    [InlineData("https://2130706433/", "private"), InlineData("https://0x7f.1/", "private"), InlineData("https://0177.0.0.1/", "private")]
    [InlineData("https://[::1]/", "private"), InlineData("https://[::ffff:127.0.0.1]/", "private")]
    [InlineData("https://169.254.169.254/latest/meta-data/", "private"), InlineData("https://example.com:8443/", "8443")]
    public void A_url_that_would_be_refused_later_is_refused_when_it_is_given(string url, string why) =>
        Assert.Contains(why, UrlRules.Fault(url, new WebhookOptions { AllowedPorts = { 443 } }));

    [Fact]
    public async Task The_address_is_judged_when_it_is_connected_to_whatever_the_name_resolved_to_before()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var transport = new HttpTransport(
            new WebhookOptions(), TimeProvider.System, (_, _) =>
                Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.Parse("::ffff:127.0.0.1")]));

        var result = await transport.SendAsync(
            new SendRequest(new Uri($"http://rebound.example:{port}/"), "msg_1", "1", "v1,x", [1]), default);

        Assert.Equal("address_refused", result.Error);
        Assert.False(listener.Pending());
    }
}
