using System.Net;
using System.Net.Sockets;
using Campaigns.AspNetCore.Webhooks.Outbound;

namespace Campaigns.AspNetCore.Tests.Webhooks.Outbound;

public sealed class GuardedConnectorTests
{
    /// <summary>An address that answers nothing must not use up the time of the next one.</summary>
    [Fact]
    public async Task A_dead_address_leaves_time_for_the_next_one()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A full queue answers nothing on Linux only.");
        using var alive = new TcpListener(IPAddress.Loopback, 0);
        alive.Start();
        var port = ((IPEndPoint)alive.LocalEndpoint).Port;
        var dead = IPAddress.Parse("127.0.0.2");
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(dead, port));
        full.Listen(0);
        var waiting = Enumerable.Range(0, 8).Select(_ => new TcpClient()).ToList();
        waiting.ForEach(client => _ = client.ConnectAsync(dead, port));
        var connector = new GuardedConnector(
            new AddressRules([IPNetwork.Parse("127.0.0.0/8")]), (_, _) => Task.FromResult<IPAddress[]>([dead, IPAddress.Loopback]));

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10)); // the time for a whole connection
        await using var stream = await connector.ConnectAsync(new DnsEndPoint("receiver.example.com", port), patience.Token);

        Assert.True(stream.CanWrite);
        waiting.ForEach(client => client.Dispose());
    }
}
