using System.Collections.Concurrent;

namespace Campaigns.WebhookLoad;

/// <summary>Receivers of webhooks, each under its own path of one server. Each counts the ids that it was sent.</summary>
internal sealed class Receivers : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, int>> _received = new();
    private WebApplication _app = null!;
    private long _all;

    /// <summary>All messages, repeated ones too.</summary>
    public long All => Interlocked.Read(ref _all);

    public Uri Address(int index) => new($"{_app.Urls.Single()}/{index}");

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/{receiver}", async (string receiver, HttpContext context) =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            var id = context.Request.Headers["webhook-id"].ToString();
            _received.GetOrAdd(receiver, _ => new()).AddOrUpdate(id, 1, (_, count) => count + 1);
            Interlocked.Increment(ref _all);
        });
        await _app.StartAsync();
    }

    /// <summary>How many different messages a receiver has.</summary>
    public int CountOf(int receiver) =>
        _received.TryGetValue(receiver.ToString(System.Globalization.CultureInfo.InvariantCulture), out var ids) ? ids.Count : 0;

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
