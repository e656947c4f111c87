using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Campaigns.Webhooks;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>A message to send.</summary>
internal sealed record SendRequest(Uri Url, string Id, string Timestamp, string Signatures, byte[] Body);

/// <summary>What became of a send.</summary>
/// <param name="Status">The status; null if there was no answer.</param>
/// <param name="Error">Why there was no answer, in one word; null if there was one.</param>
/// <param name="Answer">The first characters of the answer.</param>
/// <param name="RetryAfter">How long the receiver wants to be left alone.</param>
/// <param name="Duration">From the send to the answer.</param>
internal readonly record struct SendResult(int? Status, string? Error, string? Answer, TimeSpan? RetryAfter, TimeSpan Duration)
{
    public bool IsSuccess => Status is >= 200 and < 300;
}

/// <summary>Sends messages.</summary>
internal interface IWebhookTransport
{
    /// <summary>Sends a message, and does not throw because of the receiver.</summary>
    Task<SendResult> SendAsync(SendRequest request, CancellationToken cancellationToken);
}

/// <summary>Sends messages by HTTP: no redirects, no proxy, no cookies, no decompression, addresses judged at the connect.</summary>
internal sealed class HttpTransport : IWebhookTransport, IDisposable
{
    private const int MostAnswerBytes = 1_024;
    private const int MostAnswerCharacters = 256;
    private readonly HttpClient _http;
    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;

    public HttpTransport(WebhookOptions options, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        (_options, _time) = (options, time);
        var connector = new GuardedConnector(new AddressRules(options.AllowedNetworks), resolve ?? Dns.GetHostAddressesAsync);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // a redirect is a failure, and could lead into the host's own network
            UseProxy = false, // a proxy would resolve the name itself
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null, // receivers do not learn our traces
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2), // after that, the name is resolved and judged again
            MaxResponseHeadersLength = 16, // KB
            MaxResponseDrainSize = 64 * 1_024,
            ConnectCallback = (context, cancellationToken) => connector.ConnectAsync(context.DnsEndPoint, cancellationToken),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan, // each send has its own
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Campaigns-Webhooks", "1.0"));
    }

    public async Task<SendResult> SendAsync(SendRequest request, CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        using var limit = new CancellationTokenSource(_options.Timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var message = Make(request);
            using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, both.Token);
            var retryAfter = RetryAfter(response.Headers.RetryAfter);
            var answer = await ReadAnswerAsync(response, both.Token);
            return new((int)response.StatusCode, null, answer, retryAfter, _time.GetElapsedTime(start));
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, Word(error), null, null, _time.GetElapsedTime(start));
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Make(SendRequest request)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, request.Url) { Content = new ByteArrayContent(request.Body) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        message.Headers.Add(WebhookSignature.IdHeader, request.Id);
        message.Headers.Add(WebhookSignature.TimestampHeader, request.Timestamp);
        message.Headers.Add(WebhookSignature.SignatureHeader, request.Signatures);
        return message;
    }

    /// <summary>Reads the beginning of an answer. What comes after it, or breaks while it is read, does not matter.</summary>
    private static async Task<string?> ReadAnswerAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bytes = new byte[MostAnswerBytes];
        int read;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        }
        catch (Exception error) when (error is IOException or HttpRequestException or OperationCanceledException)
        {
            return null; // the status has decided
        }

        var letters = Encoding.UTF8.GetString(bytes, 0, read);
        var text = new string([.. letters.Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? ' ' : letter)]);
        return text.Length == 0 ? null : text.Length <= MostAnswerCharacters ? text : text[..MostAnswerCharacters];
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var asked = header?.Delta ?? (header?.Date is { } date ? date - _time.GetUtcNow() : null);
        return asked < TimeSpan.Zero ? TimeSpan.Zero : asked;
    }

    private static string Word(Exception error) => error switch
    {
        OperationCanceledException => "timeout",
        HttpRequestException { InnerException: { } inner } when OfInner(inner) is { } word => word,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "unknown_host",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "connect",
        _ => "broken_answer",
    };

    private static string? OfInner(Exception error) => error switch
    {
        AddressRefusedException => "address_refused",
        AuthenticationException => "tls",
        OperationCanceledException or TimeoutException => "timeout",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => "unknown_host",
        SocketException => "connect",
        _ => null,
    };
}
