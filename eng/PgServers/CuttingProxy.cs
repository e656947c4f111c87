using System.Net;
using System.Net.Sockets;

namespace Campaigns.Tests;

/// <summary>How the proxy cuts a connection.</summary>
public enum Cut
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>When a request comes; the server never gets it.</summary>
    BeforeRequest,

    /// <summary>After half of a request.</summary>
    WithinRequest,

    /// <summary>As soon as the request is passed on: the server may be working on it.</summary>
    AfterRequest,

    /// <summary>When the answer comes; the client never gets it.</summary>
    BeforeAnswer,
}

/// <summary>Passes connections on to a server, and cuts the one that carries the next request.</summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _server;
    private readonly Task _accepting;
    private int _next;
    private int _passes;

    public CuttingProxy(int server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Cuts at the next request, or after some that pass.</summary>
    public void CutNext(Cut cut, int passes = 0)
    {
        Interlocked.Exchange(ref _passes, passes);
        Interlocked.Exchange(ref _next, (int)cut);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
    }

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
            // The proxy is closed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            await server.ConnectAsync(IPAddress.Loopback, _server);
            client.NoDelay = server.NoDelay = true;
            var connection = new Connection(client.GetStream(), server.GetStream());
            await Task.WhenAny(ToServerAsync(connection), ToClientAsync(connection));
        }
    }

    private async Task ToServerAsync(Connection connection)
    {
        var buffer = new byte[1 << 16];
        try
        {
            while (await connection.Client.ReadAsync(buffer) is var read and > 0)
            {
                var cut = Interlocked.Decrement(ref _passes) >= 0 ? Cut.None : (Cut)Interlocked.Exchange(ref _next, 0);
                connection.CutsAnswer |= cut == Cut.BeforeAnswer;
                var passed = cut switch { Cut.BeforeRequest => 0, Cut.WithinRequest => read / 2, _ => read };
                await connection.Server.WriteAsync(buffer.AsMemory(0, passed));
                if (cut is Cut.BeforeRequest or Cut.WithinRequest or Cut.AfterRequest)
                {
                    return;
                }
            }
        }
        catch (IOException)
        {
            // One side has gone.
        }
    }

    private static async Task ToClientAsync(Connection connection)
    {
        var buffer = new byte[1 << 16];
        try
        {
            while (await connection.Server.ReadAsync(buffer) is var read and > 0 && !connection.CutsAnswer)
            {
                await connection.Client.WriteAsync(buffer.AsMemory(0, read));
            }
        }
        catch (IOException)
        {
            // One side has gone.
        }
    }

    private sealed class Connection(NetworkStream client, NetworkStream server)
    {
        private volatile bool _cutsAnswer;

        public NetworkStream Client => client;

        public NetworkStream Server => server;

        public bool CutsAnswer
        {
            get => _cutsAnswer;
            set => _cutsAnswer = value;
        }
    }
}
