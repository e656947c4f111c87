namespace Campaigns.LoadTest;

/// <summary>Dashboards that people have open: the list of campaigns and single campaigns, over server-sent events.</summary>
internal sealed class Viewers : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly List<Task> _open;
    private long _messages;

    public Viewers(HttpClient http, IReadOnlyList<string> campaigns, int count)
    {
        Count = count;
        _open = [.. Enumerable.Range(0, count).Select(viewer => ViewAsync(
            http, viewer % 2 == 0 ? "/campaigns/" : $"/campaigns/{campaigns[viewer / 2 % Math.Min(3, campaigns.Count)]}"))];
    }

    public int Count { get; }

    /// <summary>The messages that all of them got.</summary>
    public long Messages => Volatile.Read(ref _messages);

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await Task.WhenAll(_open);
        _ended.Dispose();
    }

    private async Task ViewAsync(HttpClient http, string path)
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.Accept.ParseAdd("text/event-stream");
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _ended.Token);
                using var lines = new StreamReader(await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(_ended.Token));
                var isData = false;
                while (await lines.ReadLineAsync(_ended.Token) is { } line)
                {
                    Interlocked.Add(ref _messages, isData && line.Length == 0 ? 1 : 0);
                    isData = line.StartsWith("data:", StringComparison.Ordinal);
                }
            }
            catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
            {
                // The host was killed, or the test has ended.
            }
        }
    }
}
