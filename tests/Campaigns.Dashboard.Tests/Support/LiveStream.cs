using System.Net;
using System.Text;

namespace Campaigns.Dashboard.Tests.Support;

/// <summary>A page that somebody has open, as its events come over HTTP.</summary>
internal sealed class LiveStream : IDisposable
{
    private readonly HttpClient _http = new();
    private StreamReader _events = null!;

    public static async Task<LiveStream> OpenAsync(DashboardHost host, string path, string? key = null)
    {
        var stream = new LiveStream();
        using var request = new HttpRequestMessage(HttpMethod.Get, host.Url(path));
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Authorization = key is null ? null : new("Bearer", key);
        var answer = await stream._http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        stream._events = new StreamReader(await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync());
        return stream;
    }

    /// <summary>The next rendering of the page; null if the stream ends before.</summary>
    public async Task<string?> NextAsync()
    {
        var html = new StringBuilder();
        using var patience = new CancellationTokenSource(Until.Patience);
        while (await _events.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                html.AppendLine(line["data: ".Length..]);
            }
            else if (html.Length > 0)
            {
                return WebUtility.HtmlDecode(html.ToString());
            }
        }

        return null;
    }

    public void Dispose()
    {
        _events.Dispose();
        _http.Dispose();
    }
}
