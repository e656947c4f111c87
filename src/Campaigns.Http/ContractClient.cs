using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Campaigns.Webhooks;
using Microsoft.Extensions.Http.Resilience;

namespace Campaigns.Http;

/// <summary>Sends signed requests to the dialer, and returns its answers whole.</summary>
internal sealed class ContractClient : IDisposable
{
    private const int MostAnswerBytes = 256 * 1_024;
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly HttpProviderOptions _options;
    private readonly TimeProvider _time;
    private readonly WebhookSigner _signer;
    private readonly HttpClient _client;
    private readonly string _base;

    public ContractClient(HttpProviderOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _signer = new WebhookSigner(options.SigningKeys, time);
        _base = options.BaseAddress!.AbsoluteUri.TrimEnd('/');
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // a redirected POST would be sent again, perhaps to another host with the same signature
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // follows changes of DNS
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(4), // below the 5 s after which common servers close an idle connection
        };
        _client = new HttpClient(new ResilienceHandler(SafeRetries.Of(options, time)) { InnerHandler = handler })
        {
            Timeout = Timeout.InfiniteTimeSpan, // each try has its own time limit
            MaxResponseContentBufferSize = MostAnswerBytes,
        };
    }

    /// <summary>Sends one request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path after the base address.</param>
    /// <param name="id">The value of the header webhook-id.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="NeverSentException">No try of the request reached the dialer.</exception>
    public async Task<ContractAnswer> SendAsync(
        HttpMethod method, string path, string id, byte[]? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"{_base}/{path}");
        var now = _time.GetUtcNow();
        request.Headers.Add(WebhookSigner.IdHeader, id);
        request.Headers.Add(WebhookSigner.TimestampHeader, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSigner.SignatureHeader, _signer.Sign(id, now, body));
        if (_options.Authorization is { } authorization)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        if (body is not null)
        {
            request.Headers.Add("Idempotency-Key", id);
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = Json } };
        }

        try
        {
            using var response = await _client.SendAsync(request, cancellationToken);
            return new ContractAnswer(
                response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken), RetryAfter(response, now));
        }
        catch (HttpRequestException error)
            when (SafeRetries.NeverSent(error) && !request.Options.TryGetValue(SafeRetries.MayHaveArrived, out _))
        {
            throw new NeverSentException(error);
        }
    }

    public void Dispose() => _client.Dispose();

    private static DateTimeOffset? RetryAfter(HttpResponseMessage response, DateTimeOffset now) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => now + delta,
        { Date: { } date } => date,
        _ => null,
    };
}

/// <summary>An answer of the dialer.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body.</param>
/// <param name="RetryAfter">The instant of the header Retry-After; null for none.</param>
internal sealed record ContractAnswer(HttpStatusCode Status, ReadOnlyMemory<byte> Body, DateTimeOffset? RetryAfter)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;
}

/// <summary>A request that certainly did not reach the dialer.</summary>
internal sealed class NeverSentException(HttpRequestException cause) : Exception(cause.HttpRequestError.ToString(), cause);
