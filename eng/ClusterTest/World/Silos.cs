using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Campaigns.ClusterTest.World;

/// <summary>The connections to the silos: they send dispatches and look-ups, and take requests.</summary>
internal sealed class Silos : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<int, Link> _links = [];
    private readonly ConcurrentDictionary<int, int> _processes = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _asked = [];
    private long _requests;

    public Silos()
    {
        _listener.Start();
        Provider = new Provider(this);
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Provider Provider { get; }

    /// <summary>What became of the requests.</summary>
    public Answers Answers { get; } = new();

    /// <summary>Whether a process of a silo is connected.</summary>
    public bool IsConnected(int silo, int process) => _links.ContainsKey(silo) && _processes.GetValueOrDefault(silo) == process;

    /// <summary>Asks any silo.</summary>
    /// <returns>"ok", or why not.</returns>
    public async Task<string> AskAnyAsync(string request)
    {
        var links = _links.Values.ToArray();
        if (links.Length == 0)
        {
            return Answers.Gone;
        }

        var answer = await AskAsync(links[(int)(Interlocked.Increment(ref _requests) % links.Length)], request);
        Answers.Count(request, answer);
        return answer;
    }

    /// <summary>Asks any silo, again and again.</summary>
    public async Task AskUntilAsync(string request, TimeSpan atMost)
    {
        using var patience = new CancellationTokenSource(atMost);
        while (await AskAnyAsync(request) is var answer && answer != Answers.Ok)
        {
            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"No silo carries out {request}: {answer}");
            }

            await Task.Delay(100);
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task<string> AskAsync(Link link, string request)
    {
        var id = Interlocked.Increment(ref _requests).ToString(CultureInfo.InvariantCulture);
        var asked = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[id] = asked;
        try
        {
            return link.Send($"ask {id} {request}") ? await asked.Task.WaitAsync(Patience) : Answers.Gone;
        }
        catch (TimeoutException)
        {
            return Answers.Late;
        }
        finally
        {
            _asked.TryRemove(id, out _);
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(new Link(await _listener.AcceptTcpClientAsync()));
            }
        }
        catch (Exception error) when (error is SocketException or InvalidOperationException)
        {
            // The test has ended.
        }
    }

    private async Task ServeAsync(Link link)
    {
        var silo = -1;
        while (await link.ReadAsync() is { } words)
        {
            switch (words[0])
            {
                case "hello":
                    silo = int.Parse(words[1], CultureInfo.InvariantCulture);
                    _processes[silo] = int.Parse(words[2], CultureInfo.InvariantCulture);
                    _links[silo] = link;
                    break;
                case "dispatch":
                    var sentAt = long.Parse(words[3], CultureInfo.InvariantCulture);
                    link.Send($"answer {words[1]} {Provider.Take(silo, words[1], words[2], sentAt)}");
                    break;
                case "query":
                    link.Send($"found {words[1]} {Provider.Find(words[1])}");
                    break;
                case "done" when _asked.TryGetValue(words[1], out var asked):
                    asked.TrySetResult(words[2]);
                    break;
            }
        }

        _links.TryRemove(new(silo, link));
        link.Dispose();
    }
}
