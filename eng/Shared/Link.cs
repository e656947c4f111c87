using System.Net.Sockets;

namespace Campaigns.Links;

/// <summary>Exchanges lines of text between a process and the test that started it. A line to a dead process is lost.</summary>
internal sealed class Link : IDisposable
{
    private readonly TcpClient _client;
    private readonly StreamReader _reader;
    private readonly StreamWriter _writer;
    private readonly Lock _lock = new();

    public Link(TcpClient client)
    {
        client.NoDelay = true;
        _client = client;
        _reader = new StreamReader(client.GetStream());
        _writer = new StreamWriter(client.GetStream()) { AutoFlush = true, NewLine = "\n" };
    }

    /// <summary>Sends a line.</summary>
    /// <returns>Whether the connection stands. The line may be lost all the same.</returns>
    public bool Send(string line)
    {
        try
        {
            lock (_lock)
            {
                _writer.WriteLine(line);
            }

            return true;
        }
        catch (Exception error) when (IsEnd(error))
        {
            return false;
        }
    }

    /// <summary>The words of the next line; null if the other side has ended.</summary>
    public async Task<string[]?> ReadAsync()
    {
        try
        {
            return (await _reader.ReadLineAsync())?.Split(' ');
        }
        catch (Exception error) when (IsEnd(error))
        {
            return null;
        }
    }

    public void Dispose() => _client.Dispose();

    private static bool IsEnd(Exception error) => error is IOException or ObjectDisposedException or SocketException;
}
