using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Campaigns.Webhooks;

namespace Campaigns.LoadTest;

/// <summary>
/// A dialer outside of the host. It records every attempt that it was told to place, answers at once, and calls back after the call, until
/// the host takes the callback.
/// </summary>
internal sealed class RecordingDialer(string key, Uri callbackUrl, bool callsBackAtOnce) : IAsyncDisposable
{
    private static readonly string[] Outcomes = ["completed", "completed", "completed", "no_answer", "busy"];
    private readonly ConcurrentDictionary<string, int> _placed = new(); // how often each attempt was placed
    private readonly ConcurrentDictionary<string, string> _outcomes = new();
    private readonly ConcurrentDictionary<(string Contact, string Campaign), int> _live = new();
    private readonly WebhookSigner _signer = new([key]);
    private readonly HttpClient _http = new();
    private readonly CancellationTokenSource _ended = new();
    private WebApplication _app = null!;
    private int _pending;

    public string Address => _app.Urls.Single();

    /// <summary>The outcomes that were called back and taken, by attempt.</summary>
    public IReadOnlyDictionary<string, string> Reported => _outcomes;

    public int Placed => _placed.Count;

    /// <summary>Attempts that were placed more than once, or while another call of the contact was live.</summary>
    public int Doubled { get; private set; }

    /// <summary>Callbacks that the host has not taken yet.</summary>
    public int Pending => Volatile.Read(ref _pending);

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/attempts", (Delegate)PlaceAsync);
        _app.MapGet("/{**path}", () => Results.Json(new JsonObject { ["status"] = "unknown" }));
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _app.DisposeAsync();
        _http.Dispose();
        _ended.Dispose();
    }

    private async Task<IResult> PlaceAsync(HttpContext context)
    {
        var body = (await JsonNode.ParseAsync(context.Request.Body))!;
        var attempt = (string)body["attempt"]!;
        var person = ((string)body["contact"]!["key"]!, body["campaign"]!["id"]!.ToJsonString());
        var isFirst = _placed.AddOrUpdate(attempt, 1, (_, count) => count + 1) == 1;
        if (!isFirst || _live.AddOrUpdate(person, 1, (_, count) => count + 1) > 1)
        {
            Doubled++;
        }

        Interlocked.Increment(ref _pending);
        _ = CallBackAsync(attempt, person);
        return Results.Json(new JsonObject { ["status"] = "accepted", ["call_id"] = "call-" + attempt });
    }

    private async Task CallBackAsync(string attempt, (string, string) person)
    {
        try
        {
            await Task.Delay(callsBackAtOnce ? 0 : Random.Shared.Next(500, 3_000), _ended.Token);
            var outcome = Outcomes[Random.Shared.Next(Outcomes.Length)];
            _live.AddOrUpdate(person, 0, (_, count) => count - 1);
            var body = new JsonObject { ["attempt"] = attempt, ["call_id"] = "call-" + attempt, ["state"] = "ended",
                ["outcome"] = outcome };
            await SendAsync(Encoding.UTF8.GetBytes(body.ToJsonString()), "end-" + attempt);
            _outcomes[attempt] = outcome;
            Interlocked.Decrement(ref _pending);
        }
        catch (OperationCanceledException)
        {
            // The test has ended. The attempt counts as not called back.
        }
    }

    /// <summary>Posts a callback until it is taken, as a good sender does.</summary>
    private async Task SendAsync(byte[] body, string id)
    {
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, callbackUrl) { Content = new ByteArrayContent(body) };
                request.Content.Headers.ContentType = new("application/json");
                Sign(request, id, body);
                using var answer = await _http.SendAsync(request, _ended.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // The host is down. The callback comes again.
            }

            await Task.Delay(500, _ended.Token);
        }
    }

    private void Sign(HttpRequestMessage request, string id, byte[] body)
    {
        var now = TimeProvider.System.GetUtcNow();
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("webhook-signature", _signer.Sign(id, now, body));
    }
}
