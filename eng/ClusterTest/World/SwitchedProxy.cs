using System.Net;
using System.Net.Sockets;

namespace Campaigns.ClusterTest.World;

/// <summary>
/// Passes connections on. While connections of a process are cut, their bytes go nowhere, and neither side learns that; they end when the
/// cut ends.
/// </summary>
internal sealed class SwitchedProxy : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly Func<int, int> _ownerOf;
    private readonly Func<int, bool> _isCut;

    /// <param name="target">The port to pass connections on to.</param>
    /// <param name="ownerOf">The silo that has a port.</param>
    /// <param name="isCut">Whether connections of a silo are cut now.</param>
    public SwitchedProxy(int target, Func<int, int> ownerOf, Func<int, bool> isCut)
    {
        (_target, _ownerOf, _isCut) = (target, ownerOf, isCut);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception error) when (error is SocketException or InvalidOperationException)
        {
            // The test has ended.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        using (client)
        {
            try
            {
                client.NoDelay = true;
                var silo = _ownerOf(((IPEndPoint)client.Client.RemoteEndPoint!).Port);
                await OpenAsync(silo);
                await server.ConnectAsync(IPAddress.Loopback, _target);
                var (one, other) = (client.GetStream(), server.GetStream());
                await await Task.WhenAny(PassAsync(one, other, silo), PassAsync(other, one, silo));
            }
            catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
            {
                // One side has gone.
            }
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to, int silo)
    {
        var buffer = new byte[1 << 16];
        while (await from.ReadAsync(buffer) is var read and > 0)
        {
            if (await OpenAsync(silo))
            {
                return; // what was sent in the meantime is lost, and so is the connection
            }

            await to.WriteAsync(buffer.AsMemory(0, read));
        }
    }

    /// <summary>Waits until a connection is not cut.</summary>
    /// <returns>Whether it was cut.</returns>
    private async Task<bool> OpenAsync(int silo)
    {
        var wasCut = false;
        while (_isCut(silo))
        {
            wasCut = true;
            await Task.Delay(Poll);
        }

        return wasCut;
    }
}
