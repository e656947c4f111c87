using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Campaigns.Http;
using Campaigns.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Polly.Timeout;

namespace Campaigns.Providers.Tests.Http;

/// <summary>The dispatch of docs/http-provider.md, against a server on loopback.</summary>
public class HttpDispatchTests
{
    private const string Key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Fact]
    public async Task Request_is_what_the_contract_says_and_is_signed()
    {
        await using var server = await LoopbackServer.StartAsync(202, """{"status":"accepted","call_id":"c-1"}""");
        using var provider = new HttpProvider(Options(server, options => options.Authorization = "Bearer secret"));
        var request = Requests.Call(callerId: "+15550100002");

        var result = await provider.DispatchAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("Accepted c-1", Answer.Show(result));
        var received = Assert.Single(server.Received);
        Assert.Equal(("POST", "/v1/attempts"), (received.Method, received.Path));
        Assert.Equal(request.Attempt.ToString(), received.Headers["Idempotency-Key"]);
        Assert.Equal("Bearer secret", received.Headers["Authorization"]);
        var headers = received.Headers;
        var verdict = new WebhookSigner([Key]).Verify(
            headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"], received.Bytes);
        Assert.Equal(WebhookVerdict.Valid, verdict);
        using var json = JsonDocument.Parse(received.Bytes);
        var notAfter = json.RootElement.GetProperty("not_after").GetRawText();
        var expected = $$"""
            {"attempt":"{{request.Attempt}}","channel":"voice","address":"+15550100001","caller_id":"+15550100002","try":1,
             "not_after":{{notAfter}},"timeout_seconds":1800,
             "callback_url":"https://host.example.com/callbacks","content":{"format":"text","body":"Hello"},
             "campaign":{"id":1,"tenant":"acme","name":"Spring","key":"spring-1","data":{"agent":"amy"} },
             "contact":{"key":"ann","time_zone":"Europe/Berlin","data":{"name":"Ann"} } }
            """;
        using var wanted = JsonDocument.Parse(expected);
        Assert.True(JsonElement.DeepEquals(wanted.RootElement, json.RootElement), received.Text);
    }

    [Theory]
    [InlineData(200, """{"status":"accepted"}""", "Accepted")]
    [InlineData(200, """{"status":"accepted","call_id":"c-1","more":1}""", "Accepted c-1")]
    [InlineData(200, """{"status":"completed","outcome":"busy"}""", "Completed Busy")]
    [InlineData(200, """{"status":"completed","outcome":"opted_out"}""", "Completed OptedOut")]
    [InlineData(200, """{"status":"completed","outcome":"not_placed"}""", "Completed Unknown")] // no outcome of somebody
    [InlineData(200, """{"status":"completed"}""", "Completed Unknown")]
    [InlineData(200, """{"status":"unknown"}""", "Completed Unknown")]
    [InlineData(200, """{"status":"unreachable","reason":"no such number"}""", "Unreachable no such number")]
    [InlineData(200, """{"status":"deferred","until":"2026-01-05T10:00:00Z","reason":"asleep"}""", "Defer 10:00:00")]
    [InlineData(200, """{"status":"deferred"}""", "NotPlaced the dialer gave no reason")]
    [InlineData(429, """{"status":"retry_at","at":"2026-01-05T10:00:00Z","scope":"tenant"}""", "RetryAt 10:00:00")]
    [InlineData(200, """{"status":"retry_at","at":"2026-01-05T10:00:00Z"}""", "ProviderRetryAt 10:00:00")]
    [InlineData(422, """{"status":"not_placed","reason":"no agent"}""", "NotPlaced no agent")]
    [InlineData(422, """{"status":"caller_id_refused","reason":"not verified"}""", "CallerIdRefused not verified")]
    [InlineData(402, """{"status":"unavailable","reason":"no credit"}""", "Unavailable no credit")]
    [InlineData(503, """{"status":"provider_down","reason":"restarting"}""", "Down restarting")]
    [InlineData(500, """{"status":"accepted"}""", "Completed Unknown")] // the two contradict each other
    [InlineData(200, "", "Completed Unknown")]
    [InlineData(200, "ok", "Completed Unknown")]
    [InlineData(200, """{"status":"done"}""", "Completed Unknown")]
    [InlineData(200, """{"status":"accepted","status":"not_placed"}""", "Completed Unknown")]
    [InlineData(301, "", "Down HTTP 301: redirects are not followed")]
    [InlineData(303, "", "Completed Unknown")] // the usual answer after something was done
    [InlineData(400, "", "NotPlaced HTTP 400")]
    [InlineData(401, "", "Unavailable HTTP 401")]
    [InlineData(403, "", "Unavailable HTTP 403")]
    [InlineData(404, "<html>", "Down HTTP 404")]
    [InlineData(408, "", "Completed Unknown")]
    [InlineData(409, "", "Completed Unknown")]
    [InlineData(422, "", "NotPlaced HTTP 422")]
    [InlineData(429, "", "ProviderRetryAt past")]
    [InlineData(500, "", "Completed Unknown")]
    [InlineData(502, "", "Completed Unknown")]
    [InlineData(503, "", "Completed Unknown")] // routers send it for a request that timed out at the dialer
    [InlineData(504, "", "Completed Unknown")]
    public async Task Answer_means(int status, string body, string meaning)
    {
        await using var server = await LoopbackServer.StartAsync(status, body);
        using var provider = new HttpProvider(Options(server));

        var result = await provider.DispatchAsync(Requests.Call(), TestContext.Current.CancellationToken);

        Assert.Equal(meaning, Answer.Show(result));
        Assert.Single(server.Received); // never sent again
    }

    [Fact]
    public async Task Result_comes_with_the_answer()
    {
        const string body = """
            {"status":"completed","outcome":"completed","call_id":"c-1",
             "result":{"answered_by":"human","ring_seconds":7.5,"talk_seconds":60,
             "cost":{"amount":0.012,"currency":"EUR"},"recording":"https://r.example.com/1","opt_out":"channel","data":{"mood":"good"}}}
            """;
        await using var server = await LoopbackServer.StartAsync(200, body);
        using var provider = new HttpProvider(Options(server));

        var result = await provider.DispatchAsync(Requests.Call(), TestContext.Current.CancellationToken);

        Assert.Equal(
            new AttemptResult
            {
                AnsweredBy = AnsweredBy.Human, RingTime = TimeSpan.FromSeconds(7.5), TalkTime = TimeSpan.FromSeconds(60),
                Cost = new AttemptCost(0.012m, "EUR"), Recording = new Uri("https://r.example.com/1"), OptOut = OptOutScope.Channel,
                Data = """{"mood":"good"}""",
            },
            Answer.ResultOf(result));
    }

    [Fact]
    public async Task Refused_connection_is_repeated_and_then_placed_nothing()
    {
        using var provider = new HttpProvider(Options(UnusedAddress()));

        var result = await provider.DispatchAsync(Requests.Call(), TestContext.Current.CancellationToken);

        Assert.Equal("Down no connection to the dialer: ConnectionError", Answer.Show(result));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    public async Task Lost_answer_is_repeated_only_if_the_key_counts_once(bool isIdempotent, int requests)
    {
        await using var server = await LoopbackServer.StartAsync((_, context) =>
        {
            context.Abort(); // after the whole request was read: the dialer may have placed it
            return Task.CompletedTask;
        });
        using var provider = new HttpProvider(Options(server, options => options.IsIdempotent = isIdempotent));
        var request = Requests.Call();

        await Assert.ThrowsAsync<HttpRequestException>(
            async () => await provider.DispatchAsync(request, TestContext.Current.CancellationToken));

        Assert.Equal(requests, server.Received.Count);
        Assert.All(server.Received, received => Assert.Equal(request.Attempt.ToString(), received.Headers["Idempotency-Key"]));
    }

    [Fact]
    public async Task Repetition_with_the_same_key_gets_the_answer()
    {
        var first = true;
        await using var server = await LoopbackServer.StartAsync(async (_, context) =>
        {
            context.Response.StatusCode = first ? 502 : 200;
            first = false;
            await context.Response.WriteAsync("""{"status":"accepted","call_id":"c-1"}""");
        });
        using var provider = new HttpProvider(Options(server, options => options.IsIdempotent = true));

        var result = await provider.DispatchAsync(Requests.Call(), TestContext.Current.CancellationToken);

        Assert.Equal("Accepted c-1", Answer.Show(result));
        Assert.Equal(server.Received[0].Text, server.Received[1].Text);
    }

    [Fact]
    public async Task Refused_connection_after_a_lost_answer_is_not_certain_anymore()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accept = TakeOneAsync(listener);
        var address = new Uri($"http://{listener.LocalEndpoint}/");
        using var provider = new HttpProvider(Options(address, options => options.IsIdempotent = true));

        await Assert.ThrowsAsync<HttpRequestException>(
            async () => await provider.DispatchAsync(Requests.Call(), TestContext.Current.CancellationToken));
        await accept;
    }

    [Fact]
    public async Task Request_without_an_answer_ends_as_an_exception_in_time()
    {
        await using var server = await LoopbackServer.StartAsync((_, context) => Task.Delay(-1, context.RequestAborted));
        var time = new FakeTimeProvider();
        using var provider = new HttpProvider(Options(server), time);

        var answer = provider.DispatchAsync(Requests.Call(), TestContext.Current.CancellationToken);
        await server.WaitAsync(1, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromMinutes(1));

        await Assert.ThrowsAsync<TimeoutRejectedException>(async () => await answer); // the engine records it as unknown
        Assert.Single(server.Received);
    }

    [Fact]
    public void Problems_of_the_options_are_told_at_once_without_keys()
    {
        var options = new HttpProviderOptions
        {
            Name = "", BaseAddress = new Uri("http://dialer.example.com/"), MaxRetries = 11, RequestTimeout = TimeSpan.Zero,
            Authorization = "Bearer a\r\nX: b",
        };
        options.SigningKeys.Add("whsec_hunter2");

        var refused = Assert.Throws<CampaignException>(() => new HttpProvider(options));

        Assert.StartsWith("The HTTP provider has 6 problem(s): Name is 0 characters long", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
        options.AllowHttp = true;
        Assert.DoesNotContain("BaseAddress", Assert.Throws<CampaignException>(options.Validate).Message, StringComparison.Ordinal);
    }

    internal static HttpProviderOptions Options(LoopbackServer server, Action<HttpProviderOptions>? configure = null) =>
        Options(new Uri(server.Address, "/v1/"), configure);

    private static HttpProviderOptions Options(Uri address, Action<HttpProviderOptions>? configure = null)
    {
        var options = new HttpProviderOptions
        {
            BaseAddress = address, RetryDelay = TimeSpan.Zero, CallbackUrl = new Uri("https://host.example.com/callbacks"),
        };
        options.SigningKeys.Add(Key);
        configure?.Invoke(options);
        return options;
    }

    private static Uri UnusedAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://{listener.LocalEndpoint}/");
    }

    /// <summary>Takes one connection, stops listening, reads a request, and closes without an answer.</summary>
    private static async Task TakeOneAsync(TcpListener listener)
    {
        using var socket = await listener.AcceptSocketAsync();
        listener.Stop();
        var buffer = new byte[8_192];
        await socket.ReceiveAsync(buffer);
    }
}
