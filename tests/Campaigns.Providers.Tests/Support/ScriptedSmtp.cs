using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Campaigns.Providers.Tests.Support;

/// <summary>
/// A mail server on loopback that answers each command as its test says: a line, several lines, "cut" to close the connection, or "hang"
/// for no answer. "354 go|cut" answers and then closes.
/// </summary>
internal sealed class ScriptedSmtp : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _commands = [];
    private readonly ConcurrentQueue<string> _messages = [];
    private readonly Dictionary<string, string> _answers;
    private readonly TaskCompletionSource _hangs = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;

    /// <summary>Starts the server.</summary>
    /// <param name="answers">The answers that differ from the usual ones, by verb; "greeting" and "." for greeting and end of data.</param>
    public ScriptedSmtp(params (string Verb, string Answer)[] answers)
    {
        _answers = new Dictionary<string, string>
        {
            ["greeting"] = "220 mail.example.com ESMTP",
            ["EHLO"] = "250-mail.example.com\r\n250-PIPELINING\r\n250-CHUNKING\r\n250 8BITMIME",
            ["MAIL"] = "250 2.1.0 Ok", ["RCPT"] = "250 2.1.5 Ok", ["DATA"] = "354 End data with <CR><LF>.<CR><LF>",
            ["."] = "250 2.0.0 Ok: queued", ["NOOP"] = "250 2.0.0 Ok", ["RSET"] = "250 2.0.0 Ok", ["QUIT"] = "221 2.0.0 Bye",
        };
        foreach (var (verb, answer) in answers)
        {
            _answers[verb] = answer;
        }

        _listener.Start();
        _running = RunAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Completes when the server has come to an answer that it does not give.</summary>
    public Task Hangs => _hangs.Task;

    public IReadOnlyList<string> Commands => [.. _commands];

    /// <summary>The whole messages that arrived.</summary>
    public IReadOnlyList<string> Messages => [.. _messages];

    /// <summary>Changes an answer while the server runs.</summary>
    public void Answer(string verb, string answer)
    {
        lock (_answers)
        {
            _answers[verb] = answer;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        using var client = connection;
        try
        {
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var goesOn = await SayAsync(stream, "greeting");
            while (goesOn && await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                _commands.Enqueue(line);
                var verb = line.Split(' ')[0].ToUpperInvariant();
                goesOn = await SayAsync(stream, verb);
                if (goesOn && verb == "DATA" && Find(verb).StartsWith("354", StringComparison.Ordinal))
                {
                    _messages.Enqueue(await ReadMessageAsync(reader));
                    goesOn = await SayAsync(stream, ".");
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // the test or the client has closed the connection
        }
    }

    private async Task<string> ReadMessageAsync(StreamReader reader)
    {
        var message = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
        {
            message.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        return message.ToString();
    }

    private async Task<bool> SayAsync(NetworkStream stream, string verb)
    {
        foreach (var part in Find(verb).Split('|'))
        {
            if (part == "cut")
            {
                return false;
            }

            if (part == "hang")
            {
                _hangs.TrySetResult();
                await Task.Delay(-1, _stop.Token);
            }

            await stream.WriteAsync(Encoding.UTF8.GetBytes(part + "\r\n"), _stop.Token);
        }

        return true;
    }

    private string Find(string verb)
    {
        lock (_answers)
        {
            return _answers.GetValueOrDefault(verb, "502 5.5.2 Command not recognized");
        }
    }
}
